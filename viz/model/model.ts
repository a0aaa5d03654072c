// What the viewer knows of a run: a trace's records, turned into typed, indexed data. Built once,
// never changed. Nothing here draws, and nothing is known that the records do not say.
import type {
  ArrivalWay,
  EventVerdict,
  MarkRecord,
  MetaRecord,
  NetRecord,
  OpRecord,
  Reason,
  ResolveRecord,
  TraceRecord,
  VerdictRecord,
} from "../../sim/trace/records.ts";
import { ArrivalBuilder, type Arrivals } from "./arrivals.ts";
import { FaultBuilder, type FaultBand } from "./faults.ts";
import { HistoryBuilder, type Histories } from "./histories.ts";
import { StateTable } from "./states.ts";

/** An event of the run. `index` is its place in `Model.events`, which is its trace index too
 * wherever the trace numbers its events densely, as runs do. */
export interface EventNode {
  readonly index: number;
  readonly id: string;
  readonly room: number;
  /** Index of the server that made it. */
  readonly server: number;
  readonly atMs: number;
  /** Number of its record in the trace, for ties in time. */
  readonly seq: number;
  readonly pdu: unknown;
  readonly type: string;
  readonly stateKey: string | undefined;
  readonly sender: string;
  readonly content: Readonly<Record<string, unknown>>;
  /** Indexes of its `prev_events` that the trace holds, and how many it does not hold. */
  readonly prev: readonly number[];
  readonly missingPrev: number;
}

/** A record with its number in the trace. */
export type Numbered<T> = T & { readonly seq: number };

export interface Model {
  readonly meta: MetaRecord;
  /** Short display names of the servers: a suffix that all share is cut off. */
  readonly serverNames: readonly string[];
  readonly events: readonly EventNode[];
  readonly arrivals: Arrivals;
  readonly states: StateTable;
  /** Forward extremities over time, by server and room; a value is a list of event indexes. */
  readonly extremities: Histories<readonly number[]>;
  /** Current state over time, by server and room; a value is a state id. */
  readonly currents: Histories<number>;
  readonly resolutions: readonly Numbered<ResolveRecord>[];
  /** The latest resolution of the current state over time, by server and room. */
  readonly resolved: Histories<ResolveRecord>;
  readonly faults: readonly FaultBand[];
  readonly ops: readonly Numbered<OpRecord>[];
  readonly marks: readonly Numbered<MarkRecord>[];
  readonly verdicts: readonly VerdictRecord[];
  readonly net: readonly NetRecord[];
  /** Distinct instants at which anything was recorded, ascending. */
  readonly moments: readonly number[];
  readonly endMs: number;
  /** Rolling hash of the run, or "" where the trace has no `end`. */
  readonly hash: string;
  /** Records that could not be used, in words; at most `troublesMax`. */
  readonly troubles: readonly string[];
  readonly indexOfId: ReadonlyMap<string, number>;
  /** Indexes of an event's `auth_events` that the trace holds. */
  readonly authOf: (event: number) => readonly number[];
}

/** One arrival of an event at a server, as a plain object. */
export interface Arrival {
  readonly atMs: number;
  readonly server: number;
  readonly event: number;
  readonly via: ArrivalWay;
  readonly verdict: EventVerdict;
  readonly before: number | undefined;
  readonly after: number | undefined;
  readonly why: Reason | undefined;
}

export const troublesMax = 20;

/**
 * Builds the model of a trace. Records that refer to servers, rooms or events that the trace does
 * not have are left out and named in `troubles`; the first record must be `meta` (the readers see
 * to that), else it throws.
 */
export function buildModel(records: readonly TraceRecord[]): Model {
  const meta = records[0];
  if (meta?.kind !== "meta") throw new Error("a trace begins with its `meta` record");
  const builder = new Builder(meta, records);
  records.forEach((record, seq) => builder.take(record, seq));
  return builder.finish();
}

