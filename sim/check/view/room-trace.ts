// What a trace says of one room: the graph of its events, its states, and what each server knew,
// held as current state and made itself. Built by trace-view.ts, read by every check. Events here
// are indexes of the room's own graph; `traceIndex` gives the trace's index back.
import type { EventId, Pdu } from "../../protocol/event.ts";
import { RoomGraph, type EventIndex } from "../../protocol/room-graph.ts";
import type { RoomVersion } from "../../protocol/room-version.ts";
import { emptyState, type StateId } from "../../protocol/state.ts";
import type {
  ArriveRecord,
  CurrentRecord,
  ExtremitiesRecord,
  StateRecord,
} from "../../trace/records.ts";
import { Causality } from "./causality.ts";
import { EventHashes } from "./event-hashes.ts";
import { isRejected, rejectedIn } from "./grasp.ts";
import { LateRejections } from "./late-rejections.ts";
import { Readings } from "./readings.ts";
import { Residents, type ServerIndex } from "./residents.ts";
import { StateMap } from "./state-map.ts";

/** Events that a state names and of which the trace has no record lie above this index. */
const unrecorded = 2 ** 30;

/** The largest index of an event that is believed; a run has fewer by orders of magnitude. */
export const eventIndexMax = 2 ** 24;

/** How many plain copies of states are kept for the referee. */
const plainStatesMax = 512;

/** One room of a trace. */
export class RoomTrace {
  readonly number: number;
  readonly id: string;
  /** The index of an event in the graph by trace index, -1 where the trace has no usable record. */
  readonly eventOf: (traceIndex: number) => EventIndex;
  readonly graph: RoomGraph;
  /** What servers read of events that they have in redacted form only. */
  readonly readings: Readings;
  /** What its events hash to, against what they claim. */
  readonly hashes: EventHashes;
  /** By server: what it makes of each event of the graph, one of `grasp`; see `graspsOf`. */
  readonly grasps: (Uint8Array | undefined)[];
  /** By server: its current states, in order of time. */
  readonly currents: (CurrentRecord[] | undefined)[];
  /** By server: its last forward extremities. */
  readonly extremities: (ExtremitiesRecord | undefined)[];
  /** Arrivals of events at the servers that made them, in order of time. */
  readonly own: ArriveRecord[] = [];
  /** What servers lost that they had stored, as server · `eventIndexMax` + event. */
  readonly forgotten = new Set<number>();
  /** What servers took as part of a state and rejected later. */
  readonly lateRejections = new LateRejections();
  readonly #currentStates: number[][] = [];
  readonly #rejections: (readonly EventIndex[] | undefined)[];
  readonly #serverIndex: ServerIndex;
  readonly #serverCount: number;
  readonly #traceIndex: number[] = [];
  readonly #records = new Map<number, StateRecord>();
  readonly #states = new Map<number, StateId>();
  readonly #plain = new Map<StateId, StateMap>();
  #causality: Causality | undefined;
  #lastId = -1;
  #lastState: StateId = -1;
  #hasUnrecorded = false;

  constructor(input: {
    number: number;
    id: string;
    version: RoomVersion;
    /** Finds an event of this room by trace index; -1 where the trace has no usable record. */
    eventOf: (traceIndex: number) => EventIndex;
    serverIndex: ServerIndex;
    serverCount: number;
  }) {
    this.number = input.number;
    this.id = input.id;
    this.eventOf = input.eventOf;
    this.graph = new RoomGraph(input.version);
    this.readings = new Readings(this.graph, this.pdu);
    this.hashes = new EventHashes(this.graph);
    this.#serverIndex = input.serverIndex;
    this.#serverCount = input.serverCount;
    this.grasps = new Array(input.serverCount).fill(undefined);
    this.currents = this.grasps.map(() => undefined);
    this.extremities = this.grasps.map(() => undefined);
    this.#rejections = this.grasps.map(() => undefined);
  }

