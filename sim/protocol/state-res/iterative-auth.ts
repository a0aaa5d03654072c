// Steps 7 and 9: take the events in order, keep each that the rules allow in the state so far.
import { authoriseIn, checkAuthEvents, type StateView } from "../auth/index.ts";
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
    view.judged = event;
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

/** What the rules see: the state so far, and for what it lacks the event's own auth events. */
export class ReplayView implements StateView {
  state: StateId = emptyState;
  /** The event that is being judged. */
  judged: EventIndex = -1;
  readonly #room: RoomGraph;
  readonly #rejected: (event: EventIndex) => boolean;
  readonly #passOverRejectedState: boolean;
  readonly joinsNeedJoinRules: boolean;
  readonly sideLevelsUncompared: boolean;
  readonly absentLevelsHaveDefaults: boolean;

  constructor(room: RoomGraph, input: Pick<IterativeInput, "dialect" | "rejected">) {
    this.#room = room;
    this.#rejected = input.rejected;
    this.#passOverRejectedState = input.dialect.passOverRejectedState;
    this.joinsNeedJoinRules = input.dialect.joinsNeedJoinRules;
    this.sideLevelsUncompared = input.dialect.sideLevelsUncompared;
    this.absentLevelsHaveDefaults = input.dialect.absentLevelsHaveDefaults;
  }

  event(slot: number): EventIndex {
    const room = this.#room;
    const held = room.states.get(this.state, slot);
    if (held >= 0 && !(this.#passOverRejectedState && this.#rejected(held))) return held;
    for (let n = 0; n < room.authCount(this.judged); n++) {
      const auth = room.auth(this.judged, n);
      if (room.has(auth) && room.slot(auth) === slot && !this.#rejected(auth)) return auth;
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
