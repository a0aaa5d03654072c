// The state before and after every event of a room, as a server works it out that knows all of the
// event's past: resolution over prev events, then the event itself unless the rules reject it.
// Pure functions of the room graph and a dialect, remembered, so that any number of servers share
// them. What a server knows or lacks is not here.
import { ascendingSet } from "./ascending-set.ts";
import { authorise, authoriseByAuthEvents } from "./auth/index.ts";
import type { AuthVerdict } from "./auth/verdict.ts";
import { ListNumbers } from "./list-numbers.ts";
import type { EventIndex, RoomGraph } from "./room-graph.ts";
import { emptyState, type StateId } from "./state.ts";
import {
  dialect as namedDialect,
  noCounts,
  resolve,
  type Dialect,
  type ResolutionCounts,
} from "./state-res/index.ts";
import { growBytes, growInts } from "./typed-arrays.ts";

/** A resolution's output and how much work it was. */
export interface Resolution {
  readonly inputs: readonly StateId[];
  readonly output: StateId;
  readonly counts: ResolutionCounts;
}

/** Why an event is rejected: which receipt check (4 or 5) and by which rule. */
export interface Rejection {
  readonly check: 4 | 5;
  readonly verdict: AuthVerdict & { ok: false };
}

const unknown = 0;
const computed = 1;
/** A prev event is missing, or stands on one that is: no state follows. */
const unknowable = 2;
/** Being worked out: what it stands on comes first. */
const pending = 3;

/** States and rejections of one room under one dialect. */
export class RoomStates {
  readonly room: RoomGraph;
  readonly dialect: Dialect;
  /** False: nothing is remembered; every answer is worked out again (to test the memory). */
  readonly remember: boolean;
  #status = new Uint8Array(64);
  #before = new Int32Array(64);
  #after = new Int32Array(64);
  #rejections = new Map<EventIndex, Rejection>();
  /** By the number of the list of states that went in. */
  readonly #resolutions: (Resolution | undefined)[] = [];
  readonly #inputs = new ListNumbers();
  readonly #alone = new Map<StateId, Resolution>();
  readonly #resolutionsBefore: (Resolution | undefined)[] = [];

  constructor(room: RoomGraph, options: { dialect?: string | Dialect; remember?: boolean } = {}) {
    const { dialect = "spec", remember = true } = options;
    this.room = room;
    this.dialect = typeof dialect === "string" ? namedDialect(dialect) : dialect;
    this.remember = remember;
  }

  /** The state before an event, or -1 if part of its past is missing from the graph. */
  before(event: EventIndex): StateId {
    this.#compute(event);
    return this.#status[event] === computed ? this.#before[event] : -1;
  }

  /** The state after an event, or -1 if part of its past is missing from the graph. */
  after(event: EventIndex): StateId {
    this.#compute(event);
    return this.#status[event] === computed ? this.#after[event] : -1;
  }

  /** Why the rules reject an event (receipt checks 4 and 5); undefined if they do not. */
  rejection(event: EventIndex): Rejection | undefined {
    this.#compute(event);
    return this.#rejections.get(event);
  }

  /** True if the rules reject the event; made for use as a callback. */
  readonly rejected = (event: EventIndex): boolean => this.#rejections.has(event);

  /**
   * Resolves states and remembers the answer; states may repeat and come in any order.
   * @param rejected what the asking server rejected (default: what the rules reject); with it
   *   nothing is remembered
   */
  resolution(
    states: readonly StateId[],
    rejected: (event: EventIndex) => boolean = this.rejected,
  ): Resolution {
    const alone = states.length > 0 && states.every((state) => state === states[0]);
    if (alone && this.remember) return this.#resolutionOf(states[0]);
    const inputs = ascendingSet(states);
    const remember = this.remember && rejected === this.rejected;
    const number = remember ? this.#inputs.of(inputs) : -1;
    const known = remember ? this.#resolutions[number] : undefined;
    if (known !== undefined) return known;
    const counts = noCounts();
    const { dialect } = this;
    const output = resolve(this.room, inputs, { dialect, rejected, counts });
    const resolution = { inputs, output, counts };
    if (remember) this.#keep(number, resolution);
    return resolution;
  }

  #keep(inputs: number, resolution: Resolution): void {
    while (this.#resolutions.length < inputs) this.#resolutions.push(undefined);
    this.#resolutions[inputs] = resolution;
  }

