// Starts a PostgreSQL on loopback with files of its own and a password of its own, and ends it. It has
// PostgreSQL's own settings, durability included, so that what is measured on it means something. It
// ends with the process that started it, unless it is to stay.
import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, closeSync, existsSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { BridgeProblem } from "../bridge-problem.ts";
import { freePorts } from "../free-port.ts";
import { endProcess, isAlive, markOf, type ProcessMark } from "../process-life.ts";
import { postgresPrograms } from "../real-parts.ts";
import { ownerOf, type Owner } from "./owner.ts";
import { queryPostgres, type PostgresAddress } from "./query.ts";

export type { PostgresAddress } from "./query.ts";

export interface PostgresOptions {
  /** Where its files go: a folder that is not there yet, see `clusterFolder`. */
  readonly folder: string;
  /** Databases to make, by name. */
  readonly databases: readonly string[];
  /** True: it goes on when this process has ended. */
  readonly stays?: boolean;
  /** How many connections it must bear (default: 100). */
  readonly connections?: number;
  /** Told the process as soon as there is one. */
  readonly onStart?: (mark: PostgresMark) => void;
}

/** What is needed to end one, whoever started it. */
export interface PostgresMark {
  readonly folder: string;
  readonly process: ProcessMark;
}

export interface Postgres {
  readonly mark: PostgresMark;
  /** How to reach a database of it. */
  address(database: string): PostgresAddress;
  /** Ends it and removes its files. May be called twice. */
  stop(): Promise<void>;
}

const run = promisify(execFile);
const host = "127.0.0.1";
const user = "postgres";
const readyWithinMs = 60_000;

/**
 * @throws BridgeProblem where PostgreSQL is not installed or does not start
 * @example const { address, stop } = await startPostgres({ folder, databases: ["queue"] });
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { folder, databases } = options;
  const programs = postgresPrograms();
  const owner = ownerOf();
  const password = randomBytes(18).toString("base64url");
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid);
  await initialise(programs, { folder, owner, password });
  const [port] = await freePorts(1);
  const mark = await launch(programs, { ...options, owner, port });
  const address = (database: string) => ({ host, port, user, password, database });
  const stop = () => endPostgres(mark);
  try {
    for (const name of databases) {
      const like = "TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'";
      await queryPostgres(address("postgres"), `CREATE DATABASE :"name" ${like}`, { name });
    }
  } catch (thrown) {
    await stop();
    throw thrown;
  }
  return { mark, address, stop };
}

/** Ends a PostgreSQL without waiting for its clients, and removes its files. */
export async function endPostgres({ folder, process: mark }: PostgresMark): Promise<void> {
  await endProcess(mark, { signal: "SIGINT" });
  rmSync(folder, { recursive: true, force: true });
  const above = dirname(folder);
  // A folder of the system's that was made for it alone.
  if (/rashomon-postgres-[^/]+$/.test(above)) rmSync(above, { recursive: true, force: true });
}

/** Makes the cluster's files. */
async function initialise(
  programs: string,
  { folder, owner, password }: { folder: string; owner: Owner | undefined; password: string },
): Promise<void> {
  const passwordFile = join(folder, "password");
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (owner !== undefined) chownSync(passwordFile, owner.uid, owner.gid);
  const argv = ["-D", join(folder, "data"), "-U", user, "--pwfile", passwordFile];
  const made = run(
    join(programs, "initdb"),
    [...argv, "--encoding=UTF8", "--locale=C", "--auth=scram-sha-256", "--no-sync"],
    { cwd: folder, ...owner },
  );
  await made.catch((thrown: { stderr?: string; message: string }) => {
    throw problem("PostgreSQL cannot make its files", thrown.stderr?.trim() || thrown.message);
  });
  rmSync(passwordFile);
}

/** Starts the server and waits until it says in its file that it is ready. */
async function launch(
  programs: string,
  options: PostgresOptions & { owner: Owner | undefined; port: number },
): Promise<PostgresMark> {
  const { folder, owner, port, stays = false, connections = 100, onStart } = options;
  const [data, log] = [join(folder, "data"), join(folder, "postgres.log")];
  const settings = {
    ...{ port, listen_addresses: host, unix_socket_directories: "" },
    max_connections: connections,
  };
  const argv = [
    ...["-D", data],
    ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
  ];
  const output = openSync(log, "a");
  const [command, ...before] = follower(stays);
  const server = join(programs, "postgres");
  const child = spawn(
    command ?? server,
    command === undefined ? argv : [...before, server, ...argv],
    {
      ...{ cwd: folder, detached: true, stdio: ["ignore", output, output] },
      ...owner,
    },
  );
  closeSync(output);
  let failed: Error | undefined;
  child.once("error", (error) => (failed = error));
  child.unref();
  const mark = child.pid === undefined ? undefined : markOf(child.pid);
  if (mark !== undefined) onStart?.({ folder, process: mark });
  const deadline = Date.now() + readyWithinMs;
  while (failed === undefined && mark !== undefined && isAlive(mark)) {
    if (isReady(join(data, "postmaster.pid"))) return { folder, process: mark };
    if (Date.now() > deadline) {
      await endProcess(mark, { signal: "SIGINT" });
      failed = new Error(`not ready after ${readyWithinMs / 1000} s`);
    }
    await sleep(50);
  }
  throw problem("PostgreSQL does not start", failed?.message ?? tailOf(log));
}

/** On Linux a program of util-linux that has the server told when this process has gone. */
function follower(stays: boolean): readonly string[] {
  const setpriv = ["/usr/bin/setpriv", "/bin/setpriv"].find((path) => existsSync(path));
  return stays || setpriv === undefined ? [] : [setpriv, "--pdeathsig", "INT"];
}

/** The server writes how far it is on the eighth line. */
function isReady(file: string): boolean {
  return existsSync(file) && readFileSync(file, "utf8").split("\n")[7]?.trim() === "ready";
}

function tailOf(log: string): string {
  const lines = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
  return lines.slice(-3).join(" | ") || "it wrote nothing";
}

function problem(message: string, said: string): BridgeProblem {
  return new BridgeProblem(
    `${message}: ${said.slice(-600)}`,
    "Look at the machine's disk and load; `npm run setup:real -- postgres` repairs the installation.",
  );
}
