// Sweeps over a queue, on Debian's PostgreSQL: three workers, one killed without warning, the
// database restarted in between, and in the end every seed exactly once, with the hash that one
// machine alone comes to; guided sweeps too, whose plans follow from all that was run before.
import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  clusterFolder,
  queryPostgres,
  startPostgres,
  type Postgres,
} from "../../sim/bridge/postgres/index.ts";
import { ownerOf } from "../../sim/bridge/postgres/owner.ts";
import { postgresPrograms } from "../../sim/bridge/real-parts.ts";

const main = join(import.meta.dirname, "../../sim/cli/main.ts");
const folder = mkdtempSync(join(tmpdir(), "rashomon-queue-"));
const seeds = 400;
let postgres: Postgres;
let url = "";

beforeAll(async () => {
  postgres = await startPostgres({ folder: clusterFolder(folder), databases: ["sweeps"] });
  const { host, port, user, password } = postgres.address("sweeps");
  url = `postgres://${user}:${password}@${host}:${port}/sweeps`;
}, 60_000);
afterAll(() => postgres?.stop());

/** What a command says that ends with a code. */
function rashomonEnds(code: number, ...argv: string[]) {
  const words = [main, ...argv, "--json"];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" });
  expect([status, stderr]).toEqual([code, ""]);
  return JSON.parse(stdout) as {
    jobs: number;
    hash: string;
    guidance?: { continued: { runs: number } };
    sweeps: { hash: string; done: number; outcomes: Record<string, number> }[];
  };
}
const rashomon = (...argv: string[]) => rashomonEnds(0, ...argv);

const ask = async (sql: string) => (await queryPostgres(postgres.address("sweeps"), sql))[0];

function work(): { process: ChildProcess; ended: Promise<number | null> } {
  const argv = [main, "worker", "--queue", url, "--jobs", "1", "--until-empty", "--json"];
  const child = spawn(process.execPath, argv, { stdio: ["ignore", "ignore", "inherit"] });
  return { process: child, ended: new Promise((ended) => child.on("exit", ended)) };
}

/** Ends the server in the middle of everything, and starts it again on the same files. */
function restart(): void {
  const data = join(postgres.mark.folder, "data");
  const argv = ["-D", data, "restart", "-m", "immediate", "-w", "-l", join(data, "restart.log")];
  execFileSync(join(postgresPrograms(), "pg_ctl"), argv, {
    ...{ cwd: postgres.mark.folder, stdio: "ignore" },
    ...ownerOf(),
  });
}

test("every seed is there once, whatever becomes of workers and of the database", async () => {
  const sweep = ["sweep", "power-duel", "--seeds", `1..${seeds}`];
  expect(rashomon(...sweep, "--queue", url).jobs).toBe(21);
  // Putting it in twice is putting it in once.
  expect(rashomon(...sweep, "--queue", url).jobs).toBe(21);
  expect(await ask("SELECT count(*) FROM graphile_worker.jobs")).toBe(21);
  const runs = async () => (await ask("SELECT count(*) FROM rashomon.run")) as number;
  const workers = [work(), work(), work()];
  while ((await runs()) < 40) await sleep(50);
  workers[0].process.kill("SIGKILL");
  await workers[0].ended;
  const before = await runs();
  restart();
  expect(await runs()).toBeGreaterThanOrEqual(before);
  expect(before).toBeLessThan(seeds);
  expect(await Promise.all([workers[1].ended, workers[2].ended])).toEqual([0, 0]);
  const [report] = rashomon("report", "--queue", url, "--out", join(folder, "report")).sweeps;
  expect(report).toMatchObject({ done: seeds, outcomes: { held: seeds } });
  expect(await ask("SELECT count(DISTINCT worker) FROM rashomon.run")).toBeGreaterThanOrEqual(3);
  const places = "SELECT runs FROM rashomon.place WHERE place = 'site: a state resolution'";
  expect(await ask(places)).toBe(seeds);
  const alone = rashomon(...sweep, "--out", join(folder, "alone"));
  expect(report.hash).toBe(alone.hash);
}, 240_000);

test("guided, workers come to what one machine does, though one dies and the database restarts", async () => {
  const last = 124;
  const sweep = ["sweep", "--swarm", "--servers", "3", "--guided", "--seeds", `1..${last}`];
  // A generation is put in only when the one before is whole.
  expect(rashomon(...sweep, "--queue", url).jobs).toBe(8);
  expect(rashomon(...sweep, "--queue", url).jobs).toBe(8);
  const runs = async () =>
    (await ask(
      "SELECT count(*) FROM rashomon.run JOIN rashomon.sweep ON sweep = id WHERE guided",
    )) as number;
  const workers = [work(), work(), work()];
  while ((await runs()) < 36) await sleep(20);
  workers[0].process.kill("SIGKILL");
  await workers[0].ended;
  // The generation cannot end before what the dead one had taken is given back.
  while ((await runs()) < 44) await sleep(20);
  const before = await runs();
  restart();
  expect(await runs()).toBeGreaterThanOrEqual(before);
  expect(before).toBeLessThan(last);
  expect(await Promise.all([workers[1].ended, workers[2].ended])).toEqual([0, 0]);
  const alone = rashomonEnds(1, ...sweep, "--out", join(folder, "guided"));
  const told = rashomonEnds(1, "report", "--queue", url, "--out", join(folder, "report"));
  const report = told.sweeps.at(-1);
  expect(report).toMatchObject({ done: last, hash: alone.hash, guidance: alone.guidance });
  expect(alone.guidance?.continued.runs).toBeGreaterThan(10);
}, 240_000);

test("ranges of another version are refused", async () => {
  await ask(`SELECT to_json(j) FROM graphile_worker.add_job('rashomon sweep rashomon 9.9.9') j`);
  const argv = [main, "worker", "--queue", url, "--until-empty"];
  const child = spawn(process.execPath, argv, { stdio: ["ignore", "ignore", "pipe"] });
  let err = "";
  child.stderr.on("data", (text: Buffer) => (err += text.toString()));
  expect(await new Promise((ended) => child.on("exit", ended))).toBe(2);
  expect(err).toContain("what waits is for rashomon 9.9.9");
}, 30_000);
