// Watches the generator itself while it loads: CPU time, delays of the event loop, and Little's law.
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import type { Client } from "./client.ts";
import type { Recorder } from "./recorder.ts";
import type { GeneratorFigures } from "./result.ts";

/** How often it looks: seldom enough that looking is no load. */
const resolutionMs = 20;

export class GeneratorWatch {
  readonly #client: Client;
  readonly #recorder: Recorder;
  readonly #delays = monitorEventLoopDelay({ resolution: resolutionMs });
  #from = { cpuMicros: 0, requests: 0, openArea: 0, latencyMs: 0, atMs: 0 };

  constructor(client: Client, recorder: Recorder) {
    this.#client = client;
    this.#recorder = recorder;
  }

  start(): void {
    this.#delays.enable();
    this.#from = this.#now();
  }

  stop(): GeneratorFigures {
    this.#delays.disable();
    const [from, to] = [this.#from, this.#now()];
    const forMs = Math.max(1, to.atMs - from.atMs);
    return {
      cpuMs: Math.round((to.cpuMicros - from.cpuMicros) / 1000),
      requests: to.requests - from.requests,
      // The monitor counts its own waiting time as well.
      eventLoopP99Ms: Math.max(0, this.#delays.percentile(99) / 1e6 - resolutionMs),
      openMean: (to.openArea - from.openArea) / forMs,
      rateTimesLatency: (to.latencyMs - from.latencyMs) / forMs,
    };
  }

  #now() {
    const { user, system } = process.cpuUsage();
    return {
      cpuMicros: user + system,
      requests: this.#recorder.requests,
      openArea: this.#client.openArea,
      latencyMs: this.#recorder.latencyMs,
      atMs: performance.now(),
    };
  }
}
