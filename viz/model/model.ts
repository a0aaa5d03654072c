// What the viewer knows of a run: a trace's records as typed, indexed data. Opened from columns,
// never changed. Nothing here draws, and nothing is known that the records do not say.
import type {
  MarkRecord,
  MetaRecord,
  NetRecord,
  OpRecord,
  ResolveRecord,
  TraceRecord,
  VerdictRecord,
} from "../../sim/trace/records.ts";
import { Arrivals } from "./arrivals.ts";
import { openEvents, type EventNode } from "./event-node.ts";
import { Extremities } from "./extremities.ts";
import type { FaultBand } from "./faults.ts";
import { gatherModel } from "./gather.ts";
import { Histories } from "./histories.ts";
import { schemas, type ModelData } from "./model-data.ts";
import { StateTable, type StateRow } from "./states.ts";
import { openTable } from "./table.ts";

export type { EventNode } from "./event-node.ts";
export { isObject } from "./is-object.ts";

/** A record with its number among those that rows are made of, for ties in time. */
export type Numbered<T> = T & { readonly seq: number };

export interface Model {
  readonly meta: MetaRecord;
  /** Short display names of the servers: a suffix that all share is cut off. */
  readonly serverNames: readonly string[];
  readonly events: readonly EventNode[];
  readonly arrivals: Arrivals;
  readonly states: StateTable;
  /** Forward extremities over time, by server and room; a value is a list of event indexes. */
  readonly extremities: Extremities;
  /** Current state over time, by server and room; a value is a state id. */
  readonly currents: Histories;
  readonly resolutions: readonly Numbered<ResolveRecord>[];
  /** The latest resolution of the current state over time; a value is a place in `resolutions`. */
  readonly resolved: Histories;
  readonly faults: readonly FaultBand[];
  readonly ops: readonly Numbered<OpRecord>[];
  readonly marks: readonly Numbered<MarkRecord>[];
  readonly verdicts: readonly VerdictRecord[];
  /** What became of requests; empty where the trace's level leaves them out. */
  readonly net: readonly NetRecord[];
  /** Distinct instants at which anything was recorded, ascending. */
  readonly moments: Float64Array;
  readonly endMs: number;
  /** Rolling hash of the run, or "" where the trace has no `end`. */
  readonly hash: string;
  /** Records that could not be used, in words; at most `troublesMax`. */
  readonly troubles: readonly string[];
  readonly indexOfId: ReadonlyMap<string, number>;
  /** What a file left out of events to stay small, in words; empty where nothing is. */
  readonly leftOut: string;
  /** The columns behind all this, for those who read many rows. */
  readonly data: ModelData;
}

/** One arrival of an event at a server, as a plain object. */
/** The model of a trace's records; see `gatherModel`. */
export function buildModel(records: readonly TraceRecord[]): Model {
  return openModel(gatherModel(records));
}

/** Opens a model's data. Cheap: rows are views, and what few ask for is worked out when they do. */
export function openModel(data: ModelData): Model {
  const { head, columns, texts } = data;
  const rooms = head.meta.rooms.length;
  const events = openEvents(data);
  let net: readonly NetRecord[] | undefined;
  let indexOfId: Map<string, number> | undefined;
  return {
    ...head,
    data,
    events,
    serverNames: shortNames(head.meta.servers.map((server) => server.name)),
    arrivals: new Arrivals(columns, head.reasons),
    states: new StateTable(
      openTable<StateRow>(schemas.states, "states", { columns, texts }),
      texts,
    ),
    extremities: new Extremities(columns, rooms),
    currents: new Histories(columns, "currents", rooms),
    resolutions: openTable<Numbered<ResolveRecord>>(schemas.resolutions, "resolutions", data),
    resolved: new Histories(columns, "resolved", rooms),
    ops: openTable<Numbered<OpRecord>>(schemas.ops, "ops", data),
    marks: openTable<Numbered<MarkRecord>>(schemas.marks, "marks", data),
    get net() {
      return (net ??= openTable<NetRecord>(schemas.net, "net", data));
    },
    moments: columns["moments"] as Float64Array,
    get indexOfId() {
      return (indexOfId ??= new Map(events.map(({ id, index }) => [id, index])));
    },
  };
}

/** `a.test, b.test` → `a, b`: a suffix of whole labels that all names share says nothing. */
function shortNames(names: readonly string[]): string[] {
  const suffix = names[0]?.slice(names[0].indexOf(".")) ?? "";
  const shared = suffix.startsWith(".") && names.every((name) => name.endsWith(suffix));
  const short = shared ? names.map((name) => name.slice(0, -suffix.length)) : [...names];
  return short.every((name) => name !== "") ? short : [...names];
}
