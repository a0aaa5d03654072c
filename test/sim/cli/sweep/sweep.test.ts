// `rashomon sweep` from a command line to results that nothing can lose or repeat.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { call, temporaryFolder } from "../call.ts";

interface Report {
  done: number;
  ran: number;
  hash: string;
  end: string;
  outcomes: Record<string, number>;
  failures: { signature: string; runs: number; seed: number }[];
  canary?: { runs: number };
  files: { results: string; junit: string; data: string };
}

/** Every sweep of these tests comes through here: one that ran anything has found its canary. */
const sweep = async (code: number, ...argv: string[]): Promise<Report> => {
  const ended = await call(["sweep", ...argv, "--json"]);
  expect([ended.code, ended.err]).toEqual([code, ""]);
  const report = JSON.parse(ended.out) as Report;
  if (report.ran > 0) expect(report.canary).toMatchObject({ runs: 2 });
  return report;
};

test("any number of jobs gives the same results, and what is done is not done again", async () => {
  const [one, two] = [temporaryFolder(), temporaryFolder()];
  const alone = await sweep(0, "power-duel", "--seeds", "1..45", "--jobs", "1", "--out", one);
  expect(alone).toMatchObject({ done: 45, ran: 45, outcomes: { held: 45 }, end: "done" });
  const first = await sweep(0, "power-duel", "--seeds", "1..10", "--jobs", "2", "--out", two);
  expect(first.ran).toBe(10);
  const rest = await sweep(0, "power-duel", "--seeds", "1..45", "--jobs", "2", "--out", two);
  expect(rest).toMatchObject({ done: 45, ran: 35, hash: alone.hash });
  expect(first.hash).not.toBe(alone.hash);
});

test("a story that must break is broken at every seed, in two groups", async () => {
  const argv = [
    "stale-state",
    "--room-version",
    "11",
    "--seeds",
    "1..6",
    "--out",
    temporaryFolder(),
  ];
  const found = await sweep(1, ...argv);
  expect(found.outcomes).toEqual({ broken: 6 });
  const checks = found.failures.map(({ signature }) => signature.split(":")[0]).sort();
  expect(checks).toEqual(["converges", "no-state-reset"]);
  expect(found.failures.map(({ runs }) => runs)).toEqual([6, 6]);
  expect(readFileSync(found.files.junit, "utf8")).toContain('failures="2"');
  expect(JSON.parse(readFileSync(found.files.data, "utf8"))).toMatchObject({ done: 6 });
});

test("--max-failures stops, and the same command goes on", async () => {
  const argv = ["stale-state", "--room-version", "11", "--seeds", "1..60", "--jobs", "1"];
  const out = ["--out", temporaryFolder()];
  const stopped = await sweep(1, ...argv, ...out, "--max-failures", "5");
  expect(stopped).toMatchObject({ end: "failures", done: 20 });
  const went = await sweep(1, ...argv, ...out);
  expect(went).toMatchObject({ end: "done", done: 60, ran: 40 });
});

test("killed in the middle it has lost nothing that was written, and repeats nothing", async () => {
  const folder = temporaryFolder();
  const main = join(import.meta.dirname, "../../../../sim/cli/main.ts");
  const argv = [
    main,
    "sweep",
    "power-duel",
    "--seeds",
    "1..100000",
    "--jobs",
    "2",
    "--out",
    folder,
  ];
  const child = spawn(process.execPath, argv, { stdio: "ignore" });
  const file = join(folder, "results.sqlite");
  const count = () => {
    if (!existsSync(file)) return 0;
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      return database.prepare("SELECT count(*) AS runs FROM run").get()?.["runs"] as number;
    } catch {
      return 0;
    } finally {
      database.close();
    }
  };
  while (count() < 40) await sleep(20);
  child.kill("SIGKILL");
  await new Promise((gone) => child.on("exit", gone));
  const before = count();
  const last = before + 30;
  const rest = await sweep(0, "power-duel", "--seeds", `1..${last}`, "--out", folder);
  expect(rest.done).toBe(last);
  expect(rest.ran).toBeLessThanOrEqual(last - before + 40);
  const whole = temporaryFolder();
  const alone = await sweep(0, "power-duel", "--seeds", `1..${last}`, "--out", whole);
  expect(rest.hash).toBe(alone.hash);
});

