// Faults as spans of time: each partition, hold or crash, and whether something ended it.
import type { FaultRecord } from "../trace/records.ts";

/** A fault from its beginning to its end. */
export interface FaultSpan {
  readonly id: number;
  readonly verb: "partition" | "hold" | "crash" | "begin";
  readonly server: number | undefined;
  readonly startMs: number;
  /** When it ended; `undefined` if it was still on when the trace ended. */
  readonly endMs: number | undefined;
}

const begunBy = { heal: "partition", release: "hold", restart: "crash", end: "begin" } as const;

/** Families of named faults that keep nobody from hearing of events. */
const harmless: readonly (string | undefined)[] = ["clock", "lie"];

/**
 * Pairs the beginnings and ends of faults. An end names its beginning by number; a restart may also
 * name the server alone. A fault that said beforehand when it would end needs no record of the end.
 * @param endMs when the trace ends
 */
export function faultSpans(records: readonly FaultRecord[], endMs: number): FaultSpan[] {
  const spans: { -readonly [K in keyof FaultSpan]: FaultSpan[K] }[] = [];
  for (const { verb, id, server, atMs, family, endMs: plannedMs } of records) {
    if (harmless.includes(family)) continue;
    if (verb === "partition" || verb === "hold" || verb === "crash" || verb === "begin") {
      const over = plannedMs !== undefined && plannedMs <= endMs;
      spans.push({ id, verb, server, startMs: atMs, endMs: over ? plannedMs : undefined });
      continue;
    }
    const begun = spans.filter((span) => span.verb === begunBy[verb] && span.startMs <= atMs);
    let ended = begun.filter((span) => span.id === id);
    if (ended.length === 0 && server !== undefined) {
      ended = begun.filter((span) => span.server === server && span.endMs === undefined);
    }
    for (const span of ended) span.endMs = atMs;
  }
  return spans;
}
