// From a trace's records to a model's data. Records that refer to what is not there are left out and
// named; nothing is known that the records do not say.
import type {
  EventRecord,
  MetaRecord,
  Reason,
  TraceRecord,
  VerdictRecord,
} from "../../sim/trace/records.ts";
import { ArrivalBuilder } from "./arrival-builder.ts";
import { BodyBuilder } from "./bodies.ts";
import { EventNumbers } from "./event-numbers.ts";
import { ExtremityBuilder } from "./extremities.ts";
import { FaultBuilder } from "./faults.ts";
import { HistoryBuilder } from "./histories.ts";
import { isObject } from "./is-object.ts";
import { schemas, type ModelData } from "./model-data.ts";
import { markOf } from "./record-marks.ts";
import { outOfBounds } from "./record-bounds.ts";
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
 * @param records gone through twice; a million events need not be in memory at once
 */
export function gatherModel(
  records: Iterable<TraceRecord>,
  options: GatherOptions = {},
): ModelData {
  const gatherer = new Gatherer(options);
  let seq = 0;
  for (const record of records) gatherer.number(record, seq++);
  seq = 0;
  for (const record of records) gatherer.take(record, seq++);
  return gatherer.finish(options.skipped);
}

/**
 * Gathers records that are told twice, one after the other: each to `number`, in order, then each to
 * `take`. A record may speak of an event that is written after it, so events are numbered first.
 * More may follow after `finish`, told in the same way; see `isStale`.
 */
export class Gatherer {
  private meta: MetaRecord | undefined;
  private readonly options: GatherOptions;
  private readonly texts = new Texts();
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
  private extremities = new ExtremityBuilder(0, 0);
  private currents = new HistoryBuilder(0, 0);
  private resolved = new HistoryBuilder(0, 0);
  private faults = new FaultBuilder(0);
  private readonly verdicts: VerdictRecord[] = [];
  private readonly numbers = new EventNumbers();
  private readonly moments = new Set<number>([0]);
  private readonly troubles: string[] = [];
  /** How many records that rows are made of came before, for ties in time. */
  private order = 0;
  private hash = "";
  private endMs = 0;
  /** How events have been kept so far. */
  private kept: { readonly slim: boolean; readonly bare: boolean } | undefined;

  constructor(options: GatherOptions = {}) {
    this.options = options;
  }

  /**
   * Hears of a record for the first time; the first of all must be `meta`, else it throws. Of the
   * others it is enough to tell events and what servers refused.
   * @param seq the number of the record, from 0
   */
  number(record: TraceRecord, seq: number): void {
    if (this.meta === undefined) return this.begin(record);
    if (record.kind === "event" && !this.usable(record, seq)) return;
    if (this.numbers.hear(record) || record.kind !== "event") return;
    this.trouble(seq, `event ${record.index} appears twice`);
  }

  private begin(record: TraceRecord): void {
    if (record.kind !== "meta") throw new Error("a trace begins with its `meta` record");
    this.meta = record;
    const [servers, rooms] = [record.servers.length, record.rooms.length];
    this.faults = new FaultBuilder(servers);
    this.extremities = new ExtremityBuilder(servers, rooms);
    this.currents = new HistoryBuilder(servers, rooms);
    this.resolved = new HistoryBuilder(servers, rooms);
  }

  /**
   * True where records that came later show that earlier ones were taken in wrongly: they spoke of an
   * event that came after them, or more was kept of events than there is room for now. Then all must
   * be told anew to another gatherer.
   */
  get isStale(): boolean {
    const { kept, slim, bare, numbers } = this;
    if (kept === undefined) return numbers.isLate;
    const isOtherwise = kept.slim !== slim || kept.bare !== bare;
    return numbers.isLate || isOtherwise || (bare && numbers.isRefusedLate);
  }

  private get bare(): boolean {
    return this.options.bare ?? this.numbers.count > bareEventsMax;
  }

  private get slim(): boolean {
    return this.bare || (this.options.slim ?? this.numbers.count > wholeEventsMax);
  }

  /** The first record of an index counts; later ones were named when events were numbered. */
  private takeEvent(event: EventRecord, seq: number): void {
    const index = this.numbers.take(event);
    if (index === undefined) return;
    this.kept ??= { slim: this.slim, bare: this.bare };
    const isRefused = this.numbers.isRefused(event.index);
    this.addEvent({ ...event, index, seq, order: this.order - 1, isRefused });
  }

  private addEvent(event: EventInput): void {
    const { atMs, seq, room, server, index } = event;
    const pdu = isObject(event.pdu) ? event.pdu : {};
    const prev = linksOf(pdu["prev_events"], this.numbers);
    const auth = linksOf(pdu["auth_events"], this.numbers);
    const own = new Set(prev.known.filter((at) => at !== index));
    this.tables.events.add({
      ...{ atMs, seq: event.order, room, server },
      ...{ prev: [...own], auth: auth.known, missingPrev: prev.missing },
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

  /** Hears of a record for the second time. */
  take(record: TraceRecord, seq: number): void {
    const { order, tables } = this;
    if (ordered.has(record.kind)) this.order += 1;
    if (record.kind !== "meta" && record.kind !== "event" && !this.usable(record, seq)) return;
    if ("atMs" in record) this.see(record.atMs);
    switch (record.kind) {
      case "event":
        return this.takeEvent(record, seq);
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
      case "forget":
        for (const event of this.placesOf(record.events, seq)) this.arrivals.lose(record, event);
        tables.marks.add({ ...markOf(record, this.meta), seq: order });
        return;
      case "partial":
        tables.marks.add({ ...this.withPlace(markOf(record, this.meta), seq), seq: order });
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

  /** @param skipped lines that could not be read, in words */
  finish(skipped: readonly string[] = []): ModelData {
    const { endMs, hash, meta } = this;
    if (meta === undefined) throw new Error("a trace begins with its `meta` record");
    const troubles = [...skipped, ...this.troubles];
    const verdicts = [...this.verdicts];
    const reasons: Reason[] = [];
    const columns: Columns = {};
    for (const [name, table] of Object.entries(this.tables)) table.finish(name, columns);
    this.bodies.finish(columns);
    this.arrivals.gather(this.numbers.count, reasons, columns);
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
    const words = outOfBounds(record, this.meta);
    if (words !== undefined) this.trouble(seq, words);
    return words === undefined;
  }

  private placeOf(traceIndex: number, seq: number): number | undefined {
    const place = this.numbers.placeOf(traceIndex);
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
const ordered: ReadonlySet<string> = new Set(
  "event resolve fault op mark forget partial".split(" "),
);

type EventInput = EventRecord & {
  readonly seq: number;
  readonly order: number;
  readonly isRefused: boolean;
};
