// `rashomon synapse up|down|status`: real Synapses on loopback, for loads and for trying things out.
// They stay until `down`; where they are and how they are reached stands in a folder.
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sampleServer, type ServerSample } from "../../bridge/server-sampler.ts";
import { isAlive } from "../../bridge/process-life.ts";
import {
  claimFolder,
  clearState,
  processesOf,
  readState,
  startSynapses,
  type RunState,
  type SynapseServer,
} from "../../bridge/synapse/index.ts";
import { stableVersions } from "../../protocol/room-version.ts";
import type { Call, Command, Options } from "../command.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { Problem } from "../problem.ts";
import { readTextFile } from "../read-file.ts";
import { countOf, serversText, samplesText } from "./synapse-text.ts";
import { synapseFolder } from "../load/target-options.ts";

const verbs = ["up", "down", "status"] as const;

export const synapse: Command = {
  name: "synapse",
  summary: "real Synapses on loopback: up, down, status",
  args: [{ name: "<up|down|status>", about: "start them, end them, or look at them" }],
  options: [
    { flags: "--count <N>", about: "up: how many that federate with each other (default: 1)" },
    { flags: "--accounts <N>", about: "up: users on each, beside an administrator (default: 10)" },
    { flags: "--room-version <V>", about: "up: version of rooms that ask for none (Synapse: 12)" },
    {
      flags: "--limits <WHICH>",
      about: "up: rate limits `lifted` (default) or Synapse's `default`",
    },
    {
      flags: "--postgres",
      about: "up: on a PostgreSQL that is started for them (default: SQLite files)",
    },
    { flags: "--config <FILE>", about: "up: YAML that overrules the written configuration" },
    { flags: "--samples <N>", about: "status: look N times, a second apart (default: 1)" },
    {
      flags: "--dir <DIR>",
      about: `their folder (default: ${synapseFolder}); \`down\` removes it`,
    },
  ],
  examples: [
    "rashomon synapse up --count 2 --accounts 20",
    "rashomon synapse up --postgres --dir out/on-postgres",
    "rashomon synapse status --samples 10 --json",
    "rashomon synapse down",
  ],
  run,
};

async function run(call: Call): Promise<ExitCode> {
  const verb = verbs.find((word) => word === call.args[0]);
  const folder = resolve(call.options.text("dir") ?? synapseFolder);
  switch (verb) {
    case "up":
      return up(call, folder);
    case "down":
      return down(call, folder);
    case "status":
      return status(call, folder);
    case undefined:
      throw new Problem({
        message: `synapse cannot ${JSON.stringify(call.args[0])}`,
        remedy: `Give one of: ${verbs.join(", ")}.`,
      });
  }
}

/** Dozens fit into memory; on few processors a handful is enough to keep them busy. */
const countMax = 50;
const accountsMax = 10_000;

async function up({ options, output }: Call, folder: string): Promise<ExitCode> {
  const count = options.integer("count", { min: 1, max: countMax }) ?? 1;
  const accounts = options.integer("accounts", { min: 0, max: accountsMax }) ?? 10;
  const limits = options.choice("limits", ["lifted", "default"]) ?? "lifted";
  const roomVersion = options.choice("roomVersion", stableVersions);
  const configFile = options.text("config");
  const config = configFile === undefined ? undefined : readTextFile(configFile);
  const postgres = options.flag("postgres");
  await claimFolder(folder);
  output.progress(`starting ${countOf(count, "Synapse")} …`);
  await startSynapses({
    ...{ count, accounts, folder, limits, postgres, stays: true },
    ...(roomVersion !== undefined && { roomVersion }),
    ...(config !== undefined && { config }),
    onProgress: (text) => output.progress(text),
  });
  output.progress("");
  const state = readState(folder) as RunState;
  output.result({ command: "synapse up", folder, servers: state.servers.map(shown) }, () =>
    serversText(folder, state.servers.map(shown), downOf(options)),
  );
  return exitCode.ok;
}

async function down({ output }: Call, folder: string): Promise<ExitCode> {
  const state = readState(folder);
  const running = state === undefined ? 0 : processesOf(state).length;
  if (state !== undefined) await clearState(folder, state);
  output.result({ command: "synapse down", folder, ended: running }, () =>
    state === undefined
      ? `no Synapse of ours in ${folder}\n`
      : `ended ${countOf(running, "process", "processes")}, removed ${folder}\n`,
  );
  return exitCode.ok;
}

async function status({ options, output }: Call, folder: string): Promise<ExitCode> {
  const times = options.integer("samples", { min: 1, max: 3600 }) ?? 1;
  const servers = readState(folder)?.servers ?? [];
  const samples: ServerSample[][] = servers.map(() => []);
  for (let i = 0; servers.length > 0 && i < times; i++) {
    if (i > 0) await sleep(1_000);
    const looks = await Promise.all(servers.map(look));
    looks.forEach((sample, n) => samples[n].push(sample));
    output.progress(`${i + 1} of ${times} samples`);
  }
  output.progress("");
  const rows = servers.map((server, n) => ({ ...shown(server), samples: samples[n] }));
  output.result({ command: "synapse status", folder, servers: rows }, () =>
    rows.length === 0
      ? `no Synapse of ours in ${folder}; \`rashomon synapse up\` starts one\n`
      : serversText(folder, rows, downOf(options)) + rows.map(samplesText).join(""),
  );
  return exitCode.ok;
}

function look({ url, process }: SynapseServer): Promise<ServerSample> {
  return sampleServer({ url, ...(process !== undefined && { pid: process.pid }) });
}

/** The command that ends them. */
function downOf(options: Options): string {
  const folder = options.text("dir");
  return `rashomon synapse down${folder === undefined ? "" : ` --dir ${folder}`}`;
}

/** What may be told of a server: files that hold secrets are named, not read out. */
export function shown(server: SynapseServer) {
  const { name, url, folder, process, accounts, postgres } = server;
  return {
    ...{ name, url, pid: process?.pid, running: process !== undefined && isAlive(process) },
    accounts: accounts.length,
    database: postgres === undefined ? "SQLite" : `PostgreSQL on port ${postgres.port}`,
    folder,
    registrationSecretFile: join(folder, "registration-secret"),
    accountsFile: accounts.length > 0 ? join(folder, "accounts.ndjson") : undefined,
    log: join(folder, "homeserver.log"),
  };
}
