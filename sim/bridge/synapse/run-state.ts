// What stands in `state.json` of a folder of Synapses: which processes run there and how they are
// reached. Written before the first process starts and after each, so that whatever happens in
// between, the next command finds them and can end them. Holds secrets: readable by its owner only.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BridgeProblem } from "../bridge-problem.ts";
import { endPostgres, type PostgresAddress, type PostgresMark } from "../postgres/index.ts";
import { endProcess, isAlive, type ProcessMark } from "../process-life.ts";
import type { Account } from "./accounts.ts";

/** One Synapse that was started. */
export interface SynapseServer {
  /** Its name in the federation, `127.0.0.1:PORT`. */
  readonly name: string;
  /** Where clients, and servers that sign, reach it. */
  readonly url: string;
  readonly folder: string;
  /** Absent until the process runs. */
  readonly process?: ProcessMark;
  readonly registrationSecret: string;
  /** Its database, where it is not an SQLite file in its folder. */
  readonly postgres?: PostgresAddress;
  /** Absent until it was made. */
  readonly admin?: Account;
  readonly accounts: readonly Account[];
}

export interface RunState {
  /** Marks the folder as one that may be removed whole. */
  readonly what: "rashomon synapse";
  readonly servers: readonly SynapseServer[];
  /** A PostgreSQL that was started for them. */
  readonly database?: PostgresMark;
  /** The process that waits for them; absent where they are to stay. */
  readonly owner?: ProcessMark;
}

const fileOf = (folder: string) => join(folder, "state.json");

export function writeState(folder: string, state: RunState): void {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const file = fileOf(folder);
  writeFileSync(`${file}.part`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.part`, file);
}

/**
 * The state of a folder; undefined where there is none.
 * @throws BridgeProblem where the file is not ours
 */
export function readState(folder: string): RunState | undefined {
  const file = fileOf(folder);
  if (!existsSync(file)) return undefined;
  try {
    const state = JSON.parse(readFileSync(file, "utf8")) as RunState;
    if (state.what === "rashomon synapse" && Array.isArray(state.servers)) return state;
  } catch {
    // Said below.
  }
  throw new BridgeProblem(
    `${file} was not written by this program`,
    "Name another folder with --dir, or look what the file is.",
  );
}

/** All processes of a state that run. */
export function processesOf({
  servers,
  database,
}: Pick<RunState, "servers" | "database">): ProcessMark[] {
  const marks = [...servers.map((server) => server.process), database?.process];
  return marks.filter((mark) => mark !== undefined && isAlive(mark)) as ProcessMark[];
}

/** Ends what runs, the database last, and removes the folder. */
export async function clearState(folder: string, state: RunState): Promise<void> {
  const { database } = state;
  await Promise.all(processesOf({ servers: state.servers }).map((mark) => endProcess(mark)));
  if (database !== undefined) await endPostgres(database);
  rmSync(folder, { recursive: true, force: true });
}