type Draft = { -readonly [K in keyof EventNode]: EventNode[K] };

class Builder {
  readonly meta: MetaRecord;
  readonly events: Draft[] = [];
  readonly place = new Map<number, number>();
  readonly indexOfId = new Map<string, number>();
  readonly arrivals = new ArrivalBuilder();
  readonly states = new StateTable();
  readonly extremities: HistoryBuilder<readonly number[]>;
  readonly currents: HistoryBuilder<number>;
  readonly resolutions: Numbered<ResolveRecord>[] = [];
  readonly resolved: HistoryBuilder<ResolveRecord>;
  readonly faults: FaultBuilder;
  readonly ops: Numbered<OpRecord>[] = [];
  readonly marks: Numbered<MarkRecord>[] = [];
  readonly verdicts: VerdictRecord[] = [];
  readonly net: NetRecord[] = [];
  readonly moments = new Set<number>([0]);
  readonly troubles: string[] = [];
  hash = "";
  endMs = 0;

  constructor(meta: MetaRecord, records: readonly TraceRecord[]) {
    this.meta = meta;
    this.faults = new FaultBuilder(meta.servers.length);
    this.extremities = new HistoryBuilder(meta.servers.length, meta.rooms.length);
    this.currents = new HistoryBuilder(meta.servers.length, meta.rooms.length);
    this.resolved = new HistoryBuilder(meta.servers.length, meta.rooms.length);
    // Events are numbered first: a record may speak of an event that is written after it.
    records.forEach((record, seq) => {
      if (record.kind !== "event" || !this.usable(record, seq)) return;
      if (this.place.has(record.index) || this.indexOfId.has(record.id)) {
        this.trouble(seq, `event ${record.index} appears twice`);
        return;
      }
      const index = this.events.length;
      this.place.set(record.index, index);
      this.indexOfId.set(record.id, index);
      const { id, room, server, atMs, pdu } = record;
      this.events.push({ index, id, room, server, atMs, seq, pdu, ...partsOf(pdu) });
    });
  }

  take(record: TraceRecord, seq: number): void {
    if (record.kind !== "meta" && record.kind !== "event" && !this.usable(record, seq)) return;
    if ("atMs" in record) this.see(record.atMs);
    switch (record.kind) {
      case "arrive": {
        const event = this.placeOf(record.event, seq);
        if (event !== undefined) this.arrivals.add({ ...record, event });
        return;
      }
      case "extremities":
        this.extremities.add(record, this.placesOf(record.events, seq));
        return;
      case "state":
        this.states.add(record, (event) => this.placeOf(event, seq));
        return;
      case "current":
        this.currents.add(record, record.state);
        return;
      case "resolve":
        this.resolutions.push({ ...record, seq });
        if (record.why === "current") this.resolved.add(record, record);
        return;
      case "net":
        this.net.push({ ...record, events: this.placesOf(record.events, seq) });
        return;
      case "fault":
        this.faults.add(record, seq);
        return;
      case "op":
        this.ops.push({ ...this.withPlace(record, seq), seq });
        return;
      case "mark":
        this.marks.push({ ...this.withPlace(record, seq), seq });
        return;
      case "verdict":
        this.verdicts.push({ ...record, events: this.placesOf(record.events, seq) });
        return;
      case "end":
        this.hash = record.hash;
    }
  }

  finish(): Model {
    for (const event of this.events) linkParents(event, this.indexOfId);
    const endMs = this.endMs;
    const moments = [...this.moments].sort((a, b) => a - b);
    const { meta, events, states, resolutions, ops, marks, verdicts, net, troubles } = this;
    return {
      ...{ meta, events, states, resolutions, ops, marks, verdicts, net, troubles },
      serverNames: shortNames(meta.servers.map((server) => server.name)),
      arrivals: this.arrivals.finish(events.length, meta.servers.length),
      extremities: this.extremities.finish(),
      currents: this.currents.finish(),
      resolved: this.resolved.finish(),
      faults: this.faults.finish(endMs),
      moments,
      endMs,
      hash: this.hash,
      indexOfId: this.indexOfId,
      authOf: (event) => knownIds(events[event]?.pdu, "auth_events", this.indexOfId),
    };
  }