  /** One state alone resolves to itself; most events stand on one. */
  #resolutionOf(state: StateId): Resolution {
    let known = this.#alone.get(state);
    if (known === undefined) {
      known = { inputs: [state], output: state, counts: noCounts() };
      this.#alone.set(state, known);
    }
    return known;
  }

  /** The resolution before an event that stands on different states; undefined for others. */
  resolutionBefore(event: EventIndex): Resolution | undefined {
    this.#compute(event);
    const known = this.#resolutionsBefore[event];
    if (known === undefined || this.remember) return known;
    return this.resolution(known.inputs);
  }

  /** The resolution of the states after some events; undefined if one of them is not known. */
  resolutionAfter(events: Iterable<EventIndex>): Resolution | undefined {
    const states: StateId[] = [];
    for (const event of events) {
      const after = this.after(event);
      if (after < 0) return undefined;
      states.push(after);
    }
    return this.resolution(states);
  }

  /**
   * Judges an event whose state before is given: receipt checks 4 and 5.
   * @param rejected what the asking server rejected (default: what the rules reject)
   */
  judge(
    event: EventIndex,
    before: StateId,
    rejected: (event: EventIndex) => boolean = this.rejected,
  ): Rejection | undefined {
    const cited = authoriseByAuthEvents(this.room, event, rejected, this.dialect);
    if (!cited.ok) return { check: 4, verdict: cited };
    const verdict = authorise(this.room, event, before, this.dialect);
    return verdict.ok ? undefined : { check: 5, verdict };
  }

  /** Works an event out after everything that it stands on; no recursion, rooms are deep. */
  #compute(target: EventIndex): void {
    if (this.#status[target] === computed) return;
    this.#reserve(this.room.count);
    const stack: EventIndex[] = [target];
    while (stack.length > 0) {
      const event = stack[stack.length - 1];
      if (this.#status[event] === unknown) {
        this.#status[event] = pending;
        this.#pushParents(event, stack);
        continue;
      }
      stack.pop();
      if (this.#status[event] === pending) this.#settle(event);
    }
  }

  /** Puts what must be worked out first on the stack. */
  #pushParents(event: EventIndex, stack: EventIndex[]): void {
    const { room } = this;
    if (!room.has(event)) return;
    for (let n = 0; n < room.prevCount(event); n++) {
      const prev = room.prev(event, n);
      if (this.#status[prev] === unknown && room.has(prev)) stack.push(prev);
    }
    for (let n = 0; n < room.authCount(event); n++) {
      const auth = room.auth(event, n);
      if (this.#status[auth] === unknown && room.has(auth)) stack.push(auth);
    }
  }

  #settle(event: EventIndex): void {
    const { room } = this;
    const states: StateId[] = [];
    let known = room.has(event);
    for (let n = 0; known && n < room.prevCount(event); n++) {
      const prev = room.prev(event, n);
      if (this.#status[prev] === computed) states.push(this.#after[prev]);
      else known = false;
    }
    // Only a ring can lead back to what is being worked out; IDs that are hashes make none.
    for (let n = 0; known && n < room.authCount(event); n++) {
      if (this.#status[room.auth(event, n)] === pending) known = false;
    }
    if (!known) {
      this.#status[event] = room.has(event) ? unknowable : unknown;
      if (this.#status[event] === unknowable) this.#gaps = true;
      return;
    }
    const resolution = states.length === 0 ? undefined : this.resolution(states);
    const before = resolution === undefined ? emptyState : resolution.output;
    if (resolution !== undefined && resolution.inputs.length > 1) {
      this.#resolutionsBefore[event] = resolution;
    }
    const rejection = this.judge(event, before);
    if (rejection !== undefined) this.#rejections.set(event, rejection);
    this.#before[event] = before;
    this.#after[event] = rejection === undefined ? room.apply(before, event) : before;
    this.#status[event] = computed;
  }

  /** True while something is unknowable. */
  #gaps = false;
  /** How many events were present when last asked. */
  #present = 0;

  /** Room for all events; a graph that has grown may have filled gaps, so those are asked again. */
  #reserve(count: number): void {
    const present = count - this.room.missingCount;
    if (this.#gaps && present !== this.#present) {
      this.#gaps = false;
      for (let i = 0; i < this.#status.length; i++) {
        if (this.#status[i] === unknowable) this.#status[i] = unknown;
      }
    }
    this.#present = present;
    if (count <= this.#status.length) return;
    this.#status = growBytes(this.#status, count);
    this.#before = growInts(this.#before, count);
    this.#after = growInts(this.#after, count);
  }
}
