// Writes the trace of a run: folds every fact into the rolling hash and, by level, keeps records.
// The hash does not depend on the level, nor on what was remembered or worked out anew.
// The file is long because a method for each kind of fact shares the numbers of rooms.
import { TraceHash } from "../../engine/index.ts";
import type { EventIndex } from "../../protocol/room-graph.ts";
import type { Resolution } from "../../protocol/room-states.ts";
import { emptyState, type StateId } from "../../protocol/state.ts";
import {
  verdict as verdicts,
  type ExtremitySet,
  type RecordedReplica,
  type RecordedRoom,
  type Recorder,
  type Arrival,
} from "../../server/index.ts";
import {
  arrivalWays,
  eventVerdicts,
  type TraceLevel,
  type ArriveRecord,
  type FaultRecord,
  type MarkRecord,
  type NetRecord,
  type OpRecord,
  type TraceRecord,
  type VerdictRecord,
} from "../../trace/records.ts";
import { StateFingerprints } from "./state-fingerprints.ts";

const tag = {
  made: 1,
  arrived: 2,
  moved: 3,
  fault: 4,
  op: 5,
  net: 6,
  mark: 7,
  adopted: 8,
  forgot: 9,
  partial: 10,
} as const;

/** Above all numbers of verdict and way. */
const redactedBit = 64;
const policySignedBit = 128;

/** What was counted over a run. */
export interface Counters {
  events: number;
  /** Events that reached another server than their own, verdicts included. */
  deliveries: number;
  accepted: number;
  softFailed: number;
  rejected: number;
  dropped: number;
  /** Resolutions of two or more different states, by all servers together. */
  resolutions: number;
  requests: number;
}

/** Numbers of one room's events and states in the trace. */
class RoomNumbers {
  /** Room event index → event record index + 1. */
  readonly events: number[] = [];
  /** State → state record id + 1. */
  readonly states = new Map<StateId, number>();
  /** The state that was asked for last, and its record's id: servers come in step. */
  asked: StateId = -1;
  askedId = -1;
  /** Extremity set → its event records. */
  readonly sets: (number[] | undefined)[] = [];
  readonly resolutions = new Map<Resolution, { inputs: number[]; output: number }>();
  readonly fingerprints: StateFingerprints;
  last: StateId = emptyState;

  constructor({ graph }: RecordedRoom) {
    const numberOf = (event: EventIndex) => (this.events[event] ?? 0) - 1;
    this.fingerprints = new StateFingerprints(graph.states, numberOf);
  }
}

export class TraceRecorder implements Recorder {
  readonly records: TraceRecord[] = [];
  readonly hash = new TraceHash();
  readonly counters: Counters = {
    events: 0,
    deliveries: 0,
    accepted: 0,
    softFailed: 0,
    rejected: 0,
    dropped: 0,
    resolutions: 0,
    requests: 0,
  };
  readonly level: TraceLevel;
  readonly #keeps: boolean;
  readonly #keepsNet: boolean;
  readonly #now: () => number;
  readonly #rooms: RoomNumbers[] = [];
  #states = 0;

  constructor(level: TraceLevel, now: () => number) {
    this.level = level;
    this.#keeps = level !== "summary";
    this.#keepsNet = level === "full";
    this.#now = now;
  }

  made(server: number, room: RecordedRoom, event: EventIndex): void {
    const numbers = this.#numbers(room);
    if (numbers.events[event] !== undefined) return;
    const index = this.counters.events++;
    numbers.events[event] = index + 1;
    const id = room.graph.id(event);
    this.hash.fold(tag.made);
    this.hash.fold(server);
    this.hash.foldString(id);
    const pdu = room.graph.pdu(event);
    const atMs = this.#now();
    this.records.push({ kind: "event", index, id, room: room.number, server, atMs, pdu });
  }