  /** Adds an event of the trace; answers its index in the graph, -1 where its ID was there already. */
  addEvent(traceIndex: number, id: EventId, pdu: Pdu): EventIndex {
    const event = this.graph.add(id, pdu);
    if (this.#traceIndex[event] !== undefined) return -1;
    this.#traceIndex[event] = traceIndex;
    this.hashes.add(event);
    return event;
  }

  /** Adds a state; false if its number is taken. */
  addState(record: StateRecord): boolean {
    if (this.#records.has(record.id)) return false;
    this.#lastId = -1;
    this.#records.set(record.id, record);
    return true;
  }

  /** Adds a server's next current state. */
  addCurrent(record: CurrentRecord): void {
    const { server, state } = record;
    const list = this.currents[server];
    if (list === undefined) {
      this.currents[server] = [record];
      this.#currentStates[server] = [state];
      return;
    }
    list.push(record);
    this.#currentStates[server].push(state);
  }

  /**
   * The states of `currents` of a server, as the trace numbers them: a server stays in a state for
   * long, so most of the records need not be looked at.
   */
  currentStates(server: number): readonly number[] {
    return this.#currentStates[server] ?? [];
  }

  /** Every state of the room in the trace. */
  get stateRecords(): Iterable<StateRecord> {
    return this.#records.values();
  }

  /** The trace's index of an event of the graph, -1 where the trace has no record of it. */
  traceIndex(event: EventIndex): number {
    return event >= unrecorded ? event - unrecorded : (this.#traceIndex[event] ?? -1);
  }

  /** What a server makes of each event; made at first mention, when all events are in the graph. */
  graspsOf(server: number): Uint8Array {
    return (this.grasps[server] ??= new Uint8Array(this.graph.count));
  }

  /**
   * A state of the trace as a state of the graph: equal states are the same number.
   * @returns -1 where the trace does not hold the state. State 0 is empty unless a record says
   * otherwise. Events without a record stand at their slots as indexes that the graph lacks.
   */
  state(id: number): StateId {
    // Servers stay in a state for long, so the same one is asked for again and again.
    if (id !== this.#lastId) {
      this.#lastState = this.#find(id);
      this.#lastId = id;
    }
    return this.#lastState;
  }

  #find(id: number): StateId {
    const known = this.#states.get(id);
    if (known !== undefined) return known;
    const path: StateRecord[] = [];
    let at: number | null = id;
    let state: StateId | undefined = emptyState;
    for (; at !== null; at = path[path.length - 1].parent) {
      state = this.#states.get(at);
      if (state !== undefined) break;
      state = emptyState;
      const record = this.#records.get(at);
      if (record === undefined) {
        if (at !== emptyState) return -1;
        break;
      }
      // The bound ends the walk in a trace whose states are each other's parents.
      if (path.length > this.#records.size) return -1;
      path.push(record);
    }
    for (let record = path.pop(); record !== undefined; record = path.pop()) {
      state = this.#changed(state as StateId, record);
      this.#states.set(record.id, state);
    }
    return state as StateId;
  }

  #changed(parent: StateId, { changes }: StateRecord): StateId {
    const { graph } = this;
    let state = parent;
    for (const [type, stateKey, event] of changes) {
      const value = event === null ? -1 : this.#eventOf(event);
      state = graph.states.set(state, graph.slotOf(type, stateKey), value);
    }
    return state;
  }

  #eventOf(traceIndex: number): EventIndex {
    const event = this.eventOf(traceIndex);
    if (event >= 0) return event;
    this.#hasUnrecorded = true;
    return unrecorded + Math.min(traceIndex, eventIndexMax);
  }

  /** A state as the referee wants it; a number of them is kept. */
  plainState(state: StateId): StateMap {
    let plain = this.#plain.get(state);
    if (plain === undefined) {
      plain = new StateMap(this.graph, state);
      if (this.#plain.size >= plainStatesMax) this.#plain.clear();
      this.#plain.set(state, plain);
    }
    return plain;
  }

  /** True if the trace has a record of every event of a state; others cannot be judged. */
  isWhole(state: StateId): boolean {
    if (!this.#hasUnrecorded) return true;
    let whole = true;
    this.graph.states.forEach(state, (_slot, event) => {
      if (!this.graph.has(event)) whole = false;
    });
    return whole;
  }

  /** A server's last current state, -1 where the trace has none. */
  finalState(server: number): StateId {
    const last = this.currents[server]?.at(-1);
    return last === undefined ? -1 : this.state(last.state);
  }

  /** The servers that have a current state in the trace, ascending. */
  get servers(): number[] {
    const servers: number[] = [];
    this.currents.forEach((list, server) => list !== undefined && servers.push(server));
    return servers;
  }

  /** The order of the room's events; worked out once, after all events are in. */
  get causality(): Causality {
    this.#causality ??= new Causality(this.graph);
    return this.#causality;
  }

  /** A fresh counter of joined servers, which the caller moves from state to state. */
  residents(): Residents {
    return new Residents(this.graph, this.#serverIndex, this.#serverCount);
  }

  /**
   * The events that a server has rejected, ascending; asked for when the view is whole.
   * @param n before its n-th arrival (default: in the end)
   */
  rejectionsOf(server: number, n = Infinity): readonly EventIndex[] {
    const all = (this.#rejections[server] ??= rejectedIn(this.grasps[server]));
    if (!this.lateRejections.has(server)) return all;
    return all.filter((event) => !this.lateRejections.isStillToCome(server, event, n));
  }

  /**
   * Tells which events a server has rejected, by event ID; asked for when the view is whole.
   * @param n before its n-th arrival (default: in the end). What it rejected at once counts from the beginning: it
   * could not go by it before it had it.
   */
  rejectedAt(server: number, n = Infinity): (id: EventId) => boolean {
    if (this.rejectionsOf(server).length === 0) return noneRejected;
    const grasps = this.graspsOf(server);
    return (id) => {
      const event = this.graph.indexOf(id);
      if (event < 0 || !isRejected(grasps[event])) return false;
      return !this.lateRejections.isStillToCome(server, event, n);
    };
  }

  /** Finds a PDU by event ID. */
  readonly pdu = (id: EventId): Pdu | undefined => {
    const event = this.graph.indexOf(id);
    return event >= 0 && this.graph.has(event) ? this.graph.pdu(event) : undefined;
  };
}

const noneRejected = () => false;
