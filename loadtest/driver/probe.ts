// One probe of a capacity search: a constant arrival rate with warm-up, window and drain. The
// interface for coordinators; a probe is only a load of a simple shape.
import type { Mix } from "../mix.ts";
import type { Shape } from "../profiles/shape.ts";
import type { Stage } from "../stage/stage.ts";
import { nodeDriver } from "./node.ts";
import type { Driver, LoadHooks, Segment } from "./plan.ts";
import type { LoadResult } from "./result.ts";
import { newRunId } from "./run-id.ts";

export interface Probe {
  /** Who and where; made once for many probes (set-stage.ts). It names the target. */
  readonly stage: Stage;
  readonly mix: Mix;
  /** Journeys that begin per second. */
  readonly ratePerSecond: number;
  readonly warmUpMs: number;
  readonly windowMs: number;
  readonly drainMs: number;
  /** What chance is drawn from: users, rooms, think times, texts. */
  readonly seed: string;
  /** Users with a /sync loop. Default: all, 500 at most. */
  readonly listeners?: number;
  /** Default: a new one; the same id twice makes the server take messages for repetitions. */
  readonly runId?: string;
  readonly segment?: Segment;
}

/**
 * In a probe people pause for a tenth of their time. In an open loop that changes only how soon
 * everything comes at the rate of the arrivals: within a warm-up, and not after half a minute.
 */
export const probeHaste = 10;

/** Of many users only so many listen, where nobody says otherwise. */
export const listenersDefaultMax = 500;

/**
 * Makes one probe.
 *
 * The result's phases are `warm-up` (not measured) and `window`; `measuredOf(result)` answers what
 * `judgeSlo` asks: latency quantiles by request name, lag, share of errors, dropped arrivals.
 *
 * @example
 * const result = await runProbe({ stage, mix: usualMix, ratePerSecond: 5, warmUpMs: 5_000,
 *   windowMs: 20_000, drainMs: 10_000, seed: "1" });
 * const verdicts = parseSlos("p95(send)<500ms").map((slo) => judgeSlo(slo, measuredOf(result)));
 */
export function runProbe(
  probe: Probe,
  { driver = nodeDriver, ...hooks }: LoadHooks & { readonly driver?: Driver } = {},
): Promise<LoadResult> {
  const { stage, mix, seed, drainMs, segment } = probe;
  const listeners = probe.listeners ?? listenersOf(stage);
  return driver(
    {
      ...{ stage, mix, seed, drainMs, listeners },
      runId: probe.runId ?? newRunId(),
      shape: probeShape(probe),
      listenRampMs: listenRampMs(listeners),
      inFlightMax: inFlightMax(probe.ratePerSecond),
      ...(segment !== undefined && { segment }),
      haste: probeHaste,
    },
    hooks,
  );
}

/** Who listens where nobody says. */
export const listenersOf = ({ users }: Stage) => Math.min(users.length, listenersDefaultMax);

function probeShape({ ratePerSecond, warmUpMs, windowMs }: Probe): Shape {
  const rates = { fromRate: ratePerSecond, toRate: ratePerSecond };
  const warmUp = { name: "warm-up", durationMs: warmUpMs, ...rates, measured: false };
  const window = { name: "window", durationMs: windowMs, ...rates, measured: true };
  return warmUpMs > 0 ? [warmUp, window] : [window];
}

/** Listeners begin at 20 a second, so that their first /sync is no flood of its own. */
export function listenRampMs(listeners: number): number {
  return listeners * 50;
}

/** Room for a minute of arrivals that all hang; more would only measure the generator's memory. */
export function inFlightMax(peakPerSecond: number): number {
  return Math.max(50, Math.ceil(peakPerSecond * 60));
}
