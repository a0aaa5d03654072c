// An index of a trace, built once and shared by all checks: rooms with their graphs, arrivals by
// server in order, resolutions, faults. Nothing is copied that the records hold already, and
// nothing is known that they do not say. What cannot be used is left out and named in `troubles`.
// A trace can be taken in while it is written, in portions, which comes to the same view.
// The file is long because the records are taken in one after the other, which is one state
// machine.
import type { EventId } from "../../protocol/event.ts";
import type { EventIndex } from "../../protocol/room-graph.ts";
import { findRoomVersion } from "../../protocol/room-version.ts";
import type {
  ArriveRecord,
  CurrentRecord,
  EventRecord,
  ExtremitiesRecord,
  FaultRecord,
  ForgetRecord,
  MarkRecord,
  MetaRecord,
  NetRecord,
  PartialRecord,
  ResolveRecord,
  StateRecord,
  TraceRecord,
} from "../../trace/records.ts";
import { faultSpans, keepsApart, type FaultSpan } from "./fault-spans.ts";
import { isPdu } from "../../protocol/pdu-shape.ts";
import { grasp, isPlaced, isRejected } from "./grasp.ts";
import { eventIndexMax, RoomTrace } from "./room-trace.ts";
import { ArrivalColumns, graspIn } from "./arrival-columns.ts";
import { Dialects } from "./dialects.ts";
import { Standing } from "./standing.ts";

/** How many troubles are put into words. */
const troublesMax = 20;

/**
 * Indexes a trace. Throws where the first record is not `meta`; readers see to that.
 * @example const view = viewTrace(records); view.rooms[0].finalState(0)
 */
export function viewTrace(records: readonly TraceRecord[]): TraceView {
  const meta = records[0];
  if (meta?.kind !== "meta") throw new Error("a trace begins with its `meta` record");
  const view = new TraceView(meta);
  view.take(records, 1);
  view.close(meta);
  return view;
}

/** What a server lost of a room after so many of its arrivals. */
export interface Loss {
  readonly server: number;
  readonly after: number;
  readonly room: RoomTrace;
  readonly events: readonly number[];
}

/** The index of one trace: `take` its records in order, then `close` it; only then is it whole. */
export class TraceView {
  meta: MetaRecord;
  readonly serverNames: readonly string[];
  /** By the trace's number; `undefined` where the room's version has no rules here. */
  readonly rooms: (RoomTrace | undefined)[];
  /** By server, in the order of the trace. */
  readonly arrivals: ArriveRecord[][];
  /** By server: the same arrivals as columns, with where the server stood. */
  readonly columns: readonly ArrivalColumns[];
  readonly resolutions: ResolveRecord[] = [];
  /** How many arrivals the server of each resolution had had. */
  readonly #resolvedAt: number[] = [];
  readonly marks: MarkRecord[] = [];
  /** Where servers had part of a room's state only. */
  readonly partials: PartialRecord[] = [];
  /** Current states that a server fell back to when it lost what it had stored. */
  readonly fallbacks = new Set<CurrentRecord>();
  /** Current states of servers that have part of the room's state only. */
  readonly partialCurrents = new Set<CurrentRecord>();
  /** By which dialects servers read the rules. */
  readonly dialects: Dialects;
  /** By server that asks no policy server any more: how many arrivals it had when it first ceased to. */
  readonly ceasedAsking = new Map<number, number>();
  /** What crossed the wire; only a full trace has it. */
  readonly requests: NetRecord[] = [];
  /** Records that name a server, room, event or state that the trace does not have, in words. */
  readonly troubles: string[] = [];
  troubleCount = 0;
  /** When the last record was written, in ms. */
  endMs = 0;
  /** The faults that keep somebody from hearing of events; and all, lies and wrong clocks too. */
  faults: readonly FaultSpan[] = [];
  allFaults: readonly FaultSpan[] = [];
  /** Event records by trace index. */
  readonly #events: EventRecord[] = [];
  readonly #eventOf: EventIndex[] = [];
  readonly #roomOf: number[] = [];
  readonly #losses: Loss[] = [];
  readonly #faults: FaultRecord[] = [];
  readonly #standing: Standing;
  /** A merged trace may speak of events before it shows them: from there on arrivals wait. */
  readonly #late: { record: ArriveRecord | ForgetRecord; stood: number }[] = [];
  /** What was lost last, until the state is there to which its server fell back. */
  #loss: ForgetRecord | undefined;

