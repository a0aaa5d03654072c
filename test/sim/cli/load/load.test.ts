// `rashomon load` from a command line to a report, against a homeserver of a few dozen lines; the
// real ones are in test/real/.
import { existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { castNames, readResult, setStage } from "../../../../loadtest/driver/index.ts";
import type { Stage } from "../../../../loadtest/driver/index.ts";
import type { Job } from "../../../../loadtest/matrix/job.ts";
import { Workload } from "../../../../loadtest/workload.ts";
import { FakeHomeserver, sharedSecret } from "../../../loadtest/fake-homeserver.ts";
import { call, temporaryFolder } from "../call.ts";

let server: FakeHomeserver;
beforeAll(async () => {
  server = await FakeHomeserver.start();
});
beforeEach(() => {
  server.mood.fail = undefined;
  server.mood.closed = undefined;
});
afterAll(() => server.stop());

/** Limits that no machine is too slow for, in the place of the profile's. */
const patient = "p95(send)<500s,p95(create-room)<500s,p95(join)<500s,lag.p95<500s";

/** Options for a run of about a second. */
const quick = () => [
  ...["--target", server.target, "--registration-secret", secretFile(), "--users", "6"],
  ...[
    "--profile",
    "average",
    "--rate",
    "20",
    "--duration",
    "1s",
    "--journeys",
    "create-and-invite",
  ],
];

function secretFile(): string {
  const file = join(temporaryFolder(), "secret");
  writeFileSync(file, `${sharedSecret}\n`);
  return file;
}

describe("rashomon load", () => {
  test("loads, judges, and writes a page, JSON and JUnit without secrets", async () => {
    const folder = join(temporaryFolder(), "out");
    const stageFile = join(temporaryFolder(), "stage.json");
    const files = ["--stage", stageFile, "--out", folder, "--json"];
    const argv = ["load", ...quick(), "--slo", patient, ...files];
    const { code, out, err } = await call(argv);
    expect([code, err]).toEqual([0, ""]);
    const report = JSON.parse(out) as { outcome: string; counters: Record<string, number> };
    expect(report.outcome).toBe("held");
    expect(report.counters).toMatchObject({ started: 18, finished: 18, dropped: 0, errorShare: 0 });
    const stage = JSON.parse(readFileSync(stageFile, "utf8")) as Stage;
    expect(statSync(stageFile).mode & 0o777).toBe(0o600);
    const [page, json, junit] = ["report.html", "report.json", "junit.xml"].map((name) =>
      readFileSync(join(folder, name), "utf8"),
    );
    for (const text of [page, json, junit, out]) {
      expect(text).not.toContain(sharedSecret);
      for (const { token } of stage.users) expect(text).not.toContain(token);
    }
    expect(readResult(json).phases[1].requests["send"].count).toBe(18);
    expect(page).toContain("all thresholds held");
    expect(page).not.toMatch(/(?:src|href)=|@import|https?:\/\/(?!127)/);
    expect(junit).toContain('tests="7" failures="0" errors="0" skipped="0"');
    // The same stage serves again, and nobody is registered anew.
    server.requests.length = 0;
    expect((await call(argv)).code).toBe(0);
    expect(server.requests.filter(({ path }) => path.includes("register"))).toEqual([]);
  });

  test("shows what it measured also where the disk is full, and then says that", async () => {
    const folder = temporaryFolder();
    symlinkSync("/dev/full", join(folder, "report.html"));
    const argv = ["load", ...quick(), "--slo", patient, "--out", folder];
    const { code, out, err } = await call(argv);
    expect([code, err]).toEqual([2, expect.stringContaining("the disk is full")]);
    expect(out).toContain("p95(send)<500000ms");
    expect(out).toContain("repeat: rashomon load");
    expect(out).not.toContain("open ");
    const shown = await call([...argv, "--json"]);
    expect(shown.code).toBe(2);
    expect(JSON.parse(shown.out)).toMatchObject({
      outcome: "held",
      error: { message: "cannot write: the disk is full" },
    });
  });

  test("refuses before the load a folder that could not take its report", async () => {
    server.requests.length = 0;
    const inFile = join(secretFile(), "inner");
    const { code, err } = await call(["load", ...quick(), "--out", inFile]);
    expect([code, err]).toEqual([2, expect.stringContaining("part of this path is a file")]);
    const job = await call(["load", ...quick(), "--write-job", join(inFile, "job.json")]);
    expect([job.code, job.err]).toEqual([2, expect.stringContaining("path is a file")]);
    expect(server.requests).toEqual([]);
  });

  test("ends with 1 where a threshold is broken, and says by how much", async () => {
    server.mood.fail = { path: "/pushrules/", status: 500 };
    const folder = join(temporaryFolder(), "out");
    const argv = [...quick().slice(0, -1), "page-load", "--out", folder];
    const { code, out } = await call(["load", ...argv]);
    expect(code).toBe(1);
    expect(out).toMatch(/BROKEN\s+errors<1%\s+errors was [\d.]+ %/);
    expect(readFileSync(join(folder, "junit.xml"), "utf8")).toContain("<failure");
  });

  test("gives a threshold of the user's the place of the profile's", async () => {
    const folder = join(temporaryFolder(), "out");
    const slo = "p95(send)<0.001ms";
    const { code, out } = await call(["load", ...quick(), "--slo", slo, "--out", folder]);
    expect(code).toBe(1);
    expect(out).toContain("p95(send)<0.001ms");
    expect(out).not.toContain("p95(send)<500ms");
  });

  test("ends with 3 where a threshold that was asked for met no request", async () => {
    const folder = join(temporaryFolder(), "out");
    // One arrival in a thousand joins, and this run has eighteen.
    const mix = "create-and-invite=999999,scroll-back=1";
    const argv = [...quick().slice(0, -1), mix, "--slo", "p95(messages)<1s", "--out", folder];
    const { code, out } = await call(["load", ...argv]);
    expect(code).toBe(3);
    expect(out).toContain("! Nothing was measured for p95(messages)<1000ms");
    expect(readFileSync(join(folder, "junit.xml"), "utf8")).toContain('errors="1"');
  });

  test("refuses before the run what users of the stage cannot do", async () => {
    const two = [...quick().slice(0, 5), "2", "--listeners", "0", "--rate", "20"];
    const argv = [...two, "--duration", "1s", "--journeys", "chat,create-and-invite"];
    const { code, err } = await call(["load", ...argv, "--slo", "p95(join)<1s"]);
    expect([code, err]).toEqual([2, expect.stringContaining("no journey of this load sends join")]);
  });

  test("writes a job for k6 that only its owner can read, and loads nothing", async () => {
    const job = join(temporaryFolder(), "job.json");
    const folder = join(temporaryFolder(), "out");
    const { code, out } = await call(["load", ...quick(), "--write-job", job, "--out", folder]);
    expect(code).toBe(0);
    expect(out).toContain(`k6 run -e RASHOMON_JOB=${job} loadtest/main.ts`);
    expect(statSync(job).mode & 0o777).toBe(0o600);
    expect(existsSync(folder)).toBe(false);
  });
});

test("a smoke load is told to every driver as journeys in turn, unless its user weighs them", async () => {
  const job = join(temporaryFolder(), "job.json");
  const argv = ["load", ...quick().slice(0, 6), "--profile", "smoke", "--write-job", job];
  const journeysOf = async (more: readonly string[]) => {
    expect((await call([...argv, ...more])).code).toBe(0);
    const { plan, stage } = JSON.parse(readFileSync(job, "utf8")) as Job;
    const workload = new Workload({ ...plan, stage });
    const names = castNames({ ...plan, stage });
    return { names, first: names.map((_name, n) => workload.arrival(n, () => 0).journey) };
  };
  const { names, first } = await journeysOf([]);
  expect(names.length).toBeGreaterThan(5);
  expect(first).toEqual(names);
  const weighed = await journeysOf(["--journeys", "chat=999999,media=1"]);
  expect(weighed).toEqual({ names: ["chat", "media"], first: ["chat", "chat"] });
});

describe("what is wrong is said in a sentence, with what to do, and ends with 2", () => {
  const nothing = "http://127.0.0.1:9";
  const target = () => ["--target", server.target];
  test.each<[string, () => string[], RegExp]>([
    [
      "no target",
      () => ["--dir", temporaryFolder()],
      /nothing to load: no --target is named.*\n {2}→ Start one with/,
    ],
    ["no address", () => ["--target", "127.0.0.1:8008"], /--target cannot be "127.0.0.1:8008"/],
    ["another host", () => ["--target", "https://matrix.org"], /matrix.org is not this machine/],
    [
      "another host than was confirmed",
      () => ["--target", "https://matrix.org", "--yes-load-this-host", "example.org"],
      /names example.org, and the target is matrix.org/,
    ],
    [
      "a password in the address",
      () => ["--target", "http://a:b@127.0.0.1:1"],
      /more than a server/,
    ],
    ["nobody there", () => ["--target", nothing], /nothing listens at 127.0.0.1:9/],
    ["TLS where there is none", () => ["--target", server.target.replace("http", "https")], /TLS/],
    ["an unknown journey", () => [...target(), "--journeys", "chatt"], /no journey "chatt"/],
    ["a weight that is none", () => [...target(), "--journeys", "chat=x"], /weight of chat/],
    ["a threshold that is none", () => [...target(), "--slo", "p95<1"], /"p95<1" is no threshold/],
    [
      "a threshold about a request that does not exist",
      () => [...target(), "--slo", "p95(sned)<1s"],
      /p95\(sned\)<1000ms would never be measured: there is no request "sned"\n.*mean send\?/,
    ],
    [
      "a threshold about what no journey sends",
      () => [...target(), "--journeys", "chat", "--slo", "p95(join)<1s"],
      /no journey of this load sends join\n {2}→ Take join-big-room or create-and-invite/,
    ],
    [
      "anything, before it is missed that nothing is there to load",
      () => ["--dir", temporaryFolder(), "--rate", "6000"],
      /--rate cannot be "6000"/,
    ],
    ["too much", () => [...target(), "--rate", "6000"], /--rate cannot be "6000"/],
    [
      "too much at the peak",
      () => [...target(), "--profile", "spike", "--rate", "600"],
      /go up to 6000/,
    ],
    ["too long", () => [...target(), "--duration", "25h"], /--duration cannot be "25h"/],
    ["a profile", () => [...target(), "--profile", "x"], /--profile cannot be "x"/],
    ["a file that is not there", () => [...target(), "--accounts", "/nowhere"], /\/nowhere/],
  ])("%s", async (_name, argv, message) => {
    const { code, err, out } = await call(["load", ...argv()]);
    expect(err).toMatch(message);
    expect(err).toMatch(/^rashomon: .*\n {2}→ .+\n$/);
    expect([code, out]).toEqual([2, ""]);
  });

  test("a server that registers nobody, a wrong secret, a wrong token, a page that is no Matrix", async () => {
    server.mood.closed = true;
    const open = await call(["load", "--target", server.target]);
    expect(open).toMatchObject({ code: 2 });
    expect(open.err).toContain("does not let us register users (HTTP 403, M_FORBIDDEN)");
    const wrong = await call(["load", ...quick()]);
    expect(wrong.err).toContain("refuses the registration shared secret");
    const accounts = join(temporaryFolder(), "accounts");
    const line = (name: string) => `{"user_id":"@${name}:fake","access_token":"tok-${name}"}\n`;
    writeFileSync(accounts, line("a") + line("b"));
    const token = await call(["load", ...target(), "--accounts", accounts]);
    expect(token.err).toContain("the access token of @a:fake is not valid (HTTP 401");
    expect(token.err).not.toContain("tok-a");
    const web = createServer((_request, response) => response.end("<h1>Hello</h1>"));
    await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
    const { port } = web.address() as AddressInfo;
    const page = await call(["load", "--target", `http://127.0.0.1:${port}`]);
    expect(page.err).toContain("answers, but is no Matrix server (HTTP 200");
    web.close();
  });

  test("a line of accounts that is none names its number and not its content", async () => {
    const accounts = join(temporaryFolder(), "accounts");
    writeFileSync(
      accounts,
      '{"user_id":"@a:fake","access_token":"x"}\n{"user_id":"a","password":"pw"}\n',
    );
    const { code, err } = await call(["load", ...target(), "--accounts", accounts]);
    expect([code, err]).toEqual([2, expect.stringContaining(`${accounts}:2: this is no account`)]);
    expect(err).not.toContain("pw");
  });

  test("a stage that is none, of another server, or of other users, with all else that is wrong", async () => {
    server.requests.length = 0;
    const stageFile = join(temporaryFolder(), "stage.json");
    const accounts = { kind: "shared secret", secret: sharedSecret } as const;
    const stage = await setStage({ target: server.target, accounts, seed: "1", users: 2 });
    const asked = server.requests.length;
    const said = async (text: string, ...more: readonly string[]) => {
      writeFileSync(stageFile, text);
      const { code, err } = await call(["load", ...target(), "--stage", stageFile, ...more]);
      expect([code, server.requests.length]).toEqual([2, asked]);
      return err;
    };
    const text = JSON.stringify(stage);
    expect(await said(text.replace(server.target, "http://x"))).toContain("was set on http://x");
    expect(await said("{", "--rate", "fast")).toMatch(/this is no stage[^]*--rate cannot be/);
    expect(await said(text, "--users", "5")).toContain("the stage of --stage, which has 2");
    const broken = JSON.stringify({ ...stage, users: [{ id: 5 }, ...stage.users] });
    expect(await said(broken)).toContain("this is no stage: users[0] has no id");
    // Parts that each set a stage would load with users of their own.
    const part = ["--segment", "1/2", "--run-id", "x"];
    const nowhere = join(temporaryFolder(), "stage.json");
    const { code, err } = await call(["load", ...target(), "--stage", nowhere, ...part]);
    expect([code, err]).toEqual([2, expect.stringContaining("each generator would make users")]);
    expect(server.requests.length).toBe(asked);
  });

  test("a place where a stage could not be kept, before users are made", async () => {
    server.requests.length = 0;
    const inFile = join(secretFile(), "stage.json");
    const { code, err } = await call(["load", ...quick(), "--stage", inFile]);
    expect([code, err]).toEqual([2, expect.stringContaining("part of this path is a file")]);
    expect(server.requests).toEqual([]);
  });
});
