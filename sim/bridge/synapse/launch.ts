// Starts one Synapse and waits until it answers. It dies with the process that started it, however
// that ends, unless it is to stay (`stays`), as `rashomon synapse up` wants.
import { spawn } from "node:child_process";
import { existsSync, openSync, closeSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { request } from "undici";
import { BridgeProblem } from "../bridge-problem.ts";
import { endProcess, isAlive, markOf, type ProcessMark } from "../process-life.ts";

export interface Launch {
  /** The Python that has Synapse. */
  readonly python: string;
  /** The server's folder; `homeserver.yaml` and what else is named lies there. */
  readonly folder: string;
  /** Configuration files; later ones overrule earlier ones. */
  readonly configs: readonly string[];
  /** Where it will answer. */
  readonly url: string;
  readonly stays: boolean;
  readonly readyWithinMs: number;
  /** Told the process as soon as there is one. */
  readonly onStart: (mark: ProcessMark) => void;
}

/** Linux tells a child when its parent has gone (PR_SET_PDEATHSIG = 1). */
const follower = `import ctypes, runpy, sys
if sys.platform == "linux": ctypes.CDLL(None).prctl(1, 15)
runpy.run_module("synapse.app.homeserver", run_name="__main__", alter_sys=True)`;

/**
 * Starts Synapse and resolves once it is ready.
 * @throws BridgeProblem with the last lines of its log, where it ends or stays silent
 */
export async function launch(options: Launch): Promise<ProcessMark> {
  const { python, folder, configs, stays } = options;
  const log = openSync(join(folder, "start.log"), "a");
  const how = stays ? ["-m", "synapse.app.homeserver"] : ["-c", follower];
  const child = spawn(python, [...how, ...configs.flatMap((file) => ["-c", file])], {
    cwd: folder,
    // A group of its own: a Ctrl-C is for us, and we stop it when the report is written.
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  let failed: Error | undefined;
  child.once("error", (error) => (failed = error));
  child.unref();
  const mark = child.pid === undefined ? undefined : markOf(child.pid);
  if (mark !== undefined) options.onStart(mark);
  const deadline = Date.now() + options.readyWithinMs;
  while (failed === undefined && mark !== undefined && isAlive(mark)) {
    if (await answers(options.url)) return mark;
    if (Date.now() > deadline) {
      await endProcess(mark);
      const seconds = Math.round(options.readyWithinMs / 1000);
      throw problem(folder, `Synapse is not ready after ${seconds} s`);
    }
    await sleep(100);
  }
  throw problem(folder, failed?.message ?? "Synapse ended at once");
}

async function answers(url: string): Promise<boolean> {
  try {
    const { statusCode, body } = await request(`${url}/health`, { headersTimeout: 2_000 });
    await body.dump();
    return statusCode === 200;
  } catch {
    return false;
  }
}

/** What went wrong, by the last thing that Synapse wrote. */
function problem(folder: string, message: string): BridgeProblem {
  const said = ["start.log", "homeserver.log"]
    .map((name) => join(folder, name))
    .filter((file) => existsSync(file))
    .flatMap((file) => readFileSync(file, "utf8").trim().split("\n").slice(-3))
    .filter((line) => line.trim() !== "")
    .join(" | ");
  const detail = said === "" ? "it wrote nothing" : said.slice(-600);
  return new BridgeProblem(
    `${message}: ${detail}`,
    "Look at its configuration (--config FILE adds to it) and at the machine's load; " +
      "`npm run setup:real -- synapse` repairs the installation.",
  );
}
