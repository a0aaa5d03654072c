// Comparisons of saved results, and of a homeserver of a few dozen lines with itself.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Histogram, type LoadResult } from "../../../../loadtest/driver/index.ts";
import { FakeHomeserver, sharedSecret } from "../../../loadtest/fake-homeserver.ts";
import { call, temporaryFolder } from "../call.ts";

let server: FakeHomeserver;
beforeAll(async () => {
  server = await FakeHomeserver.start();
});
afterAll(() => server.stop());

/** A folder of results whose sends take so long. */
function saved(folder: string, times: readonly number[]): string {
  for (const [n, ms] of times.entries()) {
    const [latency, lag] = [new Histogram(), new Histogram()];
    for (let k = 0; k < 50; k++) {
      latency.record(ms + k / 10);
      lag.record(ms);
    }
    const requests = { send: { count: 50, failures: {}, latency, longPoll: false } };
    const phase = { name: "steady", durationMs: 1000, fromRate: 1, toRate: 1, measured: true };
    const arrivals = { started: 50, finished: 50, dropped: 0, unfinished: 0 };
    const result: Partial<LoadResult> = {
      ...{ format: "rashomon-load-1", startedAt: `2026-01-0${n + 1}T00:00:00Z` },
      phases: [{ phase, arrivals, journeys: {}, requests, lag, gaps: 0 }],
    };
    mkdirSync(join(folder, `${n}`), { recursive: true });
    writeFileSync(join(folder, `${n}`, "report.json"), JSON.stringify(result));
  }
  return folder;
}

const base = [100, 103, 98, 101, 99, 102, 100, 97];

describe("rashomon load compare", () => {
  test("saved results that are slower by a fifth are worse: code 1, a page and the figures", async () => {
    const folder = temporaryFolder();
    const [one, two] = [
      saved(join(folder, "a"), base),
      saved(
        join(folder, "b"),
        base.map((ms) => ms * 1.2),
      ),
    ];
    const out = join(folder, "out");
    const { code, out: text } = await call(["load", "compare", one, two, "--out", out]);
    expect(code).toBe(1);
    expect(text).toContain("NEW is worse than BASE: p95, p95(send), lag.p95");
    expect(text).toContain("not interleaved");
    const page = readFileSync(join(out, "comparison.html"), "utf8");
    expect(page.match(/class="row worse"/g)!.length).toBeGreaterThanOrEqual(3);
    expect(page).not.toMatch(/NaN|undefined/);
  });

  test("the same within the floor is code 0; too few results are code 3", async () => {
    const folder = temporaryFolder();
    const [one, two] = [
      saved(join(folder, "a"), base),
      saved(
        join(folder, "b"),
        base.map((ms) => ms + 1),
      ),
    ];
    const argv = ["load", "compare", one, two, "--json", "--out", join(folder, "out")];
    const same = await call(argv);
    expect([same.code, (JSON.parse(same.out) as { result: string }).result]).toEqual([0, "same"]);
    const few = await call([
      "load",
      "compare",
      join(one, "0"),
      join(two, "0"),
      "--out",
      join(folder, "o"),
    ]);
    expect(few.code).toBe(3);
    expect(few.out).toContain("at least 7 are needed");
  });

  test("loads two targets in blocks; one with itself is not worse", async () => {
    const folder = temporaryFolder();
    const secret = join(folder, "secret");
    writeFileSync(secret, sharedSecret);
    const { code, out } = await call([
      ...["load", "compare", server.target, server.target, "--registration-secret", secret],
      ...["--blocks", "2", "--rate", "8", "--warm-up", "0s", "--window", "1s", "--drain", "60s"],
      ...[
        "--users",
        "4",
        "--journeys",
        "create-and-invite",
        "--out",
        join(folder, "out"),
        "--json",
      ],
    ]);
    expect(code).toBe(3);
    expect(JSON.parse(out)).toMatchObject({ result: "unknown", pairs: 2, pairsNeeded: 7 });
    const kept: unknown = JSON.parse(readFileSync(join(folder, "out", "comparison.json"), "utf8"));
    expect(kept).toHaveProperty("pairs.1.new.figures.p95");
  });

  test.each([
    [["http://127.0.0.1:1", "package.json"], /one of BASE and NEW is a target/],
    [["nowhere", "nowhere"], /there is no such file/],
    [["sim", "sim"], /no report\.json in this folder/],
    [["package.json", "package.json"], /no result of a load run|Its format/],
    [["http://example.org", "http://example.org"], /is not this machine/],
  ])("wrong input %j ends with code 2 and a remedy", async (words, message) => {
    const { code, err } = await call(["load", "compare", ...words]);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(err).toContain("→");
  });
});
