// The Node driver: an open loop. Journeys begin when they are due, however slow the server is, and
// every time counts from when a request was due. Listeners' /sync loops run beside them. The order:
// listeners begin, load, drain, cut.
import { performance } from "node:perf_hooks";
import { listen } from "../journeys/listen.ts";
import { arrivalsOf, dueMs, durationOf, phaseAt, phaseOf } from "../profiles/shape.ts";
import { Workload } from "../workload.ts";
import { brokenOf } from "./abort-on.ts";
import { Client } from "./client.ts";
import { GeneratorWatch } from "./generator-watch.ts";
import type { Driver, LoadHooks, LoadPlan, Segment } from "./plan.ts";
import { planOfResult } from "./plan-of-result.ts";
import { provenanceOf } from "./provenance.ts";
import { noPhase, Recorder } from "./recorder.ts";
import { resultFormat, rowMsOf, settleMs, type LoadEnd, type LoadResult } from "./result.ts";
import { TargetWatch } from "./target-watch.ts";
import { versions } from "./versions.ts";
import { sleepUntil, walk } from "./walk.ts";

/** See `Driver`. */
export const nodeDriver: Driver = (plan, hooks = {}) => new Run(plan, hooks).result();

class Run {
  readonly #plan: LoadPlan;
  readonly #hooks: LoadHooks;
  readonly #workload: Workload;
  readonly #recorder: Recorder;
  readonly #client: Client;
  readonly #target = new TargetWatch();
  readonly #generator: GeneratorWatch;
  /** Ends everything: the user's signal, a lost target, a broken threshold, or the end. */
  readonly #stop = new AbortController();
  readonly #walks = new Set<Promise<void>>();
  readonly #loadMs: number;
  #end: LoadEnd = { how: "whole", why: "" };
  /** The start of the load on the clock of `performance.now()`. */
  #startMs = 0;

