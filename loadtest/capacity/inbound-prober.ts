// Probes a real homeserver from the federation's side: one probe is one signed load of N origins at a
// rate of PDUs. Throughput is what became visible, so a threshold on `lag` is about the time from when
// a transaction was due until a user sees its events, and an error is an event that was refused, was
// not delivered, or is not there at the end (a hole).
import { setTimeout as sleep } from "node:timers/promises";
import {
  buildRig,
  runOnRig,
  signedLoadDefaults,
  type FederationTarget,
  type Rig,
  type SignedLoadPlan,
  type SignedLoadResult,
} from "../federation/index.ts";
import { measuredOfLoad } from "../federation/report/index.ts";
import { lostRemedy } from "../driver/result.ts";
import { judgeSlo, type Slo } from "../slo.ts";
import { judgeBacklog } from "./backlog.ts";
import type { Prober } from "./coordinator.ts";
import { othersCpuShare } from "./others.ts";
import { refusalsOf } from "./preflight.ts";
import { windowMsOf, type ProbeFinding, type ProbeOrder, type Refusal } from "./probe-record.ts";

export interface InboundLoad {
  readonly target: FederationTarget;
  readonly slos: readonly Slo[];
  /** Virtual homeservers that send. */
  readonly origins: number;
  /** Rooms they send into; origin n into room n mod rooms. */
  readonly rooms: number;
  readonly roomVersion: string;
  readonly warmUpMs: number;
  readonly windowMs: number;
  readonly drainMs: number;
  readonly seed: string;
  readonly onProgress?: (text: string) => void;
}

/** After a probe the server has so long to itself; its queue was drained by the probe already. */
const restMs = 1_000;
/** PDUs of a room that may be outstanding: at 100 Synapse throws its queue away, and nothing piles up. */
const outstandingMax = 80;
/** A gauge sends as fast as events become visible, so many in one go, for so long. */
const gauge = { outstanding: 40, durationMs: 8_000, drainMs: 2_000 };

export class InboundProber implements Prober {
  readonly #load: InboundLoad;
  #rig: Rig | undefined;

  constructor(load: InboundLoad) {
    this.#load = load;
  }

  async probe(order: ProbeOrder, signal: AbortSignal): Promise<ProbeFinding | undefined> {
    const { onProgress, target, slos, warmUpMs } = this.#load;
    const hooks = { signal, ...(onProgress !== undefined && { onProgress }) };
    const others = await othersCpuShare(target.url, signal);
    const plan = planOf(this.#load, order);
    try {
      // Origins and rooms stay for the whole search: joining takes longer than a probe.
      this.#rig ??= await buildRig(target, plan, hooks);
      const result = await runOnRig(this.#rig, plan, hooks);
      if (result.end.how === "stopped") return undefined;
      const finding =
        order.phase === "gauge" ? gaugeFinding(result) : inboundFinding(result, { slos, warmUpMs });
      if (others === undefined) return finding;
      return { ...finding, figures: { ...finding.figures, othersCpuShare: others } };
    } catch (thrown) {
      // Stopped while the origins joined: what was measured before still stands.
      if (signal.aborted) return undefined;
      throw thrown;
    }
  }

  async settle(signal: AbortSignal): Promise<boolean> {
    await sleep(restMs, undefined, { signal }).catch(() => {});
    return !signal.aborted;
  }

  async close(): Promise<void> {
    await this.#rig?.stop();
    this.#rig = undefined;
  }
}

function planOf(load: InboundLoad, { phase, rate }: ProbeOrder): SignedLoadPlan {
  const { origins, rooms, roomVersion, warmUpMs, windowMs, drainMs, seed } = load;
  const base = {
    ...{ ...signedLoadDefaults, origins, rooms, roomVersion, rate, drainMs, seed },
    manners: new Map(),
  };
  if (phase === "gauge") {
    const { durationMs, outstanding } = gauge;
    const gauging = { ...base, durationMs, drainMs: gauge.drainMs };
    return { ...gauging, outstandingMax: Math.max(1, Math.floor(outstanding / rooms)) };
  }
  return { ...base, durationMs: warmUpMs + windowMsOf(phase, windowMs), outstandingMax };
}

/** What became visible in the time of the gauge, per second; it judges nothing. */
function gaugeFinding(result: SignedLoadResult): ProbeFinding {
  const rows = result.series.filter(({ atMs }) => atMs <= result.plan.durationMs + 500);
  const last = rows[rows.length - 1];
  const visiblePerSecond = last === undefined ? 0 : (1000 * last.visible) / Math.max(1, last.atMs);
  return {
    ...{ verdicts: [], refusals: lost(result) },
    figures: { achievedRate: visiblePerSecond },
  };
}

/** A probe's verdicts, refusals and figures. */
export function inboundFinding(
  result: SignedLoadResult,
  { slos, warmUpMs }: { slos: readonly Slo[]; warmUpMs: number },
): ProbeFinding {
  const measured = measuredOfLoad(result);
  const { plan, pdus, generator, transactions } = result;
  const rows = result.series.filter(({ atMs }) => atMs >= warmUpMs && atMs <= plan.durationMs);
  // What flow control holds back is backlog as well: it was due, and is not there.
  const waiting = rows.map(({ atMs, due, visible }) => ({ atMs, size: due - visible }));
  const seconds = plan.durationMs / 1000;
  const cpu = cpuShareOf(result);
  return {
    verdicts: [...slos.map((slo) => judgeSlo(slo, measured)), judgeBacklog(waiting, plan.rate)],
    refusals: [
      ...lost(result),
      ...refusalsOf({
        ...{ started: transactions.answered, dropped: 0, limited: {}, tightestMs: 1_000 },
        latencyMs: (quantile) => result.answer.quantileMs(quantile),
        generator: {
          cpuShare: generator.cpuMs / Math.max(1, result.busyMs),
          eventLoopP99Ms: generator.eventLoopP99Ms,
        },
      }),
    ],
    figures: {
      achievedRate: Math.min(pdus.visible / seconds, result.visiblePerSecond),
      ...orNothing("p50Ms", result.answer.quantileMs(0.5)),
      ...orNothing("p95Ms", result.answer.quantileMs(0.95)),
      ...orNothing("lagP95Ms", result.visible.quantileMs(0.95)),
      ...orNothing("errorShare", measured.errorShare()),
      ...orNothing("targetCpuShare", cpu),
      generatorCpuShare: generator.cpuMs / Math.max(1, result.busyMs),
      more: { holes: pdus.holes, waited: transactions.waited, outstandingMax: pdus.outstandingMax },
    },
  };
}

function cpuShareOf({ samples }: SignedLoadResult): number | undefined {
  const [first, last] = [samples[0], samples[samples.length - 1]];
  if (first?.cpuMs === undefined || last?.cpuMs === undefined) return undefined;
  const ms = last.atMs - first.atMs;
  return ms <= 0 ? undefined : (last.cpuMs - first.cpuMs) / ms;
}

function lost({ end }: SignedLoadResult): Refusal[] {
  if (end.how !== "target lost") return [];
  return [{ kind: "target lost", detail: end.why, remedy: lostRemedy }];
}

function orNothing<Name extends string>(name: Name, value: number | undefined) {
  return (value === undefined ? {} : { [name]: value }) as Partial<Record<Name, number>>;
}
