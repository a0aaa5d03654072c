// Which homeserver `rashomon federation` is about: the one that is named, or the first of those that
// `rashomon synapse up` started.
import { join, resolve } from "node:path";
import { isAlive } from "../bridge/process-life.ts";
import { readState, type SynapseServer } from "../bridge/synapse/index.ts";
import { openTarget, type FederationTarget } from "../../loadtest/federation/index.ts";
import type { Options } from "./command.ts";
import { Problem } from "./problem.ts";
import { readTextFile } from "./read-file.ts";

/** @throws Problem or LoadProblem where there is none, or it cannot be used */
export async function federationTarget(options: Options): Promise<FederationTarget> {
  const url = options.text("target");
  if (url === undefined) {
    const { url, registrationSecret, process } = localSynapse(options);
    const pid = process === undefined ? {} : { pid: process.pid };
    return openTarget(url, { user: { registrationSecret }, ...pid });
  }
  const file = options.text("registrationSecret");
  if (file === undefined) {
    throw new Problem({
      message: "--target needs a way to get a user there",
      remedy: "Add --registration-secret FILE with the server's registration_shared_secret.",
    });
  }
  return openTarget(url, { user: { registrationSecret: readTextFile(file).trim() } });
}

/** The first Synapse of ours that runs. */
export function localSynapse(options: Options): SynapseServer {
  const folder = resolve(options.text("dir") ?? join("out", "synapse"));
  const server = readState(folder)?.servers.find((s) => s.process && isAlive(s.process));
  if (server !== undefined) return server;
  throw new Problem({
    message: `no Synapse runs in ${folder}`,
    remedy:
      "Start one with `rashomon synapse up`, or give --target URL and --registration-secret FILE.",
  });
}
