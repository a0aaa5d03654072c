// Steps 7 and 9: take the events in order, keep each that the rules allow in the state so far.
import { authoriseIn, checkAuthEvents, type StateView } from "../auth/index.ts";
import type { RuleReading } from "../auth/reading.ts";
import { allowed, type AuthVerdict } from "../auth/verdict.ts";
import type { EventIndex, RoomGraph } from "../room-graph.ts";
import { emptyState, type StateId } from "../state.ts";
import type { Dialect } from "./dialect.ts";
import type { ResolutionObserver } from "./observe.ts";

export interface IterativeInput {
  readonly events: readonly EventIndex[];
  readonly start: StateId;
  readonly dialect: Dialect;
  readonly rejected: (event: EventIndex) => boolean;
  readonly pass: 1 | 2;
  readonly observe: ResolutionObserver | undefined;
}

/** The state after the iterative auth checks over the events in their order. */
export function iterativeAuth(room: RoomGraph, input: IterativeInput): StateId {
  const view = new ReplayView(room, input);
  view.state = input.start;
  for (const event of input.events) {
    view.turnTo(event);
    const verdict = judge(room, event, view, input);
    const slot = room.slot(event);
    input.observe?.({
      step: "auth-check",
      pass: input.pass,
      event,
      verdict,
      state: view.state,
      replaced: slot < 0 ? -1 : room.states.get(view.state, slot),
    });
    if (verdict.ok) view.state = room.apply(view.state, event);
  }
  return view.state;
}

/** Memberships about which join rules have a say. */
const askForJoinRules: ReadonlySet<unknown> = new Set(["join", "invite", "knock"]);

/** What the rules see: the state so far, and for what it lacks the event's own auth events. */
export class ReplayView implements StateView {
  state: StateId = emptyState;
  /** The event that is being judged. */
  judged: EventIndex = -1;
  readonly #room: RoomGraph;
  readonly #rejected: (event: EventIndex) => boolean;
  readonly #passOverRejectedState: boolean;
  readonly #onlyMembers: boolean;
  readonly reading: RuleReading;
  stuckJoinRule: StateView["stuckJoinRule"] = undefined;
  /** The join rules for which `stuckJoinRule` holds. */
  #stuckOn: EventIndex = -1;

  constructor(room: RoomGraph, input: Pick<IterativeInput, "dialect" | "rejected">) {
    this.#room = room;
    this.#rejected = input.rejected;
    this.#passOverRejectedState = input.dialect.passOverRejectedState;
    this.#onlyMembers = input.dialect.onlyMembersFromAuthEvents;
    this.reading = input.dialect;
  }

  /** Turns to the next event. */
  turnTo(event: EventIndex): void {
    this.judged = event;
    if (this.reading.restrictedJoinsStick) this.#forgetStuckJoinRule();
  }

  /** It sticks as long as event after event asks for join rules and finds the same. */
  #forgetStuckJoinRule(): void {
    const room = this.#room;
    const { type, content } = room.pdu(this.judged);
    const asks = type === "m.room.member" && askForJoinRules.has(content.membership);
    const rules = asks ? room.states.get(this.state, room.joinRulesSlot) : -1;
    if (rules < 0 || rules !== this.#stuckOn) this.stuckJoinRule = undefined;
    this.#stuckOn = rules;
  }

  event(slot: number): EventIndex {
    const room = this.#room;
    const held = room.states.get(this.state, slot);
    if (held >= 0 && !(this.#passOverRejectedState && this.#rejected(held))) return held;
    for (let n = 0; n < room.authCount(this.judged); n++) {
      const auth = room.auth(this.judged, n);
      if (!room.has(auth) || room.slot(auth) !== slot || this.#rejected(auth)) continue;
      if (!this.#onlyMembers || room.pdu(auth).type === "m.room.member") return auth;
    }
    return -1;
  }
}

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