  /** @param meta the trace's first record, as far as it is known when the trace begins */
  constructor(meta: MetaRecord) {
    this.meta = meta;
    this.serverNames = meta.servers.map((server) => server.name);
    this.arrivals = meta.servers.map(() => []);
    this.columns = meta.servers.map(() => new ArrivalColumns());
    this.rooms = this.#emptyRooms();
    this.#standing = new Standing(this.rooms.length);
    this.dialects = new Dialects(meta.servers.map(({ dialect }) => dialect));
  }

  /** There is no more to take in. @param meta the first record, as the whole trace has it */
  close(meta: MetaRecord): void {
    this.meta = meta;
    for (const { record, stood } of this.#late) {
      if (record.kind === "arrive") this.#addArrival(record, stood);
      else this.#forget(record);
    }
    for (let server = 0; server < this.columns.length; server++) this.#fillGrasps(server);
    this.allFaults = faultSpans(this.#faults, this.endMs);
    this.faults = this.allFaults.filter(keepsApart);
    this.#checkStates();
  }

  /** The rooms that can be judged. */
  get judged(): RoomTrace[] {
    return this.rooms.filter((room) => room !== undefined);
  }

  /** True if the trace holds every arrival and every step of current states. */
  get hasHistory(): boolean {
    return this.meta.level !== "summary";
  }

  /** Faults that nothing ended. */
  get openFaults(): FaultSpan[] {
    return this.faults.filter((fault) => fault.endMs === undefined);
  }

  /** When the last fault ended, in ms; 0 without faults, `undefined` while one is still on. */
  get healedMs(): number | undefined {
    let last = 0;
    for (const { endMs } of this.faults) {
      if (endMs === undefined) return undefined;
      last = Math.max(last, endMs);
    }
    return last;
  }

  /** The record of an event by its trace index. */
  event(traceIndex: number): EventRecord | undefined {
    return this.#events[traceIndex];
  }

  /** Every event record, by trace index. */
  get events(): EventRecord[] {
    return this.#events.filter((record) => record !== undefined);
  }

  /** One more than the largest trace index of an event. */
  get eventCount(): number {
    return this.#events.length;
  }

  /** The number of an event's room, by the event's trace index; the event must be there. */
  roomNumberOf(traceIndex: number): number {
    return this.#roomOf[traceIndex];
  }

  /** The room of an event by its trace index. */
  roomOf(traceIndex: number): RoomTrace | undefined {
    const record = this.#events[traceIndex];
    return record === undefined ? undefined : this.rooms[record.room];
  }

  /** The index in its room's graph of an event by its trace index, -1 where it has none. */
  eventOf(traceIndex: number): EventIndex {
    return this.#eventOf[traceIndex] ?? -1;
  }

  #emptyRooms(): (RoomTrace | undefined)[] {
    const numbers = new Map(this.serverNames.map((name, number) => [name, number]));
    for (const [number, { standsFor = [] }] of this.meta.servers.entries()) {
      for (const name of standsFor) numbers.set(name, number);
    }
    const serverIndex = (name: string) => numbers.get(name) ?? -1;
    const serverCount = this.serverNames.length;
    return this.meta.rooms.map(({ id, version: name }, number) => {
      const version = findRoomVersion(name);
      if (version === undefined) {
        this.#trouble(`room ${id} has version ${name}, which has no rules here`);
        return undefined;
      }
      const eventOf = (traceIndex: number) =>
        this.#events[traceIndex]?.room === number ? this.#eventOf[traceIndex] : -1;
      return new RoomTrace({ number, id, version, eventOf, serverIndex, serverCount });
    });
  }

