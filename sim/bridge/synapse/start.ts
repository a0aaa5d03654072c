// Starts Synapses on loopback: folders, certificate and configurations first, then all processes at
// once, then accounts. Every step is written down before the next, so that nothing is ever lost.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { BridgeProblem } from "../bridge-problem.ts";
import { selfSigned } from "../certificate.ts";
import { freePorts } from "../free-port.ts";
import { isAlive, markOf } from "../process-life.ts";
import { synapsePython } from "../real-parts.ts";
import { register, type Account } from "./accounts.ts";
import { logConfig, synapseConfig, type SynapseConfig } from "./config.ts";
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
  await sweepTemporary();
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), temporary));
  const state = await prepare(resolve(folder), options);
  try {
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
    this.current = { ...this.current, servers };
    writeState(this.folder, this.current);
    return servers[n];
  }
}

/** Folders, certificate, configurations: all that is needed before the first process. */
async function prepare(folder: string, options: SynapseOptions): Promise<Ledger> {
  const { count = 1, limits = "lifted", roomVersion, stays = false } = options;
  const ports = await freePorts(2 * count);
  const owner = stays ? undefined : markOf(process.pid);
  const servers: SynapseServer[] = [];
  for (let n = 0; n < count; n++) {
    const [server, tls] = ports.slice(2 * n);
    const home = join(folder, `hs${n + 1}`);
    const registrationSecret = randomBytes(16).toString("base64url");
    servers.push({
      ...{ name: `127.0.0.1:${tls}`, url: `http://127.0.0.1:${server}` },
      ...{ folder: home, registrationSecret, accounts: [] },
    });
  }
  const ledger = new Ledger(folder, {
    what: "rashomon synapse",
    servers,
    ...(owner !== undefined && { owner }),
  });
  const { key, cert } = await selfSigned(["127.0.0.1"]);
  writeFileSync(join(folder, "tls.key"), key, { mode: 0o600 });
  writeFileSync(join(folder, "tls.crt"), cert);
  for (const [n, server] of servers.entries()) {
    mkdirSync(server.folder);
    const yaml = synapseConfig({
      ...{ serverName: server.name, registrationSecret: server.registrationSecret, limits },
      ports: { server: ports[2 * n], tls: ports[2 * n + 1] },
      ...(roomVersion !== undefined && { roomVersion }),
    });
    writeFileSync(join(server.folder, "homeserver.yaml"), yaml, { mode: 0o600 });
    writeFileSync(join(server.folder, "log.yaml"), logConfig);
    writeFileSync(join(server.folder, "extra.yaml"), options.config ?? "{}\n");
    const secretFile = join(server.folder, "registration-secret");
    writeFileSync(secretFile, `${server.registrationSecret}\n`, { mode: 0o600 });
  }
  return ledger;
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
