// How little a percentile was taken of: of fewer than twenty the 95th is the slowest one, which is
// chance. Asked before a load is ended for it, and where a result is judged.
import type { Slo } from "../slo.ts";
import type { measuredOf } from "./result.ts";

type LoadMeasured = ReturnType<typeof measuredOf>;

/** 1 / (1 − 0.95) is a little more than 20. */
const tiny = 1e-6;

/** How many a threshold's percentile was taken of, where the slowest alone decided; else undefined. */
export function fewOf(slo: Slo, measured: LoadMeasured): number | undefined {
  if (slo.kind !== "latency" && slo.kind !== "lag") return undefined;
  const count = slo.kind === "lag" ? measured.lag.count : requestsIn(measured, slo.request);
  return count < 1 / (1 - slo.quantile) - tiny ? count : undefined;
}

/** How many requests were measured, of one name or all, long polls left out. */
export function requestsIn({ requests }: Pick<LoadMeasured, "requests">, name?: string): number {
  let sum = 0;
  for (const [other, { count, longPoll }] of Object.entries(requests)) {
    if (!longPoll && (name === undefined || name === other)) sum += count;
  }
  return sum;
}