  constructor(plan: LoadPlan, hooks: LoadHooks) {
    this.#plan = plan;
    this.#hooks = hooks;
    this.#workload = new Workload(plan);
    this.#recorder = new Recorder(plan.shape);
    this.#loadMs = durationOf(plan.shape);
    this.#client = new Client(plan.stage, {
      onEnd: (end) => {
        this.#recorder.request(end);
        this.#target.ended(end.failure, performance.now());
      },
      ...(hooks.connection !== undefined && { connection: hooks.connection }),
    });
    this.#generator = new GeneratorWatch(this.#client, this.#recorder);
  }

  async result(): Promise<LoadResult> {
    const { listenRampMs, drainMs } = this.#plan;
    const { signal } = this.#hooks;
    const stopped = () => this.#endWith({ how: "stopped", why: "It was stopped by its user." });
    signal?.addEventListener("abort", stopped, { once: true });
    if (signal?.aborted === true) stopped();
    this.#startMs = performance.now() + listenRampMs;
    const startedAt = new Date(Date.now() + listenRampMs).toISOString();
    const listening = this.#listen(Date.now() + listenRampMs + this.#loadMs + drainMs);
    const ticking = this.#tick();
    await sleepUntil(this.#startMs, this.#stop.signal);
    this.#generator.start();
    await this.#arrive();
    await sleepUntil(this.#startMs + this.#loadMs, this.#stop.signal);
    const generator = this.#generator.stop();
    await this.#drain();
    this.#stop.abort();
    await this.#client.destroy();
    await Promise.all([listening, ticking, ...this.#walks]);
    signal?.removeEventListener("abort", stopped);
    return {
      ...{ format: resultFormat, driver: "node", plan: planOfResult(this.#plan), startedAt },
      ...{ end: this.#end, phases: this.#recorder.phases(), series: this.#recorder.series },
      ...{ generator, versions: versions(), provenance: provenanceOf(this.#plan) },
    };
  }

  /** Starts the listeners one after the other; ends when all of them have. */
  async #listen(untilMs: number): Promise<void> {
    const { stage, runId, listeners, listenRampMs, segment } = this.#plan;
    const { signal } = this.#stop;
    const beginMs = performance.now();
    const mine = Array.from({ length: listeners }, (_unused, n) => n).filter(isOf(segment));
    const one = async (user: number, place: number) => {
      const dueMs = beginMs + (listenRampMs * place) / mine.length;
      await sleepUntil(dueMs, signal);
      const steps = listen({
        ...{ stage, user, runId, untilMs },
        now: () => Date.now(),
        seen: (lagMs, phase) => this.#recorder.seen(lagMs, phase),
        gap: () => this.#recorder.gap(),
      });
      await walk(steps, { client: this.#client, dueMs, phase: noPhase, signal });
    };
    await Promise.all(mine.map(one));
  }

  /** Begins each journey when it is due. */
  async #arrive(): Promise<void> {
    const { shape, inFlightMax, segment } = this.#plan;
    const { signal } = this.#stop;
    const count = arrivalsOf(shape);
    const isMine = isOf(segment);
    for (let n = 0; n < count && !signal.aborted; n++) {
      if (!isMine(n)) continue;
      const due = this.#startMs + dueMs(shape, n);
      await sleepUntil(due, signal);
      if (signal.aborted) return;
      if (this.#recorder.inFlight >= inFlightMax) this.#recorder.dropped(phaseOf(shape, n));
      else this.#begin(n, due);
    }
  }

  #begin(n: number, due: number): void {
    const arrival = this.#workload.arrival(n, () => Date.now());
    const { journey, scene } = arrival;
    const { phase } = scene;
    const steps = this.#workload.stepsOf(arrival);
    this.#recorder.started(phase, journey);
    const at = { client: this.#client, dueMs: due, phase, signal: this.#stop.signal };
    const walking = walk(steps, at)
      .then((whole) => {
        if (whole) this.#recorder.finished(phase, journey);
      })
      .catch((thrown: unknown) => {
        const why = `Journey ${journey}, arrival ${n}, failed: ${String(thrown)}`;
        this.#endWith({ how: "generator failed", why });
      })
      .finally(() => this.#walks.delete(walking));
    this.#walks.add(walking);
  }

  /** Waits for journeys that are under way, and for their requests: those left over failed. */
  async #drain(): Promise<void> {
    const limit = this.#startMs + this.#loadMs + this.#plan.drainMs;
    while (this.#recorder.inFlight > 0 && !this.#stop.signal.aborted) {
      if (performance.now() >= limit) break;
      await sleepUntil(Math.min(limit, performance.now() + 50), this.#stop.signal);
    }
    const settled = Math.min(limit, performance.now() + settleMs);
    if (this.#plan.listeners > 0) await sleepUntil(settled, this.#stop.signal);
    if (this.#end.how === "whole") this.#client.giveUp();
  }

  /** Once a row: closes it, tells the user, and looks whether there is a reason to end early. */
  async #tick(): Promise<void> {
    const { signal } = this.#stop;
    const length = rowMsOf(this.#loadMs);
    const first = -Math.ceil(this.#plan.listenRampMs / length) * length;
    this.#recorder.openRow(first);
    for (let at = first + length; !signal.aborted; at += length) {
      await sleepUntil(this.#startMs + at, signal);
      const now = performance.now();
      const atMs = signal.aborted ? now - this.#startMs : at;
      this.#recorder.clockPhase = phaseAt(this.#plan.shape, atMs);
      const row = this.#recorder.closeRow(Math.round(atMs), this.#hooks.sampleTarget?.());
      this.#hooks.onProgress?.(row);
      const lost = this.#target.lost(now);
      if (lost !== undefined) this.#endWith({ how: "target lost", why: lost });
      const broken = brokenOf(this.#plan, this.#recorder.phases);
      if (broken !== undefined) this.#endWith({ how: "threshold broken", why: broken });
    }
  }

  #endWith(end: LoadEnd): void {
    if (this.#end.how === "whole") this.#end = end;
    this.#stop.abort();
    void this.#client.destroy();
  }
}

/** Whether a number belongs to a generator's part. */
function isOf(segment: Segment | undefined): (n: number) => boolean {
  return segment === undefined ? () => true : (n) => n % segment.of === segment.index;
}
