// A quick look at what a homeserver carries from its users' side: one load whose rate doubles every few
// seconds, until a threshold gives way. Rough on purpose: it says where a search begins, no more.
import type { Driver, LoadHooks } from "../driver/plan.ts";
import { nodeDriver } from "../driver/node.ts";
import { inFlightMax, listenRampMs, listenersOf, probeHaste } from "../driver/probe.ts";
import { measuredOf, type LoadResult } from "../driver/result.ts";
import { newRunId } from "../driver/run-id.ts";
import type { Phase } from "../profiles/shape.ts";
import { judgeSlo, type Slo } from "../slo.ts";
import type { ClientLoad } from "./client-load.ts";

const stepMs = 3_000;
const stepsMax = 8;

/** @param most the highest rate, per second */
export function clientGauge(
  { stage, mix, slos, seed, drainMs, ...load }: ClientLoad,
  most: number,
  { driver = nodeDriver, ...hooks }: LoadHooks & { readonly driver?: Driver },
): Promise<LoadResult> {
  const listeners = load.listeners ?? listenersOf(stage);
  const shape = stepsTo(most);
  return driver(
    {
      ...{ stage, mix, seed, drainMs, listeners, shape, runId: newRunId(), haste: probeHaste },
      ...{ listenRampMs: listenRampMs(listeners), inFlightMax: inFlightMax(most) },
      abortOn: slos.filter(({ kind }) => kind === "latency" || kind === "lag"),
    },
    hooks,
  );
}

/** Up to the highest rate, each step twice the one before. */
function stepsTo(most: number): Phase[] {
  const rates = Array.from({ length: stepsMax }, (_unused, n) => most / 2 ** (stepsMax - 1 - n));
  return rates.map((rate) => ({
    ...{ name: `at ${Number(rate.toPrecision(3))}`, durationMs: stepMs, measured: true },
    ...{ fromRate: rate, toRate: rate },
  }));
}

/** Between the first step at which a threshold gave way and the one before; the highest where all held. */
export function carriedBy(
  { phases }: Pick<LoadResult, "phases">,
  { slos, most }: { slos: readonly Slo[]; most: number },
): number {
  const broken = phases.find((phase) => {
    const measured = measuredOf({ phases: [phase] });
    return slos.some((slo) => judgeSlo(slo, measured).result === "broken");
  });
  return broken === undefined ? most : broken.phase.fromRate / Math.SQRT2;
}
