// From a trace's records to a model's data. Records that refer to what is not there are left out and
// named; nothing is known that the records do not say.
import type {
  EventVerdict,
  MetaRecord,
  Reason,
  TraceRecord,
  VerdictRecord,
} from "../../sim/trace/records.ts";
import { ArrivalBuilder } from "./arrivals.ts";
import { BodyBuilder } from "./bodies.ts";
import { ExtremityBuilder } from "./extremities.ts";
import { FaultBuilder } from "./faults.ts";
import { HistoryBuilder } from "./histories.ts";
import { isObject } from "./is-object.ts";
import { schemas, type ModelData } from "./model-data.ts";
import { linksOf, slimBody } from "./slim-body.ts";
import { TableBuilder, Texts, type Columns } from "./table.ts";

export const troublesMax = 20;

/** With more events than this, hashes and signatures are left out: nothing of them compresses. */
export const wholeEventsMax = 20_000;
/** With more than this, of a message that nobody refused no more is kept than columns say. */
export const bareEventsMax = 200_000;

export interface GatherOptions {
  /** Leave hashes and signatures of events out (default: above `wholeEventsMax` events). */
  readonly slim?: boolean;
  /** Leave contents and most of the IDs of messages out too (default: above `bareEventsMax`). */
  readonly bare?: boolean;
  /** Lines that could not be read, in words: they are named first among the troubles. */
  readonly skipped?: readonly string[];
}

/**
 * The data of a trace; the first record must be `meta`, else it throws.
 *
 * @param records gone through three times; a million events need not be in memory at once
 */
export function gatherModel(
  records: Iterable<TraceRecord>,
  options: GatherOptions = {},
): ModelData {
  const [meta] = records;
  if (meta?.kind !== "meta") throw new Error("a trace begins with its `meta` record");
  const gatherer = new Gatherer(meta, records, options);
  let seq = 0;
  for (const record of records) gatherer.take(record, seq++);
  const data = gatherer.finish();
  const troubles = [...(options.skipped ?? []), ...data.head.troubles];
  return { ...data, head: { ...data.head, troubles } };
}

class Gatherer {
  private readonly meta: MetaRecord;
  private readonly texts = new Texts();
  private readonly columns: Columns = {};
  private readonly tables = {
    events: new TableBuilder(schemas.events, this.texts),
    ops: new TableBuilder(schemas.ops, this.texts),
    marks: new TableBuilder(schemas.marks, this.texts),
    net: new TableBuilder(schemas.net, this.texts),
    resolutions: new TableBuilder(schemas.resolutions, this.texts),
    states: new TableBuilder(schemas.states, this.texts),
  };
  private readonly bodies = new BodyBuilder();
  private readonly arrivals = new ArrivalBuilder();
  private readonly extremities: ExtremityBuilder;
  private readonly currents: HistoryBuilder;
  private readonly resolved: HistoryBuilder;
  private readonly faults: FaultBuilder;
  private readonly verdicts: VerdictRecord[] = [];
  private readonly reasons: Reason[] = [];
  private readonly place = new Map<number, number>();
  private readonly moments = new Set<number>([0]);
  private readonly troubles: string[] = [];
  /** Trace indexes of events that a server refused. */
  private readonly refused = new Set<number>();
  private readonly slim: boolean;
  private readonly bare: boolean;
  private eventCount = 0;
  /** How many records that rows are made of came before, for ties in time. */
  private order = 0;
  private hash = "";
  private endMs = 0;

  constructor(meta: MetaRecord, records: Iterable<TraceRecord>, { slim, bare }: GatherOptions) {
    this.meta = meta;
    const [servers, rooms] = [meta.servers.length, meta.rooms.length];
    this.faults = new FaultBuilder(servers);
    this.extremities = new ExtremityBuilder(servers, rooms);
    this.currents = new HistoryBuilder(servers, rooms);
    this.resolved = new HistoryBuilder(servers, rooms);
    // Events are numbered first: a record may speak of an event that is written after it.
    const indexOfId = this.numberEvents(records);
    this.bare = bare ?? this.eventCount > bareEventsMax;
    this.slim = this.bare || (slim ?? this.eventCount > wholeEventsMax);
    const done = new Set<number>();
    let seq = -1;
    let order = -1;
    for (const record of records) {
      seq += 1;
      if (ordered.has(record.kind)) order += 1;
      if (record.kind !== "event") continue;
      const index = this.place.get(record.index);
      // The first record of an index counts; later ones were named when events were numbered.
      if (index === undefined || indexOfId.get(record.id) !== index || done.has(index)) continue;
      done.add(index);
      const isRefused = this.refused.has(record.index);
      this.addEvent({ ...record, index, seq, order, isRefused }, indexOfId);
    }
  }

