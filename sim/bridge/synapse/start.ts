// Starts Synapses on loopback: a database where one is asked for, folders, certificate and
// configurations, then all processes at once, then accounts. Every step is written down before the next, so that nothing is ever lost.
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { BridgeProblem } from "../bridge-problem.ts";
import { selfSigned } from "../certificate.ts";
import { freePorts } from "../free-port.ts";
import { isAlive, markOf } from "../process-life.ts";
import { clusterFolder, startPostgres } from "../postgres/index.ts";
import { postgresPrograms, synapsePython } from "../real-parts.ts";
import { register, type Account } from "./accounts.ts";
import { connectionsEach, logConfig, synapseConfig, type SynapseConfig } from "./config.ts";
import { launch } from "./launch.ts";
import {
  clearState,
  processesOf,
  readState,
  writeState,
  type RunState,
  type SynapseServer,
} from "./run-state.ts";

export interface SynapseOptions extends Partial<Pick<SynapseConfig, "limits" | "roomVersion">> {
  /** How many (default: 1). */
  readonly count?: number;
  /** Accounts on each, beside an administrator (default: 0). */
  readonly accounts?: number;
  /** Where their files are (default: a new folder of the system's, removed at the end). */
  readonly folder?: string;
  /** True: they go on when this process has ended (default: they end with it). */
  readonly stays?: boolean;
  /** True: a PostgreSQL is started for them (default: each has an SQLite file). */
  readonly postgres?: boolean;
  /** YAML that overrules the written configuration. */
  readonly config?: string;
  readonly readyWithinMs?: number;
  /** Told what happens, for people who wait. */
  readonly onProgress?: (text: string) => void;
}

/** Synapses that run. */
export interface Synapses {
  readonly folder: string;
  readonly servers: readonly ReadySynapse[];
  /** Ends them and removes the folder. May be called twice. */
  stop(): Promise<void>;
}

/** A Synapse that answers. */
export type ReadySynapse = SynapseServer & Required<Pick<SynapseServer, "process" | "admin">>;

const temporary = "rashomon-synapse-";

/**
 * Starts Synapses and makes their accounts. What was started is ended again if anything fails.
 * @throws BridgeProblem where Synapse is not installed or does not start
 * @example const { servers, stop } = await startSynapses({ count: 2, accounts: 5 });
 */
export async function startSynapses(options: SynapseOptions = {}): Promise<Synapses> {
  const python = synapsePython();
  if (options.postgres === true) postgresPrograms();
  await sweepTemporary();
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), temporary));
  const state = await plan(resolve(folder), options);
  try {
    if (options.postgres === true) await startDatabase(state, options);
    await prepare(state, options);
    const servers = await Promise.all(
      state.current.servers.map((_, n) => start({ python, state, n }, options)),
    );
    const stop = () => clearState(folder, { ...state.current, servers });
    return { folder, servers, stop };
  } catch (thrown) {
    await clearState(folder, state.current);
    throw thrown;
  }
}

/** The state as it grows; every change is written at once. */
class Ledger {
  current: RunState;
  readonly folder: string;

  constructor(folder: string, state: RunState) {
    this.folder = folder;
    this.current = state;
    writeState(folder, state);
  }

  update(n: number, change: Partial<SynapseServer>): SynapseServer {
    const servers = this.current.servers.map((server, i) =>
      i === n ? { ...server, ...change } : server,
    );
    this.write({ servers });
    return servers[n];
  }

  write(change: Partial<RunState>): void {
    this.current = { ...this.current, ...change };
    writeState(this.folder, this.current);
  }
}

/** Names, addresses and secrets, written down before anything is started. */
async function plan(folder: string, { count = 1, stays = false }: SynapseOptions): Promise<Ledger> {
  const ports = await freePorts(2 * count);
  const owner = stays ? undefined : markOf(process.pid);
  const servers = Array.from({ length: count }, (_, n) => {
    const [server, tls] = ports.slice(2 * n);
    return {
      ...{ name: `127.0.0.1:${tls}`, url: `http://127.0.0.1:${server}` },
      ...{ folder: join(folder, `hs${n + 1}`), accounts: [] },
      registrationSecret: randomBytes(16).toString("base64url"),
    };
  });
  return new Ledger(folder, {
    what: "rashomon synapse",
    servers,
    ...(owner !== undefined && { owner }),
  });
}

const databaseOf = (n: number) => `hs${n + 1}`;

