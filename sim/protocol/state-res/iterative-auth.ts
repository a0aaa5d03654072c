// Steps 7 and 9: take the events in order, keep each that the rules allow in the state so far.
import { authoriseIn, checkAuthEvents, type StateView } from "../auth/index.ts";
import type { RuleReading } from "../auth/reading.ts";
import { allowed, type AuthVerdict } from "../auth/verdict.ts";
import type { EventIndex, RoomGraph } from "../room-graph.ts";
import type { StateId } from "../state.ts";
import type { Dialect } from "./dialect.ts";
import type { ResolutionObserver } from "./observe.ts";

export interface IterativeInput {
  readonly events: readonly EventIndex[];
  /** The state so far, which is written to. */
  readonly view: ReplayView;
  readonly dialect: Dialect;
  readonly rejected: (event: EventIndex) => boolean;
  readonly pass: 1 | 2;
  readonly observe: ResolutionObserver | undefined;
}

/** Takes the events in their order, and writes those that pass into the state so far. */
export function iterativeAuth(room: RoomGraph, input: IterativeInput): void {
  const { observe, view } = input;
  for (const event of input.events) {
    view.turnTo(event);
    const verdict = judge(room, event, view, input);
    if (observe) {
      const { pass } = input;
      const slot = room.slot(event);
      const replaced = slot < 0 ? -1 : view.held(slot);
      observe({ step: "auth-check", pass, event, verdict, state: view.stored(), replaced });
    }
    if (verdict.ok) view.write(event);
  }
}

/** Memberships about which join rules have a say. */
const askForJoinRules: ReadonlySet<unknown> = new Set(["join", "invite", "knock"]);

/**
 * What the rules see: the state so far, and for what it lacks the event's own auth events. The state
 * so far is an array over a stored state, for storing one state for each event would be most of the
 * work.
 */
export class ReplayView implements StateView {
  readonly reading: RuleReading;
  stuckJoinRule: StateView["stuckJoinRule"] = undefined;
  /** The event that is being judged. */
  #judged: EventIndex = -1;
  /** The join rules for which `stuckJoinRule` holds. */
  #stuckOn: EventIndex = -1;
  readonly #room: RoomGraph;
  readonly #start: StateId;
  /** By slot: event + 1, or 0 where the start holds. */
  readonly #written: Int32Array;
  readonly #slots: number[] = [];
  readonly #rejected: (event: EventIndex) => boolean;
  readonly #passOverRejectedState: boolean;
  readonly #onlyMembers: boolean;

  constructor(room: RoomGraph, input: ReplayInput) {
    this.#room = room;
    this.#start = input.start;
    this.#written = new Int32Array(room.slots.size);
    this.#rejected = input.rejected;
    this.#passOverRejectedState = input.dialect.passOverRejectedState;
    this.#onlyMembers = input.dialect.onlyMembersFromAuthEvents;
    this.reading = input.dialect;
  }

  /** The event at a slot of the state so far, or -1. */
  held(slot: number): EventIndex {
    // Judging can mention slots that were not there at the start.
    const written = slot < this.#written.length ? this.#written[slot] : 0;
    return written > 0 ? written - 1 : this.#room.states.get(this.#start, slot);
  }

  /** Writes an event into the state so far; one that is no state event changes nothing. */
  write(event: EventIndex): void {
    const slot = this.#room.slot(event);
    if (slot < 0) return;
    if (this.#written[slot] === 0) this.#slots.push(slot);
    this.#written[slot] = event + 1;
  }

  /** The slots that were written, ascending, and their events. */
  changes(): { slots: Int32Array; events: Int32Array } {
    const slots = Int32Array.from(this.#slots).sort();
    return { slots, events: slots.map((slot) => this.#written[slot] - 1) };
  }

  /** The state so far, stored. */
  stored(): StateId {
    const { slots, events } = this.changes();
    return this.#room.states.setAll(this.#start, slots, events);
  }

  /** Turns to the next event. */
  turnTo(event: EventIndex): void {
    this.#judged = event;
    if (this.reading.restrictedJoinsStick) this.#forgetStuckJoinRule();
  }

  /** It sticks as long as event after event asks for join rules and finds the same. */
  #forgetStuckJoinRule(): void {
    const room = this.#room;
    const { type, content } = room.pdu(this.#judged);
    const asks = type === "m.room.member" && askForJoinRules.has(content.membership);
    const rules = asks ? this.held(room.joinRulesSlot) : -1;
    if (rules < 0 || rules !== this.#stuckOn) this.stuckJoinRule = undefined;
    this.#stuckOn = rules;
  }

  event(slot: number): EventIndex {
    const room = this.#room;
    const held = this.held(slot);
    if (held >= 0 && !(this.#passOverRejectedState && this.#rejected(held))) return held;
    for (let n = 0; n < room.authCount(this.#judged); n++) {
      const auth = room.auth(this.#judged, n);
      if (!room.has(auth) || room.slot(auth) !== slot || this.#rejected(auth)) continue;
      if (!this.#onlyMembers || room.pdu(auth).type === "m.room.member") return auth;
    }
    return -1;
  }
}

/** What a replay starts from. */
export type ReplayInput = Pick<IterativeInput, "dialect" | "rejected"> & {
  readonly start: StateId;
};

/** An event that a server rejected before, in a dialect that never takes such an event back. */
const rejectedBefore: AuthVerdict = Object.freeze({
  ok: false,
  rule: "rejected-before",
  spec: "server-server-api#rejection",
  detail: "the event was rejected when it came",
});

function judge(
  room: RoomGraph,
  event: EventIndex,
  view: StateView,
  { dialect, rejected }: IterativeInput,
): AuthVerdict {
  if (dialect.skipRejected && rejected(event)) return rejectedBefore;
  const listed = dialect.stateRulesOnly ? allowed : checkAuthEvents(room, event, rejected);
  return listed.ok ? authoriseIn(room, event, view) : listed;
}