  private numberEvents(records: Iterable<TraceRecord>): Map<string, number> {
    const indexOfId = new Map<string, number>();
    let seq = -1;
    for (const record of records) {
      seq += 1;
      if (record.kind === "arrive" && !quiet.has(record.verdict)) this.refused.add(record.event);
      if (record.kind !== "event" || !this.usable(record, seq)) continue;
      if (this.place.has(record.index) || indexOfId.has(record.id)) {
        this.trouble(seq, `event ${record.index} appears twice`);
        continue;
      }
      this.place.set(record.index, this.eventCount);
      indexOfId.set(record.id, this.eventCount);
      this.eventCount += 1;
    }
    return indexOfId;
  }

  private addEvent(event: EventInput, indexOfId: ReadonlyMap<string, number>): void {
    const { atMs, seq, room, server, index } = event;
    const pdu = isObject(event.pdu) ? event.pdu : {};
    const prev = linksOf(pdu["prev_events"], indexOfId);
    const auth = linksOf(pdu["auth_events"], indexOfId);
    const own = new Set(prev.known.filter((at) => at !== index));
    this.tables.events.add({
      ...{
        atMs,
        seq: event.order,
        room,
        server,
        prev: [...own],
        auth: auth.known,
        missingPrev: prev.missing,
      },
      type: typeof pdu["type"] === "string" ? pdu["type"] : "",
      stateKey: pdu["state_key"],
      sender: typeof pdu["sender"] === "string" ? pdu["sender"] : "",
    });
    if (this.bare && pdu["state_key"] === undefined && !event.isRefused) {
      this.bodies.addBare(event.id);
      return;
    }
    try {
      const told = { prev: prev.whole && own.size === prev.known.length, auth: auth.whole };
      this.bodies.add(event.id, this.slim ? slimBody(event.pdu, told) : event.pdu);
    } catch {
      this.trouble(seq, "an event nests too deep to be kept");
      this.bodies.add(event.id, undefined);
    }
  }

  take(record: TraceRecord, seq: number): void {
    const { order, tables } = this;
    if (ordered.has(record.kind)) this.order += 1;
    if (record.kind !== "meta" && record.kind !== "event" && !this.usable(record, seq)) return;
    if ("atMs" in record) this.see(record.atMs);
    switch (record.kind) {
      case "arrive": {
        const event = this.placeOf(record.event, seq);
        if (event !== undefined) this.arrivals.add(record, event);
        return;
      }
      case "extremities":
        if (!this.bare) this.extremities.add(record, this.placesOf(record.events, seq));
        return;
      case "state": {
        const { id, parent, changes } = record;
        const kept = changes.map(([type, key, event]) => ({
          slot: this.texts.intern(`${type}\u0000${key}`),
          event: event === null ? -1 : (this.placeOf(event, seq) ?? -1),
        }));
        const slots = kept.map(({ slot }) => slot);
        tables.states.add({ id, parent, slots, events: kept.map(({ event }) => event) });
        return;
      }
      case "current":
        this.currents.add(record, record.state);
        return;
      case "resolve":
        if (record.why === "current") this.resolved.add(record, tables.resolutions.length);
        tables.resolutions.add({ ...this.withPlace(record, seq), seq: order });
        return;
      case "net":
        tables.net.add({ ...record, events: this.placesOf(record.events, seq) });
        return;
      case "fault":
        this.faults.add(record, order);
        return;
      case "op":
        tables.ops.add({ ...this.withPlace(record, seq), seq: order });
        return;
      case "mark":
        tables.marks.add({ ...this.withPlace(record, seq), seq: order });
        return;
      case "verdict":
        this.verdicts.push({ ...record, events: this.placesOf(record.events, seq) });
        return;
      case "end":
        this.hash = record.hash;
    }
  }

  finish(): ModelData {
    const { columns, endMs, hash, meta, reasons, troubles, verdicts } = this;
    for (const [name, table] of Object.entries(this.tables)) table.finish(name, columns);
    this.bodies.finish(columns);
    this.arrivals.gather(this.eventCount, reasons, columns);
    this.extremities.finish(columns);
    this.currents.finish("currents", columns);
    this.resolved.finish("resolved", columns);
    columns["moments"] = Float64Array.from(this.moments).sort();
    const slim = this.slim ? "hashes and signatures" : "";
    const leftOut = this.bare ? `${slim}, forward extremities, and what messages say` : slim;
    const faults = this.faults.finish(endMs);
    const head = { meta, faults, verdicts, reasons, troubles, endMs, hash, leftOut };
    return { head, columns, texts: this.texts.list };
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

/** Records whose order within an instant is kept: rows are made of them. */
const ordered: ReadonlySet<string> = new Set(["event", "resolve", "fault", "op", "mark"]);

/** Verdicts that refuse nothing. */
const quiet: ReadonlySet<EventVerdict> = new Set(["accepted", "outlier"]);

interface EventInput {
  readonly index: number;
  readonly id: string;
  readonly room: number;
  readonly server: number;
  readonly atMs: number;
  readonly seq: number;
  readonly order: number;
  readonly pdu: unknown;
  readonly isRefused: boolean;
}