test("bad ranges, other stories in the same folder and unknown names: what to do", async () => {
  const folder = temporaryFolder();
  const bad = await call(["sweep", "power-duel", "--seeds", "9..1"]);
  expect([bad.code, bad.err]).toEqual([2, expect.stringContaining("1..1000")]);
  await sweep(0, "power-duel", "--seeds", "1..2", "--out", folder);
  const other = await call(["sweep", "netsplit-ban", "--seeds", "1..2", "--out", folder]);
  expect([other.code, other.err]).toEqual([2, expect.stringContaining("another sweep")]);
  const unknown = await call(["sweep", "power-dual"]);
  expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining("Did you mean")]);
});

test("claims and sites that no run reaches are named; --until-stable ends a sweep", async () => {
  const found = (await sweep(
    0,
    ...["netsplit-ban", "--seeds", "1..200", "--jobs", "1", "--until-stable", "20"],
    ...["--out", temporaryFolder()],
  )) as Report & { coverage: { place: string }[]; neverReached: string[] };
  expect(found.end).toBe("stable");
  expect(found.done).toBeLessThan(200);
  const places = found.coverage.map(({ place }) => place);
  expect(places).toContain("claim: sometimes the sides disagree");
  expect(places).toContain("site: a soft failure");
  expect(found.neverReached).toContain("site: history fetched");
  expect(found.neverReached.filter((name) => name.startsWith("claim: "))).toEqual([]);
});

test("a claim that no run meets breaks a sweep that is done", async () => {
  const folder = temporaryFolder();
  await call(["run", "power-duel", "--quiet", "--out", join(folder, "run")]);
  const plan = JSON.parse(readFileSync(join(folder, "run", "plan.json"), "utf8")) as object;
  const when = { holds: "record", kind: "mark", where: { mark: "never" } };
  const file = join(folder, "plan.json");
  writeFileSync(
    file,
    JSON.stringify({ ...plan, expect: [{ kind: "reachable", name: "x", when }] }),
  );
  const argv = [file, "--seeds", "1..3", "--jobs", "1", "--out", join(folder, "sweep")];
  const found = await sweep(1, ...argv);
  expect(found.outcomes).toEqual({ held: 3 });
  expect(readFileSync(found.files.junit, "utf8")).toContain("no run has met this claim");
});

test("guided, any number of jobs and any interruption give the same results; plans are kept", async () => {
  const [one, two] = [temporaryFolder(), temporaryFolder()];
  const guided = (out: string, last: number, jobs: string) => {
    const argv = ["--swarm", "--servers", "3", "--guided", "--seeds", `1..${last}`];
    return sweep(1, ...argv, "--jobs", jobs, "--out", out);
  };
  const alone = await guided(one, 90, "1");
  await guided(two, 50, "2");
  const rest = (await guided(two, 90, "2")) as Report & {
    guidance: { continued: { runs: number } };
  };
  expect(rest).toMatchObject({ done: 90, ran: 40, hash: alone.hash });
  expect(rest.guidance.continued.runs).toBeGreaterThan(5);
  const blind = await call([
    "sweep",
    "--swarm",
    "--servers",
    "3",
    "--seeds",
    "1..90",
    "--out",
    two,
  ]);
  expect([blind.code, blind.err]).toEqual([2, expect.stringContaining("another sweep")]);
});

test("a disk that is full in the middle ends a sweep cleanly; with room the same command goes on", async () => {
  const folder = temporaryFolder();
  const main = join(import.meta.dirname, "../../../../sim/cli/main.ts");
  const argv = ["power-duel", "--seeds", "1..160", "--jobs", "1", "--out"];
  // No file may grow beyond 84 blocks: for SQLite that is a disk on which nothing can be written.
  const limited = `trap '' XFSZ; ulimit -f 84; exec "$@"`;
  const words = ["-c", limited, "sweep", process.execPath, main, "sweep", ...argv, folder];
  const full = spawnSync("bash", words, { encoding: "utf8" });
  expect([full.status, full.stderr]).toEqual([2, expect.stringContaining("cannot write")]);
  expect(full.stderr).toContain("Make room, then give the same command to go on");
  const rest = await sweep(0, ...argv, folder);
  expect(rest.done).toBe(160);
  expect(rest.ran).toBeLessThan(160);
  const whole = await sweep(0, ...argv, temporaryFolder());
  expect(rest.hash).toBe(whole.hash);
});
