// What a model is made of: columns, shared texts, and a small head of plain data. All of it can be
// packed into a file (pack.ts) and handed from thread to thread; model.ts opens it.
import type { MetaRecord, Reason, VerdictRecord } from "../../sim/trace/records.ts";
import type { FaultBand } from "./faults.ts";
import type { ColumnKind, Columns, Schema } from "./table.ts";

/** The part of a model that is small: JSON. */
export interface ModelHead {
  readonly meta: MetaRecord;
  readonly faults: readonly FaultBand[];
  readonly verdicts: readonly VerdictRecord[];
  /** Reasons of refusals, each once. */
  readonly reasons: readonly Reason[];
  readonly troubles: readonly string[];
  readonly endMs: number;
  readonly hash: string;
  /** What was left out of the events to keep a file small, in words; empty where nothing was. */
  readonly leftOut: string;
}

export interface ModelData {
  readonly head: ModelHead;
  readonly columns: Columns;
  readonly texts: string[];
}

/** Tables of a model; see the record types in sim/trace/records.ts. */
export const schemas = {
  events: schema({
    time: ["atMs"],
    int: ["seq", "room", "server", "missingPrev"],
    text: ["type", "stateKey", "sender"],
    ints: ["prev", "auth"],
  }),
  ops: schema({
    time: ["atMs"],
    int: ["seq", "server", "room", "event"],
    text: ["user", "action", "result", "why"],
  }),
  marks: schema({ time: ["atMs"], int: ["seq", "server", "event"], text: ["mark", "what"] }),
  net: schema({
    time: ["atMs", "sentMs"],
    int: ["from", "to"],
    text: ["request", "result"],
    ints: ["events"],
  }),
  resolutions: schema({
    time: ["atMs"],
    int: [
      ...["seq", "server", "room", "event", "output", "conflicted"],
      ...["authDifference", "subgraph", "replayed", "authChecks"],
    ],
    text: ["why", "algorithm", "dialect"],
    ints: ["inputs"],
  }),
  states: schema({ int: ["id", "parent"], ints: ["slots", "events"] }),
} as const;

/** Names by kind, turned into kinds by name. */
function schema(names: { readonly [K in ColumnKind]?: readonly string[] }): Schema {
  const kinds = Object.entries(names) as [ColumnKind, readonly string[]][];
  return Object.fromEntries(kinds.flatMap(([kind, list]) => list.map((name) => [name, kind])));
}
