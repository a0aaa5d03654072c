// Two generators share a load of a homeserver of a few dozen lines, and their results become one.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { measuredOf, readResult, setStage } from "../../../../loadtest/driver/index.ts";
import { FakeHomeserver, sharedSecret } from "../../../loadtest/fake-homeserver.ts";
import { call, temporaryFolder } from "../call.ts";

let server: FakeHomeserver;
beforeAll(async () => {
  server = await FakeHomeserver.start();
});
afterAll(() => server.stop());

describe("rashomon load merge", () => {
  test("adds up what `load --segment` measured, and judges the sum", async () => {
    const folder = temporaryFolder();
    const stage = join(folder, "stage.json");
    const accounts = { kind: "shared secret", secret: sharedSecret } as const;
    const { target } = server;
    writeFileSync(stage, JSON.stringify(await setStage({ target, accounts, seed: "1", users: 6 })));
    const part = (n: number) =>
      call([
        ...[
          "load",
          "--target",
          target,
          "--stage",
          stage,
          "--run-id",
          "both",
          "--segment",
          `${n}/2`,
        ],
        ...[
          "--profile",
          "average",
          "--rate",
          "20",
          "--duration",
          "1s",
          "--out",
          join(folder, `${n}`),
        ],
        ...[
          "--journeys",
          "create-and-invite",
          "--start-at",
          new Date(Date.now() + 500).toISOString(),
          "--slo",
          "p95(send)<500s,p95(create-room)<500s,p95(join)<500s,lag.p95<500s",
        ],
      ]);
    const parts = await Promise.all([part(1), part(2)]);
    expect(parts.map(({ code, err }) => [code, err])).toEqual([
      [0, ""],
      [0, ""],
    ]);
    const files = [1, 2].map((n) => join(folder, `${n}`, "report.json"));
    const out = join(folder, "sum");
    const { code } = await call(["load", "merge", ...files, "--slo", "errors<1%", "--out", out]);
    expect(code).toBe(0);
    const [whole, ...each] = [join(out, "report.json"), ...files].map((file) =>
      measuredOf(readResult(readFileSync(file, "utf8"))),
    );
    expect(whole.arrivals.started).toBe(18);
    expect(each.map(({ arrivals }) => arrivals.started)).toEqual([9, 9]);
    expect(readFileSync(join(out, "report.html"), "utf8")).toContain("merged (2 parts)");
    const twice = await call(["load", "merge", files[0], files[0], "--out", out]);
    expect(twice.code).toBe(2);
    expect(twice.err).toContain("Part 1/2 is there more than once");
  });

  test.each([
    [["load", "merge", "/nowhere.json"], /nowhere\.json: /],
    [["load", "merge", "package.json"], /no result of a load run|Its format/],
    [["load", "merge", "--job", "package.json", "x"], /this is no job of a load/],
    [["load", "--target", "http://127.0.0.1:1", "--segment", "1/2"], /needs --run-id and --stage/],
    [["load", "--target", "http://127.0.0.1:1", "--run-id", "A B"], /--run-id cannot be/],
    [["load", "--target", "http://127.0.0.1:1", "--start-at", "soon"], /--start-at cannot be/],
  ])("wrong input %j ends with code 2 and a remedy", async (argv, message) => {
    const { code, err } = await call(argv);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(err).toContain("→");
  });
});