/** One PostgreSQL for all, with a database for each. */
async function startDatabase(state: Ledger, options: SynapseOptions): Promise<void> {
  const { stays = false, onProgress } = options;
  const { servers } = state.current;
  onProgress?.("starting PostgreSQL …");
  // Its owner may be another user, who must get to its files; what is secret beside them is closed.
  chmodSync(state.folder, 0o711);
  const database = await startPostgres({
    ...{ folder: clusterFolder(state.folder), stays },
    databases: servers.map((_, n) => databaseOf(n)),
    connections: 20 + connectionsEach * servers.length,
    onStart: (mark) => state.write({ database: mark }),
  });
  servers.forEach((_, n) => state.update(n, { postgres: database.address(databaseOf(n)) }));
}

/** Folders, certificate, configurations: all that is needed before the first Synapse. */
async function prepare(state: Ledger, options: SynapseOptions): Promise<void> {
  const { limits = "lifted", roomVersion, config = "{}\n" } = options;
  const { key, cert } = await selfSigned(["127.0.0.1"]);
  writeFileSync(join(state.folder, "tls.key"), key, { mode: 0o600 });
  writeFileSync(join(state.folder, "tls.crt"), cert);
  for (const { name, url, folder, registrationSecret, postgres } of state.current.servers) {
    mkdirSync(folder, { mode: 0o700 });
    const yaml = synapseConfig({
      ...{ serverName: name, registrationSecret, limits },
      ports: { server: Number(new URL(url).port), tls: Number(name.split(":")[1]) },
      ...(roomVersion !== undefined && { roomVersion }),
      ...(postgres !== undefined && { postgres }),
    });
    writeFileSync(join(folder, "homeserver.yaml"), yaml, { mode: 0o600 });
    writeFileSync(join(folder, "log.yaml"), logConfig);
    writeFileSync(join(folder, "extra.yaml"), config);
    const secretFile = join(folder, "registration-secret");
    writeFileSync(secretFile, `${registrationSecret}\n`, { mode: 0o600 });
  }
}

async function start(
  { python, state, n }: { python: string; state: Ledger; n: number },
  options: SynapseOptions,
): Promise<ReadySynapse> {
  const { accounts = 0, stays = false, readyWithinMs = 120_000, onProgress } = options;
  const { folder, url, name, registrationSecret } = state.current.servers[n];
  const mark = await launch({
    ...{ python, folder, url, stays, readyWithinMs },
    configs: ["homeserver.yaml", "extra.yaml"],
    onStart: (process) => void state.update(n, { process }),
  });
  onProgress?.(`${name} is ready, making accounts`);
  const login = { url, registrationSecret };
  const admin = await register(login, { name: "admin", admin: true });
  const made: Account[] = [];
  for (let i = 1; i <= accounts; i++) {
    made.push(await register(login, { name: `user-${i}` }));
    onProgress?.(`${name}: ${i} of ${accounts} accounts`);
  }
  if (accounts > 0) writeAccounts(join(folder, "accounts.ndjson"), made);
  const ready = state.update(n, { process: mark, admin, accounts: made });
  return { ...ready, process: mark, admin };
}

/** One JSON line a user, as `rashomon load --accounts FILE` reads them. */
function writeAccounts(file: string, accounts: readonly Account[]): void {
  const lines = accounts.map(({ userId, password, token }) =>
    JSON.stringify({ user_id: userId, password, access_token: token }),
  );
  writeFileSync(file, `${lines.join("\n")}\n`, { mode: 0o600 });
}

/** Removes what processes left behind that were killed before they could. */
async function sweepTemporary(): Promise<void> {
  for (const entry of readdirSync(tmpdir())) {
    if (!entry.startsWith(temporary)) continue;
    const folder = join(tmpdir(), entry);
    const state = existsSync(join(folder, "state.json")) ? readState(folder) : undefined;
    if (state?.owner === undefined || isAlive(state.owner)) continue;
    await clearState(folder, state);
  }
}

/** Throws where a folder is taken: by Synapses that run, or by anything that is not ours. */
export async function claimFolder(folder: string): Promise<void> {
  const state = readState(folder);
  if (state === undefined) {
    if (!existsSync(folder) || readdirSync(folder).length === 0) return;
    throw new BridgeProblem(
      `${folder} holds something else`,
      "Name a folder that is empty or new with --dir.",
    );
  }
  if (processesOf(state).length > 0) {
    throw new BridgeProblem(
      `Synapses already run in ${folder}`,
      "End them with `rashomon synapse down`, or name another folder with --dir.",
    );
  }
  await clearState(folder, state);
}
