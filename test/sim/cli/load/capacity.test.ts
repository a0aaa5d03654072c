// `rashomon capacity` from a command line to a report, against a homeserver of a few dozen lines; a
// real one is in test/real/.
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from "vitest";
import { Journal } from "../../../../loadtest/capacity/index.ts";
import { setStage } from "../../../../loadtest/driver/index.ts";
import { FakeHomeserver, sharedSecret } from "../../../loadtest/fake-homeserver.ts";
import { call, temporaryFolder } from "../call.ts";

let server: FakeHomeserver;
beforeAll(async () => {
  server = await FakeHomeserver.start();
});
beforeEach(() => {
  server.mood.fail = undefined;
});
afterAll(() => server.stop());

const quick = (folder: string): string[] => {
  const secret = join(folder, "secret");
  if (!existsSync(secret)) writeFileSync(secret, sharedSecret);
  return [
    ...["capacity", "--target", server.target, "--registration-secret", secret],
    ...["--users", "4", "--rooms", "1", "--journeys", "create-and-invite", "--listeners", "1"],
    ...["--start", "8", "--max", "8", "--warm-up", "0s", "--window", "1s", "--drain", "60s"],
    ...["--slo", "p95(send)<500s,errors<1%", "--out", join(folder, "out")],
  ];
};

interface Report {
  readonly end: { readonly how: string; readonly refusal?: { readonly kind: string } };
  readonly interval: { readonly low: number; readonly high: number | null };
  readonly probes: number;
}

describe("rashomon capacity", () => {
  test("searches, writes page, JSON and journal without secrets, and goes on where it was", async () => {
    const folder = temporaryFolder();
    const first = await call([...quick(folder), "--json"]);
    const report = JSON.parse(first.out) as Report;
    expect([first.code, report.end.how, report.interval.high]).toEqual([
      0,
      "above the bound",
      null,
    ]);
    const names = ["report.html", "report.json", "probes.ndjson"];
    const texts = names.map((name) => readFileSync(join(folder, "out", name), "utf8"));
    for (const text of texts) expect(text).not.toMatch(/correct horse|"token"|syt_/);
    expect(existsSync(join(folder, "out", "stage.secret.json"))).toBe(false);

    // A search that was killed in the middle of a write: one probe is lost, and it goes on.
    const journal = join(folder, "out", "probes.ndjson");
    const lines = texts[2].trimEnd().split("\n");
    writeFileSync(journal, `${lines.slice(0, -1).join("\n")}\n`);
    appendFileSync(journal, '{"phase":');
    // What it finds is shown also where no report can be written.
    const page = join(folder, "out", "report.html");
    rmSync(page);
    symlinkSync("/dev/full", page);
    const again = await call(quick(folder));
    expect(again.code).toBe(2);
    expect(again.err).toContain(`going on after ${lines.length - 2} probes`);
    expect(again.err).toContain("the disk is full");
    expect(again.out).toContain("Everything held up to the highest rate");
    expect(again.out).toContain("\ngo on: rashomon capacity");
    expect(again.out).not.toContain("open ");
    const probed = readFileSync(journal, "utf8");
    expect(probed.trimEnd().split("\n")).toHaveLength(lines.length);
    rmSync(page);
    expect((await call(quick(folder))).code).toBe(0);
    expect(readFileSync(page, "utf8")).toContain("Everything held");
    expect(readFileSync(journal, "utf8")).toBe(probed);
    expect(existsSync(join(folder, "out", "stage.secret.json"))).toBe(false);
  });

  test("shows what it found where the journal takes no more", async () => {
    const folder = temporaryFolder();
    const add = vi.spyOn(Journal.prototype, "add");
    onTestFinished(() => add.mockRestore());
    add.mockImplementation(() => {
      throw Object.assign(new Error("ENOSPC"), { code: "ENOSPC" });
    });
    const { code, out, err } = await call(quick(folder));
    expect([code, err]).toEqual([
      2,
      expect.stringContaining("probes.ndjson: cannot write: the disk is full"),
    ]);
    expect(out).toContain("Stopped");
  });

  test("refuses before the search a folder that could not take its report", async () => {
    server.requests.length = 0;
    const folder = temporaryFolder();
    const argv = [...quick(folder), "--out", join(folder, "secret", "inner")];
    const { code, err } = await call(argv);
    expect([code, err]).toEqual([2, expect.stringContaining("part of this path is a file")]);
    expect(server.requests).toEqual([]);
  });

  test("refuses to measure a rate limiter, and says what to do", async () => {
    const folder = temporaryFolder();
    const stage = join(folder, "stage.json");
    const accounts = { kind: "shared secret", secret: sharedSecret } as const;
    const { target } = server;
    writeFileSync(stage, JSON.stringify(await setStage({ target, accounts, seed: "1", users: 4 })));
    server.mood.fail = { path: "/send/", status: 429 };
    const { code, out } = await call([...quick(folder), "--stage", stage]);
    expect(code).toBe(2);
    expect(out).toContain("this measures its rate limiter");
    expect(out).toContain("rc_*");
  });

  test("takes a journal of other options for another search", async () => {
    const folder = temporaryFolder();
    const other = { format: "rashomon-capacity-1", plan: {}, slos: [], subject: {} };
    const argv = quick(folder);
    mkdirSync(join(folder, "out"));
    const file = join(folder, "out", "probes.ndjson");
    const probe = { n: 0, phase: "warm", rate: 1, verdicts: [], refusals: [], figures: {} };
    writeFileSync(file, `${JSON.stringify(other)}\n${JSON.stringify(probe)}\n`);
    const { code, err } = await call(argv);
    expect(code).toBe(2);
    expect(err).toMatch(/this search had .*, not .*\n {2}→ .*--anew/);
    // Without a probe there is nothing to lose, and its users may be others.
    writeFileSync(file, `${JSON.stringify(other)}\n`);
    const stage = join(folder, "out", "stage.secret.json");
    writeFileSync(stage, "{}");
    const nobody = ["--target", "http://127.0.0.1:9"];
    expect((await call([...argv, ...nobody])).err).toContain("nothing listens");
    expect(existsSync(stage)).toBe(false);
  });

  test.each([
    [["--slo", "p95(send)<"], /is no threshold; the forms are/],
    [["--slo", ","], /names no threshold/],
    [["--start", "9"], /--start 9 does not lie between/],
    [["--window", "10"], /--window cannot be "10"/],
    [["--target", "http://example.org"], /is not this machine/],
    [["--confidence", "100"], /--confidence cannot be/],
    [["--origins", "0"], /--origins cannot be/],
  ])("wrong input %j ends with code 2 and a remedy", async (words, message) => {
    const { code, err } = await call([...quick(temporaryFolder()), ...words]);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(err).toContain("→");
  });

  test("from the federation's side needs a target that federates", async () => {
    server.mood.fail = { path: "/_matrix/key/v2/server", status: 404 };
    onTestFinished(() => void (server.mood.fail = undefined));
    const out = join(temporaryFolder(), "out");
    const argv = ["capacity", "--target", server.target, "--origins", "2", "--out", out];
    const { code, err } = await call(argv);
    expect(code).toBe(2);
    expect(err).toContain("serves no federation API");
  });
});
