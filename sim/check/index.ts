// The judges of a trace. Each file named like a check is one check:
//
//   converges        same knowledge, same state; after all faults one state for everybody
//   auth-held        verdicts, states and resolutions are what a referee finds (resolution-judge)
//   no-state-reset   no slot of a current state goes back without a cause that the rules know
//   delivery         every event reaches every server that stayed in the room
//   well-formed      events, graph and knowledge are sound (event-shape)
//
// check.ts says what a check is, referee.ts who gives a second opinion, judge.ts runs them.
// They share trace-view.ts, the index of a trace, with room-trace.ts for each room, and under it
// causality, residents, state-map, fault-spans; findings.ts and wording.ts put verdicts in words.
export { checks, judge } from "./judge.ts";
export type { Check, CheckOptions } from "./check.ts";
export { slotKey, type GetPdu, type PlainState, type Referee } from "./referee.ts";
export { viewTrace, type TraceView } from "./trace-view.ts";
export type { RoomTrace } from "./room-trace.ts";
export { exposure, exposureText, type Exposure } from "./exposure.ts";