  private see(atMs: number): void {
    this.moments.add(atMs);
    if (atMs > this.endMs) this.endMs = atMs;
  }

  private usable(record: TraceRecord, seq: number): boolean {
    const { servers, rooms } = this.meta;
    const fields = record as { server?: number; room?: number; from?: number; to?: number };
    for (const key of ["server", "from", "to"] as const) {
      const server = fields[key];
      if (server === undefined || server < servers.length) continue;
      this.trouble(seq, `${record.kind} names server ${server}, of ${servers.length}`);
      return false;
    }
    if (fields.room === undefined || fields.room < rooms.length) return true;
    this.trouble(seq, `${record.kind} names room ${fields.room}, of ${rooms.length}`);
    return false;
  }

  private placeOf(traceIndex: number, seq: number): number | undefined {
    const place = this.place.get(traceIndex);
    if (place === undefined) this.trouble(seq, `no event has the index ${traceIndex}`);
    return place;
  }

  private placesOf(indexes: readonly number[], seq: number): number[] {
    return indexes.flatMap((index) => this.placeOf(index, seq) ?? []);
  }

  private withPlace<T extends { event?: number | undefined }>(record: T, seq: number): T {
    return record.event === undefined
      ? record
      : { ...record, event: this.placeOf(record.event, seq) };
  }

  private trouble(seq: number, words: string): void {
    if (this.troubles.length < troublesMax) this.troubles.push(`line ${seq + 1}: ${words}`);
  }
}

/** The fields that the viewer shows, read with suspicion: a PDU may be anything. */
function partsOf(pdu: unknown) {
  const fields = isObject(pdu) ? pdu : {};
  return {
    type: typeof fields["type"] === "string" ? fields["type"] : "",
    stateKey: typeof fields["state_key"] === "string" ? fields["state_key"] : undefined,
    sender: typeof fields["sender"] === "string" ? fields["sender"] : "",
    content: isObject(fields["content"]) ? fields["content"] : {},
    prev: [] as number[],
    missingPrev: 0,
  };
}

function linkParents(event: Draft, indexOfId: ReadonlyMap<string, number>): void {
  const references = isObject(event.pdu) ? event.pdu["prev_events"] : undefined;
  if (!Array.isArray(references)) return;
  const found = new Set<number>();
  for (const reference of references as unknown[]) {
    // Room versions 1 and 2 put a hash beside each ID.
    const id: unknown = Array.isArray(reference) ? reference[0] : reference;
    const index = typeof id === "string" ? indexOfId.get(id) : undefined;
    if (index === undefined) event.missingPrev += 1;
    else if (index !== event.index) found.add(index);
  }
  event.prev = [...found];
}

function knownIds(pdu: unknown, field: string, indexOfId: ReadonlyMap<string, number>): number[] {
  const ids = isObject(pdu) ? pdu[field] : undefined;
  if (!Array.isArray(ids)) return [];
  return (ids as unknown[]).flatMap((id) =>
    typeof id === "string" ? (indexOfId.get(id) ?? []) : [],
  );
}

/** True for JSON objects, whatever they hold. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `a.test, b.test` → `a, b`: a suffix of whole labels that all names share says nothing. */
function shortNames(names: readonly string[]): string[] {
  const suffix = names[0]?.slice(names[0].indexOf(".")) ?? "";
  const shared = suffix.startsWith(".") && names.every((name) => name.endsWith(suffix));
  const short = shared ? names.map((name) => name.slice(0, -suffix.length)) : [...names];
  return short.every((name) => name !== "") ? short : [...names];
}
