// Processor time per request of a load that is under way: what the process and its children used
// between two moments, over the requests that the server saw between them. So start-up and drain are
// no part of it, and it matters nothing what the load says of itself.
import { execFileSync, fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { usageOf } from "../../../../sim/bridge/server-sampler.ts";
import type { ArmName } from "./run-arm.ts";

/** Caches, connections, compilers and what is collected of a start get so long; then it counts. */
const settleMs = 7_000;
const windowMs = 5_000;
/** A load lasts until it is told to stop; so long it could. */
export const armSeconds = (settleMs + windowMs) / 1_000 + 1;

/** The server that all arms load, as a process. */
export class CountingServer {
  readonly target: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, target: string) {
    this.#child = child;
    this.target = target;
  }

  static async start(): Promise<CountingServer> {
    const child = fork(join(import.meta.dirname, "server.ts"));
    const [target] = (await once(child, "message")) as [string];
    return new CountingServer(child, target);
  }

  /** Requests that have come. */
  async count(): Promise<number> {
    this.#child.send("count");
    const [count] = (await once(this.#child, "message")) as [number];
    return count;
  }

  stop(): void {
    this.#child.kill();
  }
}

/** A load in a process of its own. */
export class ArmProcess {
  readonly #child: ChildProcess;
  readonly #server: CountingServer;

  private constructor(child: ChildProcess, server: CountingServer) {
    this.#child = child;
    this.#server = server;
  }

  /** @param file what it is given, as JSON in two files: `.stage` and `.visits` */
  static async start(name: ArmName, file: string, server: CountingServer): Promise<ArmProcess> {
    const child = fork(join(import.meta.dirname, "run-arm.ts"), [name, file, String(armSeconds)], {
      execArgv: ["--expose-gc"],
    });
    await once(child, "message");
    return new ArmProcess(child, server);
  }

  /** Processor time per request, in ms; NaN where nothing came. */
  async measure(): Promise<number> {
    const before = await this.#server.count();
    const done = once(this.#child, "message");
    this.#child.send("run");
    await this.#begun(before);
    await sleep(settleMs);
    const from = await this.#look();
    await sleep(windowMs);
    const to = await this.#look();
    this.#child.send("stop");
    await done;
    return (to.cpuMs - from.cpuMs) / (to.count - from.count);
  }

  stop(): void {
    this.#child.kill();
  }

  async #begun(before: number): Promise<void> {
    for (let waitedMs = 0; (await this.#server.count()) === before; waitedMs += 20) {
      if (waitedMs > 30_000) throw new Error("no request came within 30 s");
      await sleep(20);
    }
  }

  async #look(): Promise<{ cpuMs: number; count: number }> {
    const { pid = 0 } = this.#child;
    const pids = [pid, ...childrenOf(pid)];
    const cpuMs = pids.reduce((sum, each) => sum + (usageOf(each)?.cpuMs ?? 0), 0);
    return { cpuMs, count: await this.#server.count() };
  }
}

function childrenOf(pid: number): number[] {
  const rows = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).split("\n");
  return rows.flatMap((row) => {
    const [child, parent] = row.trim().split(/\s+/).map(Number);
    return parent === pid ? [child] : [];
  });
}
