// Options of every command that loads a real homeserver: which one, how it is connected to, and whence
// its users come. Each is declared and read here, once.
import { join, resolve } from "node:path";
import {
  checkTarget,
  isLoopback,
  limits,
  readAccounts,
  type AccountSource,
  type Connection,
} from "../../../loadtest/driver/index.ts";
import { isAlive } from "../../bridge/process-life.ts";
import { readState, type SynapseServer } from "../../bridge/synapse/index.ts";
import type { Option, Options } from "../command.ts";
import { Problem } from "../problem.ts";
import { readTextFile } from "../read-file.ts";

/** Where the Synapses of `rashomon synapse up` are, unless somebody says otherwise. */
export const synapseFolder = join("out", "synapse");

export const targetOptions: readonly Option[] = [
  {
    flags: "--target <URL>",
    about: "base address of a homeserver (default: the one of `rashomon synapse up`)",
  },
  { flags: "--dir <DIR>", about: `folder of \`synapse up\` (default: ${synapseFolder})` },
  { flags: "--yes-load-this-host <NAME>", about: "needed for any host but this machine" },
];

export const connectionOptions: readonly Option[] = [
  { flags: "--ca <FILE>", about: "certificate to trust beside the system's, PEM" },
  { flags: "--insecure", about: "accept any certificate" },
];

export const secretOption: Option = {
  flags: "--registration-secret <FILE>",
  about: "file with the target's registration secret",
};

export const accountsOption: Option = {
  flags: "--accounts <FILE>",
  about: "accounts that exist, one JSON object a line",
};

export const originHostOption: Option = {
  flags: "--origin-host <NAME>",
  about: "name of this machine by which a target elsewhere reaches virtual origins",
};

/** What must be said of a target beyond this machine. */
export function elsewhereOf(options: Options): { yes?: string; originHost?: string } {
  const [yes, originHost] = [options.text("yesLoadThisHost"), options.text("originHost")];
  if (originHost !== undefined && !/^(?:[\w.-]+|\[[\da-f:]+\])$/i.test(originHost)) {
    throw new Problem({
      option: "originHost",
      message: `--origin-host cannot be ${JSON.stringify(originHost)}`,
      remedy: "Give a name or an address without a port, such as 192.168.1.5 or [fd00::5].",
    });
  }
  return { ...(yes !== undefined && { yes }), ...(originHost !== undefined && { originHost }) };
}

/** The homeserver to load. */
export interface LoadTarget {
  readonly url: string;
  /** Present where it is a Synapse of ours. */
  readonly own?: SynapseServer;
}

/** The highest rate that may be asked for: other hosts' is lower than this machine's. */
export function rateLimitOf(options: Options): { readonly max: number; readonly here: boolean } {
  const text = options.text("target");
  const here = text === undefined || !URL.canParse(text) || isLoopback(new URL(text).hostname);
  return { max: here ? limits.ratePerSecond : limits.ratePerSecondElsewhere, here };
}

/**
 * The target; to be asked for once all else that the options say was looked at, for whoever has no
 * server yet wants to know first what else is wrong.
 * @throws Problem, LoadProblem where none is named or it may not be loaded
 */
export function targetOf(options: Options): LoadTarget {
  const url = options.read("target", (text) => checkTarget(text, options.text("yesLoadThisHost")));
  if (url !== undefined) return { url };
  const own = localSynapse(options);
  return { url: own.url, own };
}

/** The first Synapse of ours that runs. */
export function localSynapse(options: Options): SynapseServer {
  const folder = resolve(options.text("dir") ?? synapseFolder);
  const server = readState(folder)?.servers.find((s) => s.process && isAlive(s.process));
  if (server !== undefined) return server;
  throw new Problem({
    message: `there is nothing to load: no --target is named, and no Synapse runs in ${folder}`,
    remedy:
      "Start one with `rashomon synapse up`, or give the address of a homeserver, for example " +
      "--target http://127.0.0.1:8008.",
  });
}

/** Where users come from on a target: what the user says, else the secret of a Synapse of ours. */
export function accountsOn({ own }: LoadTarget, named: AccountSource): AccountSource {
  if (own === undefined || named.kind !== "open registration") return named;
  return { kind: "shared secret", secret: own.registrationSecret };
}

/** Where users come from by the options alone: open registration, if they do not say. */
export function accountsOf(
  options: Options,
  secretFile = options.text("registrationSecret"),
): AccountSource {
  const file = options.text("accounts");
  if (secretFile !== undefined && file !== undefined) {
    throw new Problem({
      message: "--registration-secret and --accounts say different things",
      remedy: "Give one of them: users are either made, or taken from a file.",
    });
  }
  if (file !== undefined) {
    const accounts = options.read("accounts", () => accountsIn(file)) ?? [];
    return { kind: "given", accounts };
  }
  if (secretFile !== undefined) return { kind: "shared secret", secret: readSecret(secretFile) };
  return { kind: "open registration" };
}

function accountsIn(file: string) {
  const accounts = readAccounts(readTextFile(file), file);
  if (accounts.length >= 2) return accounts;
  throw new Problem({
    ...{ file, message: `there are ${accounts.length} accounts in it` },
    remedy: "A load needs at least two: lag is seen by others.",
  });
}

/** The registration secret of a file. */
function readSecret(file: string): string {
  const secret = readTextFile(file).trim();
  if (secret !== "") return secret;
  throw new Problem({
    ...{ file, message: "there is no secret in it" },
    remedy: "Put the server's registration_shared_secret into it.",
  });
}

export function connectionOf(options: Options): Connection {
  const ca = options.read("ca", (file) => {
    const pem = readTextFile(file);
    if (pem.includes("-----BEGIN CERTIFICATE-----")) return pem;
    throw new Problem({
      ...{ file, message: "there is no certificate in it" },
      remedy: "Give a file in PEM form, which says BEGIN CERTIFICATE.",
    });
  });
  return { ...(ca !== undefined && { ca }), insecure: options.flag("insecure") };
}