  #addEvent(record: EventRecord): void {
    const { index, id, pdu } = record;
    const room = this.rooms[record.room];
    if (room === undefined) return this.#trouble(`event ${index} names room ${record.room}`);
    if (index > eventIndexMax) return this.#trouble(`the index ${index} is too large`);
    if (this.#events[index] !== undefined) return this.#trouble(`event ${index} is there twice`);
    const event = isPdu(pdu) ? room.addEvent(index, id, pdu) : -1;
    const twin = event < 0 ? room.graph.indexOf(id) : -1;
    if (twin >= 0 && room.graph.has(twin)) {
      return this.#trouble(`events ${room.traceIndex(twin)} and ${index} have the same ID`);
    }
    // The gaps of a sparse numbering are filled, so that the array stays a plain one.
    while (this.#events.length < index) {
      this.#events.push(undefined as unknown as EventRecord);
      this.#eventOf.push(-1);
      this.#roomOf.push(-1);
    }
    this.#events[index] = record;
    this.#roomOf[index] = record.room;
    this.#eventOf[index] = event;
  }

  #addState(record: StateRecord): void {
    const room = this.rooms[record.room];
    if (room === undefined) return this.#trouble(`state ${record.id} names room ${record.room}`);
    if (!room.addState(record)) this.#trouble(`state ${record.id} is there twice`);
  }

  /**
   * Takes records in from a place on, in one pass: they are many and lie far apart in memory, and
   * the kind of a record is slow to ask, as records have many shapes.
   */
  take(records: readonly TraceRecord[], from: number): void {
    // A counted loop: iterators over this many records are a good part of the time.
    for (let n = from; n < records.length; n++) this.#add(records[n]);
    this.endMs = lastMs(records, from) ?? this.endMs;
  }

  /** The most frequent kinds come first. */
  #add(record: TraceRecord): void {
    switch (record.kind) {
      case "arrive": {
        const room = this.#roomOf[record.event];
        const stood = this.#standing.of(record.server, room);
        if (this.#late.length > 0 || room === undefined) this.#late.push({ record, stood });
        else this.#addArrival(record, stood);
        return;
      }
      case "current":
        return this.#addCurrent(record);
      case "extremities":
        return this.#addExtremities(record);
      case "event":
        return this.#addEvent(record);
      case "state":
        return this.#addState(record);
      case "resolve":
        if (this.#roomFor(record) === undefined) return;
        this.resolutions.push(record);
        this.#resolvedAt.push(this.arrivals[record.server]?.length ?? 0);
        return;
      case "fault":
        this.#faults.push(record);
        this.dialects.take(record, (server) => this.arrivals[server]?.length ?? 0);
        if (record.asksPolicyServer === false) this.#ceaseAsking(record);
        return;
      case "forget":
        this.#loss = record;
        if (this.#late.length > 0) this.#late.push({ record, stood: -1 });
        else this.#forget(record);
        return;
      case "partial":
        this.#standing.setPartial(record);
        this.partials.push(record);
        return;
      case "mark":
        this.marks.push(record);
        return;
      case "net":
        this.requests.push(record);
    }
  }

  #addExtremities(record: ExtremitiesRecord): void {
    const room = this.#roomFor(record);
    if (room !== undefined) room.extremities[record.server] = record;
  }

  #addCurrent(record: CurrentRecord): void {
    this.#roomFor(record)?.addCurrent(record);
    this.#standing.move(record);
    const { server, room } = record;
    if (this.#standing.isPartial(server, room)) this.partialCurrents.add(record);
    const loss = this.#loss;
    if (loss?.server !== record.server || loss.room !== record.room) return;
    this.fallbacks.add(record);
    this.#loss = undefined;
  }

  /** What a server lost it does not know any more; nor is it owed again by those who sent it. */
  #forget({ server, room: number, events }: ForgetRecord): void {
    const room = this.rooms[number];
    if (room === undefined || server >= this.serverNames.length) {
      return this.#trouble(`a \`forget\` record names server ${server} and room ${number}`);
    }
    const gone = new Set(events);
    const { length } = this.arrivals[server];
    this.#losses.push({ server, after: length, room, events });
    for (const event of events) {
      const known = this.eventOf(event);
      if (known >= 0) room.forgotten.add(server * eventIndexMax + known);
    }
    const kept = room.own.filter((own) => own.server !== server || !gone.has(own.event));
    room.own.splice(0, Infinity, ...kept);
  }

  #addArrival(record: ArriveRecord, stood: number): void {
    const { server, event: traceIndex, verdict, via } = record;
    const arrivals = this.arrivals[server];
    if (arrivals === undefined) return this.#trouble(`an arrival names server ${server}`);
    const room = this.rooms[this.#roomOf[traceIndex] ?? -1];
    if (room === undefined || this.eventOf(traceIndex) < 0) {
      // What has no readable PDU can only have been dropped.
      if (verdict !== "dropped") this.#trouble(`an arrival names event ${traceIndex}`);
      return;
    }
    arrivals.push(record);
    this.columns[server].add(record, stood);
    if (via === "own") room.own.push(record);
    if (record.redacted === true) room.readings.redact(server, this.eventOf(traceIndex));
  }

  /** What a server made of each event, once all events are there. */
  #fillGrasps(server: number): void {
    const { events, traits } = this.columns[server];
    const losses = this.lossesOf(server);
    for (let n = 0; n <= events.length; n++) {
      while (losses.length > 0 && losses[0].after === n) {
        const { room, events: lost } = losses.shift() as Loss;
        const grasps = room.graspsOf(server);
        for (const event of lost) {
          const known = this.eventOf(event);
          if (known >= 0) grasps[known] = grasp.none;
        }
      }
      if (n === events.length) return;
      const room = this.rooms[this.#roomOf[events[n]]] as RoomTrace;
      const grasps = room.graspsOf(server);
      const event = this.#eventOf[events[n]];
      const value = graspIn(traits[n]);
      if (value !== grasp.none && (isPlaced(value) || !isPlaced(grasps[event]))) {
        if (isRejected(value) && grasps[event] === grasp.outlier) {
          room.lateRejections.note(server, event, n);
        }
        grasps[event] = value;
      }
    }
  }

  /** How many arrivals the server had had before one of the resolutions; found at once where it matters to nobody. */
  arrivalsBefore(record: ResolveRecord): number {
    if (this.rooms[record.room]?.lateRejections.has(record.server) !== true) return Infinity;
    return this.#resolvedAt[this.resolutions.indexOf(record)] ?? Infinity;
  }

  /** Tells which events the server of a resolution had rejected by then, by event ID. */
  rejectedAt(record: ResolveRecord): (id: EventId) => boolean {
    const room = this.rooms[record.room] as RoomTrace;
    return room.rejectedAt(record.server, this.arrivalsBefore(record));
  }

  /** What a server lost that it had stored, in order; a list of its own. */
  lossesOf(server: number): Loss[] {
    return this.#losses.filter((loss) => loss.server === server);
  }

  #ceaseAsking({ servers = [] }: FaultRecord): void {
    for (const server of servers) {
      const before = this.ceasedAsking.get(server) ?? this.arrivals[server]?.length ?? 0;
      this.ceasedAsking.set(server, before);
    }
  }

  #roomFor(record: { kind: string; server: number; room: number }): RoomTrace | undefined {
    if (record.server >= this.serverNames.length) {
      this.#trouble(`a \`${record.kind}\` record names server ${record.server}`);
      return undefined;
    }
    const room = this.rooms[record.room];
    if (room === undefined) this.#trouble(`a \`${record.kind}\` record names room ${record.room}`);
    return room;
  }

  /** In a summary the events of a state may be left out; elsewhere their absence is a trouble. */
  #checkStates(): void {
    if (!this.hasHistory) return;
    for (const room of this.judged) {
      for (const { id, changes } of room.stateRecords) {
        for (const change of changes) {
          const event = change[2];
          if (event === null || room.eventOf(event) >= 0) continue;
          this.#trouble(`state ${id} names event ${event}`);
        }
      }
    }
  }

  #trouble(words: string): void {
    this.troubleCount++;
    if (this.troubles.length < troublesMax) this.troubles.push(words);
  }
}

/** The time of the last record that has one, from a place on. */
function lastMs(records: readonly TraceRecord[], from: number): number | undefined {
  for (let n = records.length - 1; n >= from; n--) {
    const record = records[n];
    if ("atMs" in record) return record.atMs;
  }
  return undefined;
}
