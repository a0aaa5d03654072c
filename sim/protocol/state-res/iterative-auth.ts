// Steps 7 and 9: take the events in order, keep each that the rules allow in the state so far.
import { authoriseIn, checkAuthEvents, type StateView } from "../auth/index.ts";
import { allowed, type AuthVerdict } from "../auth/verdict.ts";
import type { EventIndex, RoomGraph } from "../room-graph.ts";
import type { StateId } from "../state.ts";
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
  let state = input.start;
  let event: EventIndex = -1;
  // A slot that the state lacks is looked up among the event's own auth events.
  const view: StateView = {
    event(slot) {
      const held = room.states.get(state, slot);
      if (held >= 0 && !(input.dialect.skipRejected && input.rejected(held))) return held;
      for (let n = 0; n < room.authCount(event); n++) {
        const auth = room.auth(event, n);
        if (room.has(auth) && room.slot(auth) === slot && !input.rejected(auth)) return auth;
      }
      return -1;
    },
  };
  for (event of input.events) {
    const verdict = judge(room, event, view, input);
    const slot = room.slot(event);
    input.observe?.({
      step: "auth-check",
      pass: input.pass,
      event,
      verdict,
      state,
      replaced: slot < 0 ? -1 : room.states.get(state, slot),
    });
    if (verdict.ok) state = room.apply(state, event);
  }
  return state;
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
