// Faults as spans of time: each partition, hold or crash, and whether something ended it.
import type { FaultRecord } from "../../trace/records.ts";

/** A fault from its beginning to its end. */
export interface FaultSpan {
  readonly id: number;
  /** The named fault, such as `isolate`; a plain one is called by its verb. */
  readonly mode: string;
  /** What it is done to: `link`, `partition`, `server`, `clock`, `lie`. */
  readonly family: string;
  readonly verb: "partition" | "hold" | "crash" | "begin";
  readonly server: number | undefined;
  readonly startMs: number;
  /** When it ended; `undefined` if it was still on when the trace ended. */
  readonly endMs: number | undefined;
}

const begunBy = { heal: "partition", release: "hold", restart: "crash", end: "begin" } as const;

/** The families of plain faults. */
const families = { partition: "partition", hold: "link", crash: "server", begin: "link" } as const;

/** False for families of named faults that keep nobody from hearing of events. */
export function keepsApart({ family }: FaultSpan): boolean {
  return family !== "clock" && family !== "lie";
}

/**
 * Pairs the beginnings and ends of faults. An end names its beginning by number; a restart may also
 * name the server alone. A fault that said beforehand when it would end needs no record of the end.
 * @param endMs when the trace ends
 */
export function faultSpans(records: readonly FaultRecord[], endMs: number): FaultSpan[] {
  const spans: { -readonly [K in keyof FaultSpan]: FaultSpan[K] }[] = [];
  for (const { verb, id, server, atMs, family, rule, endMs: plannedMs } of records) {
    if (verb === "partition" || verb === "hold" || verb === "crash" || verb === "begin") {
      const over = plannedMs !== undefined && plannedMs <= endMs;
      const kind = { mode: rule ?? verb, family: family ?? families[verb] };
      const spanEndMs = over ? plannedMs : undefined;
      spans.push({ id, verb, ...kind, server, startMs: atMs, endMs: spanEndMs });
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
