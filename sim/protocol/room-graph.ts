// A room's events, interned once and shared by everybody who looks at the room: events, users and
// slots are integers, edges lie in typed arrays. Append-only. An event that is only referred to
// has an index but is not `present`; when its PDU comes, it fills the place. Holds no verdicts and
// no one's knowledge: those belong to servers. Longer than most files because it is one class, whose
// small readers of typed arrays cannot stand apart.
import { compareCodePoints } from "./code-points.ts";
import { emptyState, StateStore, type StateId } from "./state.ts";
import type { EventId, IdentifiedPdu, Pdu, ServerName, UserId } from "./event.ts";
import { referenceId, serverOf } from "./event.ts";
import { Interner } from "./interner.ts";
import { isObject, type JsonObject } from "./json.ts";
import { compareIntegers, roundedInteger } from "./long-integer.ts";
import { roomVersion, type RoomVersion } from "./room-version.ts";
import { growFloats, growInts } from "./typed-arrays.ts";

/** An event's index within its room graph; stable for the life of the graph. */
export type EventIndex = number;

/** Ed25519: does `signature` over the text hold under `publicKey`? Both unpadded base64. */
export type VerifySignature = (publicKey: string, signature: string, message: string) => boolean;

/** The events of one room. */
export class RoomGraph {
  readonly version: RoomVersion;
  readonly states = new StateStore();
  /** Event IDs. */
  readonly ids = new Interner();
  readonly users = new Interner();
  readonly servers = new Interner();
  /** Slots: `type` NUL `state_key`. The first three are fixed, see below. */
  readonly slots = new Interner();
  readonly createSlot: number;
  readonly powerLevelsSlot: number;
  readonly joinRulesSlot: number;
  /**
   * The create event, or -1 while it is not present. Since 12 it is the one that the room ID names;
   * before, and as long as no event has named the room, it is the first that came.
   */
  create: EventIndex = -1;

  #pdus: (Pdu | undefined)[] = [];
  #slot = new Int32Array(64);
  #sender = new Int32Array(64);
  #depth = new Float64Array(64);
  #ts = new Float64Array(64);
  #authHeight = new Int32Array(64);
  #prevStart = new Int32Array(64);
  #prevCount = new Int32Array(64);
  #authStart = new Int32Array(64);
  #authCount = new Int32Array(64);
  #edges = new Int32Array(256);
  #edgeCount = 0;
  #serverOfUser: number[] = [];
  #memberSlot: number[] = [];
  #missing = 0;
  #heightsExact = true;
  /** Since 12: the ID that the first event with a room ID gives to the create event. */
  #createId: EventId | undefined;

  /** Verifies signatures of third-party invites; without it such invites are refused. */
  verifySignature: VerifySignature | undefined;

  constructor(version: string | RoomVersion) {
    this.version = typeof version === "string" ? roomVersion(version) : version;
    this.createSlot = this.slotOf("m.room.create", "");
    this.powerLevelsSlot = this.slotOf("m.room.power_levels", "");
    this.joinRulesSlot = this.slotOf("m.room.join_rules", "");
  }

  /**
   * A graph of the given events, in any order; events that are only referred to stay missing.
   * @example const room = RoomGraph.of("11", pdus); room.missingCount // 0 when all are there
   */
  static of(version: string | RoomVersion, events: Iterable<IdentifiedPdu>): RoomGraph {
    const room = new RoomGraph(version);
    for (const event of events) room.add(event.id, event.pdu);
    return room;
  }

  /** Number of indexes given out, events that are missing included. */
  get count(): number {
    return this.ids.size;
  }

  /** Number of events that are referred to but not present. */
  get missingCount(): number {
    return this.#missing;
  }

  /** True while auth heights are exact, that is while every event came after its auth events. */
  get heightsExact(): boolean {
    return this.#heightsExact;
  }