  arrived(arrival: Arrival): void {
    const { server, room, event, via, verdict, redacted = false, policySignature } = arrival;
    this.#count(arrival);
    const index = this.eventNumber(room, event);
    const { hash } = this;
    hash.fold(tag.arrived);
    hash.fold(this.#now());
    hash.fold(server);
    hash.fold(index);
    const signedBit = policySignature === undefined ? 0 : policySignedBit;
    hash.fold(verdict * 8 + via + (redacted ? redactedBit : 0) + signedBit);
    if (!this.#keeps) return;
    this.records.push(this.#arriveRecord(arrival, index));
  }

  /** Records of one shape are cheap to make and to read, so the usual one is made in one piece. */
  #arriveRecord(arrival: Arrival, event: number): ArriveRecord {
    const { server, room, why, redacted = false, policySignature } = arrival;
    const before = arrival.before < 0 ? undefined : this.stateNumber(room, arrival.before);
    const after = arrival.after < 0 ? undefined : this.stateNumber(room, arrival.after);
    const atMs = this.#now();
    const via = arrivalWays[arrival.via];
    const verdict = eventVerdicts[arrival.verdict];
    const against = arrival.against < 0 ? undefined : this.stateNumber(room, arrival.against);
    const isPlain = against === undefined && why === undefined;
    const isUsual = isPlain && !redacted && policySignature === undefined;
    if (before !== undefined && after !== undefined && isUsual) {
      return { kind: "arrive", atMs, server, event, via, verdict, before, after };
    }
    const record = { kind: "arrive", atMs, server, event, via, verdict } as const;
    return {
      ...record,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
      ...(against === undefined ? {} : { against }),
      ...(why === undefined ? {} : { why }),
      ...(redacted ? { redacted } : {}),
      ...(policySignature === undefined ? {} : { policySignature }),
    };
  }

  moved(server: number, room: RecordedRoom, set: number, current: StateId): void {
    const { hash } = this;
    hash.fold(tag.moved);
    hash.fold(server);
    hash.fold(this.#numbers(room).fingerprints.of(current));
    if (!this.#keeps) return;
    this.#keepMove(server, room, set, current);
  }

  #keepMove(server: number, room: RecordedRoom, set: number, current: StateId): void {
    const atMs = this.#now();
    const events = this.#extremities(room, set);
    this.records.push({ kind: "extremities", atMs, server, room: room.number, events });
    const state = this.stateNumber(room, current);
    this.records.push({ kind: "current", atMs, server, room: room.number, state });
  }

  /** Records of the same extremities share their list. */
  #extremities(room: RecordedRoom, set: ExtremitySet): number[] {
    const { sets } = this.#numbers(room);
    return (sets[set] ??= room.sets.members(set).map((event) => this.eventNumber(room, event)));
  }

  resolved(input: Parameters<Recorder["resolved"]>[0]): void {
    this.counters.resolutions++;
    if (!this.#keeps) return;
    const { server, room, why, event, resolution, dialect } = input;
    const { inputs, output } = this.#resolution(room, resolution);
    // Field by field, as a spread is much of the time that such a record takes.
    const { conflicted, authDifference, subgraph, replayed, authChecks } = resolution.counts;
    this.records.push({
      kind: "resolve",
      atMs: this.#now(),
      server,
      room: room.number,
      why,
      event: this.eventNumber(room, event),
      inputs,
      output,
      algorithm: room.graph.version.stateResolution,
      dialect,
      conflicted,
      authDifference,
      subgraph,
      replayed,
      authChecks,
    });
  }

  /** Servers come to the same resolutions, so their states are looked up once. */
  #resolution(room: RecordedRoom, resolution: Resolution): { inputs: number[]; output: number } {
    const { resolutions } = this.#numbers(room);
    let known = resolutions.get(resolution);
    if (known === undefined) {
      const inputs = resolution.inputs.map((state) => this.stateNumber(room, state));
      known = { inputs, output: this.stateNumber(room, resolution.output) };
      resolutions.set(resolution, known);
    }
    return known;
  }

  mark(server: number, mark: string, what: string, room: RecordedRoom, event: EventIndex): void {
    this.hash.fold(tag.mark);
    this.hash.fold(server);
    this.hash.foldString(mark);
    this.records.push({
      kind: "mark",
      atMs: this.#now(),
      mark,
      what,
      server,
      event: this.eventNumber(room, event),
    });
  }

  partial(server: number, room: RecordedRoom, about: Parameters<Recorder["partial"]>[2]): void {
    const { step, join, servers } = about;
    this.hash.fold(tag.partial);
    this.hash.fold(server);
    this.hash.foldString(step);
    if (!this.#keeps) return;
    const event = this.eventNumber(room, join);
    const record = { atMs: this.#now(), server, room: room.number, step, event };
    this.records.push({ kind: "partial", ...record, servers: [...servers] });
  }

  adopted(server: number, replica: RecordedReplica): void {
    const room = replica.shared;
    this.hash.fold(tag.adopted);
    this.hash.fold(server);
    this.hash.fold(this.#numbers(room).fingerprints.of(replica.current));
    if (!this.#keeps) return;
    const atMs = this.#now();
    replica.forEachKnown((event) => {
      const before = this.stateNumber(room, replica.stateBefore(event));
      const after = this.stateNumber(room, replica.stateAfter(event));
      const index = this.eventNumber(room, event);
      const arrival = { atMs, server, event: index, via: "join", verdict: "accepted" } as const;
      this.records.push({ kind: "arrive", ...arrival, before, after });
    });
    this.#keepMove(server, room, replica.extremities, replica.current);
  }

  /** A server lost what it had stored of a room since some time. */
  forgot(server: number, replica: RecordedReplica, gone: readonly EventIndex[]): void {
    const room = replica.shared;
    this.hash.fold(tag.forgot);
    this.hash.fold(server);
    this.hash.fold(gone.length);
    this.hash.fold(this.#numbers(room).fingerprints.of(replica.current));
    if (!this.#keeps) return;
    const events = gone.map((event) => this.eventNumber(room, event)).filter((n) => n >= 0);
    const atMs = this.#now();
    this.records.push({ kind: "forget", atMs, server, room: room.number, events });
    this.#keepMove(server, room, replica.extremities, replica.current);
  }

  /** A fault or an action, with the numbers by which the hash tells it from others. */
  note(record: FaultRecord | OpRecord | MarkRecord | VerdictRecord, ...facts: number[]): void {
    this.hash.fold(record.kind === "fault" ? tag.fault : tag.op);
    for (const fact of facts) this.hash.fold(fact);
    this.records.push(record);
  }

  /** A request's fate; not folded, for what it leads to is. */
  net(record: NetRecord): void {
    if (this.#keepsNet) this.records.push(record);
  }

  /** True if records of requests are kept: callers need not build them otherwise. */
  get keepsNet(): boolean {
    return this.#keepsNet;
  }

  /** How each server ends, for traces that hold no way there. */
  final(server: number, room: RecordedRoom, set: number, current: StateId): void {
    this.#keepMove(server, room, set, current);
  }

  eventNumber(room: RecordedRoom, event: EventIndex): number {
    return (this.#numbers(room).events[event] ?? 0) - 1;
  }

  /** The number of a state; the first mention writes a record of how it differs from the last. */
  stateNumber(room: RecordedRoom, state: StateId): number {
    const numbers = this.#numbers(room);
    if (numbers.asked !== state) {
      numbers.askedId = this.#stateNumber(room, numbers, state);
      numbers.asked = state;
    }
    return numbers.askedId;
  }

  #stateNumber(room: RecordedRoom, numbers: RoomNumbers, state: StateId): number {
    const known = numbers.states.get(state);
    if (known !== undefined) return known - 1;
    const id = this.#states++;
    const parent = numbers.states.get(numbers.last);
    const from = parent === undefined ? emptyState : numbers.last;
    const changes: [string, string, number | null][] = [];
    room.graph.states.forEachChange(from, state, (slot, _before, now) => {
      const { type, stateKey } = room.graph.slotNames(slot);
      changes.push([type, stateKey, now < 0 ? null : this.eventNumber(room, now)]);
    });
    numbers.states.set(state, id + 1);
    numbers.last = state;
    const record = { id, parent: parent === undefined ? null : parent - 1, changes };
    this.records.push({ kind: "state", room: room.number, ...record });
    return id;
  }

  #count({ verdict, via }: Arrival): void {
    const { counters } = this;
    if (via !== 0) counters.deliveries++;
    if (verdict === verdicts.accepted) counters.accepted++;
    else if (verdict === verdicts.softFailed) counters.softFailed++;
    else if (verdict === verdicts.rejected) counters.rejected++;
    else if (verdict === verdicts.unknown) counters.dropped++;
  }

  #numbers(room: RecordedRoom): RoomNumbers {
    let numbers = this.#rooms[room.number];
    if (numbers === undefined) {
      numbers = new RoomNumbers(room);
      this.#rooms[room.number] = numbers;
    }
    return numbers;
  }
}
