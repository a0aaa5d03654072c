// Sweeps over a queue, on Debian's PostgreSQL: three workers, one killed without warning, the
// database restarted in between, and in the end every seed exactly once, with the hash that one
// machine alone comes to; guided sweeps too, whose plans follow from all that was run before.
import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import {
  clusterFolder,
  queryPostgres,
  startPostgres,
  type Postgres,
} from "../../sim/bridge/postgres/index.ts";
import { ownerOf } from "../../sim/bridge/postgres/owner.ts";
import { postgresPrograms } from "../../sim/bridge/real-parts.ts";
import { until } from "./until.ts";

const main = join(import.meta.dirname, "../../sim/cli/main.ts");
const folder = mkdtempSync(join(tmpdir(), "rashomon-queue-"));
const seeds = 400;
/** No command may keep a test waiting for ever. */
const commandMs = 280_000;
let postgres: Postgres;
/** Each test has a database of its own, and so has its second try. */
let database = "";
let databases = 0;
let url = "";
const workers: Worker[] = [];

beforeAll(async () => {
  postgres = await startPostgres({ folder: clusterFolder(folder), databases: [] });
});
beforeEach(async () => {
  database = `sweeps${databases++}`;
  await queryPostgres(postgres.address("postgres"), `CREATE DATABASE ${database}`);
  const { host, port, user, password } = postgres.address(database);
  url = `postgres://${user}:${password}@${host}:${port}/${database}`;
});
afterEach(() => {
  for (const { process } of workers.splice(0)) process.kill("SIGKILL");
});
afterAll(async () => {
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** What a command says that ends with a code. */
function rashomonEnds(code: number, ...argv: string[]) {
  const words = [main, ...argv, "--json"];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, {
    ...{ encoding: "utf8", timeout: commandMs },
  });
  expect([status, stderr]).toEqual([code, ""]);
  return JSON.parse(stdout) as {
    jobs: number;
    hash: string;
    guidance?: { continued: { runs: number } };
    sweeps: { hash: string; done: number; outcomes: Record<string, number> }[];
  };
}
const rashomon = (...argv: string[]) => rashomonEnds(0, ...argv);

const ask = async (sql: string) => (await queryPostgres(postgres.address(database), sql))[0];

interface Worker {
  readonly process: ChildProcess;
  readonly ended: Promise<number | null>;
}

function work(): Worker {
  const argv = [main, "worker", "--queue", url, "--jobs", "1", "--until-empty", "--json"];
  const child = spawn(process.execPath, argv, { stdio: ["ignore", "ignore", "inherit"] });
  const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
  workers.push({ process: child, ended });
  return workers[workers.length - 1];
}

/** Workers of which each is ready before there is anything to do, so that all have a part in it. */
async function threeWorkers(): Promise<Worker[]> {
  await ask("UPDATE graphile_worker._private_jobs SET run_at = now() + interval '1 day'");
  const three = [work(), work(), work()];
  const listening = `SELECT count(*) FROM pg_stat_activity
    WHERE datname = '${database}' AND query LIKE 'LISTEN%'`;
  await until("three workers that listen", async () => (await ask(listening)) === 3);
  await ask("UPDATE graphile_worker._private_jobs SET run_at = now()");
  return three;
}

/**
 * Gates in the database: no run of a seed beyond the n-th of the given ones is written before gate n is
 * opened, or the database restarted. So workers are in the middle of their work on any machine.
 */
async function holdBack(...beyond: readonly number[]) {
  const cases = beyond.map((seed, gate) => `WHEN NEW.seed > ${seed} THEN ${gate}`).reverse();
  await ask(`
    CREATE FUNCTION wait_at_gate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      PERFORM pg_advisory_xact_lock_shared(CASE ${cases.join(" ")} END);
      RETURN NEW;
    END $$;
    CREATE TRIGGER gate BEFORE INSERT ON rashomon.run
      FOR EACH ROW WHEN (NEW.seed > ${beyond[0]}) EXECUTE FUNCTION wait_at_gate()`);
  const keeper = new Client({ connectionString: url });
  // The restart ends this connection too, and that opens the gates.
  keeper.on("error", () => undefined);
  await keeper.connect();
  for (const gate of beyond.keys()) await keeper.query("SELECT pg_advisory_lock($1)", [gate]);
  const queue = `SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database
    WHERE locktype = 'advisory' AND NOT granted AND datname = '${database}'`;
  return {
    open: (gate: number) => keeper.query("SELECT pg_advisory_unlock($1)", [gate]),
    waiting: (count: number) =>
      until(`${count} workers at a gate`, async () => (await ask(queue)) === count),
  };
}

const runs = async () => (await ask("SELECT count(*) FROM rashomon.run")) as number;

/** Ends the server in the middle of everything, and starts it again on the same files. */
function restart(): void {
  const data = join(postgres.mark.folder, "data");
  const argv = ["-D", data, "restart", "-m", "immediate", "-w", "-l", join(data, "restart.log")];
  execFileSync(join(postgresPrograms(), "pg_ctl"), argv, {
    ...{ cwd: postgres.mark.folder, stdio: "ignore", timeout: commandMs },
    ...ownerOf(),
  });
}

test("every seed is there once, whatever becomes of workers and of the database", async () => {
  const sweep = ["sweep", "power-duel", "--seeds", `1..${seeds}`];
  expect(rashomon(...sweep, "--queue", url).jobs).toBe(21);
  // Putting it in twice is putting it in once.
  expect(rashomon(...sweep, "--queue", url).jobs).toBe(21);
  expect(await ask("SELECT count(*) FROM graphile_worker.jobs")).toBe(21);
  const gates = await holdBack(39, 199);
  const [killed, ...others] = await threeWorkers();
  // Each has a part between the gates, and then one of those behind the second.
  await gates.waiting(3);
  await gates.open(0);
  await gates.waiting(3);
  killed.process.kill("SIGKILL");
  await killed.ended;
  const before = await runs();
  restart();
  expect(await runs()).toBeGreaterThanOrEqual(before);
  expect(before).toBeGreaterThan(100);
  expect(before).toBeLessThan(seeds);
  expect(await Promise.all(others.map(({ ended }) => ended))).toEqual([0, 0]);
  const [report] = rashomon("report", "--queue", url, "--out", join(folder, "report")).sweeps;
  expect(report).toMatchObject({ done: seeds, outcomes: { held: seeds } });
  expect(await ask("SELECT count(DISTINCT worker) FROM rashomon.run")).toBeGreaterThanOrEqual(3);
  const places = "SELECT runs FROM rashomon.place WHERE place = 'site: a state resolution'";
  expect(await ask(places)).toBe(seeds);
  const alone = rashomon(...sweep, "--out", join(folder, "alone"));
  expect(report.hash).toBe(alone.hash);
}, 900_000);

test("guided, workers come to what one machine does, though one dies and the database restarts", async () => {
  const last = 124;
  const generation = 32;
  const sweep = ["sweep", "--swarm", "--servers", "3", "--guided", "--seeds", `1..${last}`];
  // A generation is put in only when the one before is whole.
  expect(rashomon(...sweep, "--queue", url).jobs).toBe(8);
  expect(rashomon(...sweep, "--queue", url).jobs).toBe(8);
  // In the second generation, which cannot end before what the dead one had taken is given back.
  const gates = await holdBack(generation);
  const [killed, ...others] = await threeWorkers();
  await gates.waiting(3);
  killed.process.kill("SIGKILL");
  await killed.ended;
  const before = await runs();
  restart();
  expect(await runs()).toBeGreaterThanOrEqual(before);
  expect(before).toBeGreaterThanOrEqual(generation);
  expect(before).toBeLessThan(last);
  expect(await Promise.all(others.map(({ ended }) => ended))).toEqual([0, 0]);
  const alone = rashomonEnds(1, ...sweep, "--out", join(folder, "guided"));
  const told = rashomonEnds(1, "report", "--queue", url, "--out", join(folder, "report"));
  const report = told.sweeps.at(-1);
  expect(report).toMatchObject({ done: last, hash: alone.hash, guidance: alone.guidance });
  expect(alone.guidance?.continued.runs).toBeGreaterThan(10);
}, 900_000);

test("ranges of another version are refused", async () => {
  // Makes the tables; then nothing waits but what another version has put in.
  rashomon("sweep", "power-duel", "--seeds", "1", "--queue", url);
  await ask("DELETE FROM graphile_worker._private_jobs");
  await ask(`SELECT to_json(j) FROM graphile_worker.add_job('rashomon sweep rashomon 9.9.9') j`);
  const argv = [main, "worker", "--queue", url, "--until-empty"];
  const child = spawn(process.execPath, argv, { stdio: ["ignore", "ignore", "pipe"] });
  let err = "";
  child.stderr.on("data", (text: Buffer) => (err += text.toString()));
  expect(await new Promise((ended) => child.on("exit", ended))).toBe(2);
  expect(err).toContain("what waits is for rashomon 9.9.9");
});