  /** Adds an event, or finds it again; the first PDU of an ID stays. */
  add(id: EventId, pdu: Pdu): EventIndex {
    const index = this.#reserve(id);
    if (this.#pdus[index] !== undefined) return index;
    this.#pdus[index] = pdu;
    this.#missing--;
    const isState = pdu.state_key !== undefined;
    this.#slot[index] = isState ? this.slotOf(pdu.type, pdu.state_key as string) : -1;
    this.#sender[index] = this.userOf(pdu.sender);
    this.#depth[index] = roundedInteger(pdu.depth);
    this.#ts[index] = roundedInteger(pdu.origin_server_ts);
    this.#addEdges(index, pdu);
    this.#findCreate(index, pdu);
    return index;
  }

  /**
   * Puts the signatures of a PDU beside those that the event has: they are no part of its ID. All servers that share
   * the graph have them then: for an event that none of them has taken in yet, or where that is no matter.
   */
  countersign(event: EventIndex, signed: Pdu): void {
    const pdu = this.pdu(event);
    if (pdu === signed || !isObject(signed.signatures)) return;
    const signatures: Record<string, JsonObject> = {};
    for (const from of [pdu.signatures, signed.signatures]) {
      for (const [server, own] of Object.entries(isObject(from) ? from : {})) {
        if (isObject(own)) signatures[server] = { ...signatures[server], ...own };
      }
    }
    this.#pdus[event] = { ...pdu, signatures };
  }

  /** The index of an ID, or -1 if the graph has never heard of it. */
  indexOf(id: EventId): EventIndex {
    return this.ids.find(id);
  }

  /** The index of an ID, given out if it is new: somebody has referred to the event. */
  mention(id: EventId): EventIndex {
    return this.#reserve(id);
  }

  /** True if the event's PDU is here. */
  has(event: EventIndex): boolean {
    return this.#pdus[event] !== undefined;
  }

  /** The PDU of a present event. */
  pdu(event: EventIndex): Pdu {
    const pdu = this.#pdus[event];
    if (pdu === undefined) throw new Error(`event ${this.id(event)} is missing from the graph`);
    return pdu;
  }

  id(event: EventIndex): EventId {
    return this.ids.text(event);
  }

  /** The slot that a state event writes, or -1 for other events. */
  slot(event: EventIndex): number {
    return this.#slot[event];
  }

  /** The sender, as an index into `users`. */
  sender(event: EventIndex): number {
    return this.#sender[event];
  }

  /** In versions 1 to 5 depths beyond 2^53−1 are rounded here; `compareDepths` is exact. */
  depth(event: EventIndex): number {
    return this.#depth[event];
  }

  /** `origin_server_ts` in milliseconds. */
  timestamp(event: EventIndex): number {
    return this.#ts[event];
  }

  /** Below 0 where the first event has the earlier timestamp, 0 where they have the same. */
  compareTimestamps(a: EventIndex, b: EventIndex): number {
    const difference = this.#ts[a] - this.#ts[b];
    if (difference !== 0 || this.#ts[a] <= Number.MAX_SAFE_INTEGER) return difference;
    return compareIntegers(this.pdu(a).origin_server_ts, this.pdu(b).origin_server_ts);
  }

  /** Below 0 where the first event is less deep, 0 where both are at one depth. */
  compareDepths(a: EventIndex, b: EventIndex): number {
    const difference = this.#depth[a] - this.#depth[b];
    if (difference !== 0 || this.#depth[a] <= Number.MAX_SAFE_INTEGER) return difference;
    return compareIntegers(this.pdu(a).depth, this.pdu(b).depth);
  }

  /** Length of the longest path of auth events down to an event without any. */
  authHeight(event: EventIndex): number {
    return this.#authHeight[event];
  }

  prevCount(event: EventIndex): number {
    return this.#prevCount[event];
  }

  /** The n-th of the event's `prev_events`. */
  prev(event: EventIndex, n: number): EventIndex {
    return this.#edges[this.#prevStart[event] + n];
  }

  /** True if the first event is one of the second's `prev_events`. */
  isPrev(prev: EventIndex, event: EventIndex): boolean {
    const start = this.#prevStart[event];
    for (let n = start + this.#prevCount[event] - 1; n >= start; n--) {
      if (this.#edges[n] === prev) return true;
    }
    return false;
  }

  /** `prev_events` as a view that must not be written or kept over an `add`. */
  prevs(event: EventIndex): Int32Array {
    const start = this.#prevStart[event];
    return this.#edges.subarray(start, start + this.#prevCount[event]);
  }

  authCount(event: EventIndex): number {
    return this.#authCount[event];
  }

  /** The n-th of the event's `auth_events`. In version 12 the create event is not among them. */
  auth(event: EventIndex, n: number): EventIndex {
    return this.#edges[this.#authStart[event] + n];
  }

  /** `auth_events` as a view that must not be written or kept over an `add`. */
  auths(event: EventIndex): Int32Array {
    const start = this.#authStart[event];
    return this.#edges.subarray(start, start + this.#authCount[event]);
  }

  userOf(user: UserId): number {
    const index = this.users.intern(user);
    if (index === this.#serverOfUser.length) {
      this.#serverOfUser.push(this.serverIndexOf(serverOf(user)));
      this.#memberSlot.push(this.slotOf("m.room.member", user));
    }
    return index;
  }

  serverIndexOf(server: ServerName): number {
    return this.servers.intern(server);
  }

  serverOfUser(user: number): number {
    return this.#serverOfUser[user];
  }

  /** The slot of a user's membership. */
  memberSlot(user: number): number {
    return this.#memberSlot[user];
  }

  slotOf(type: string, stateKey: string): number {
    return this.slots.intern(`${type}\u0000${stateKey}`);
  }

  /** A slot's type and state key. */
  slotNames(slot: number): { type: string; stateKey: string } {
    const text = this.slots.text(slot);
    const cut = text.indexOf("\u0000");
    return { type: text.slice(0, cut), stateKey: text.slice(cut + 1) };
  }

  /** A state from event indexes; a later one replaces an earlier one of its slot. */
  stateOf(events: Iterable<EventIndex>): StateId {
    const bySlot = new Map<number, EventIndex>();
    for (const event of events) {
      if (this.#slot[event] >= 0) bySlot.set(this.#slot[event], event);
    }
    const slots = Int32Array.from(bySlot.keys()).sort();
    return this.states.setAll(
      emptyState,
      slots,
      slots.map((slot) => bySlot.get(slot) as EventIndex),
    );
  }

  /** The state with an event written at its slot; events without a slot change nothing. */
  apply(state: StateId, event: EventIndex): StateId {
    const slot = this.#slot[event];
    return slot < 0 ? state : this.states.set(state, slot, event);
  }

  /** The events of a state, sorted by ID in the order of code points. */
  stateIds(state: StateId): EventId[] {
    const ids: EventId[] = [];
    this.states.forEach(state, (_slot, event) => ids.push(this.id(event)));
    return ids.sort(compareCodePoints);
  }

  #reserve(id: EventId): EventIndex {
    const index = this.ids.intern(id);
    if (index < this.#pdus.length) return index;
    this.#pdus.push(undefined);
    this.#missing++;
    if (index >= this.#slot.length) this.#grow(index + 1);
    this.#slot[index] = -1;
    return index;
  }

  /** Room for so many events: all tables of events have one length. */
  #grow(length: number): void {
    this.#slot = growInts(this.#slot, length);
    this.#sender = growInts(this.#sender, length);
    this.#depth = growFloats(this.#depth, length);
    this.#ts = growFloats(this.#ts, length);
    this.#authHeight = growInts(this.#authHeight, length);
    this.#prevStart = growInts(this.#prevStart, length);
    this.#prevCount = growInts(this.#prevCount, length);
    this.#authStart = growInts(this.#authStart, length);
    this.#authCount = growInts(this.#authCount, length);
  }

  #findCreate(index: EventIndex, pdu: Pdu): void {
    const named = this.version.roomIdIsCreateHash && this.#createId === undefined;
    if (named && pdu.room_id !== undefined) {
      this.#createId = `$${pdu.room_id.slice(1)}`;
      const create = this.indexOf(this.#createId);
      if (create >= 0 && this.#slot[create] === this.createSlot) this.create = create;
    }
    if (this.#slot[index] !== this.createSlot) return;
    if (this.create < 0 || this.ids.text(index) === this.#createId) this.create = index;
  }

  #addEdges(index: EventIndex, pdu: Pdu): void {
    this.#edges = growInts(
      this.#edges,
      this.#edgeCount + pdu.prev_events.length + pdu.auth_events.length,
    );
    this.#prevStart[index] = this.#edgeCount;
    this.#prevCount[index] = pdu.prev_events.length;
    for (const prev of pdu.prev_events) {
      this.#edges[this.#edgeCount++] = this.#reserve(referenceId(prev));
    }
    this.#authStart[index] = this.#edgeCount;
    this.#authCount[index] = pdu.auth_events.length;
    let height = 0;
    for (const reference of pdu.auth_events) {
      const auth = this.#reserve(referenceId(reference));
      this.#edges[this.#edgeCount++] = auth;
      if (this.#pdus[auth] === undefined) this.#heightsExact = false;
      height = Math.max(height, this.#authHeight[auth] + 1);
    }
    this.#authHeight[index] = height;
  }
}
