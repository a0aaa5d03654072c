// The judges of a trace. check.ts says what a check is, judge.ts runs them, referee.ts is the port to a
// second opinion, findings.ts and wording.ts put verdicts in words.
//
// checks/: one file a check, named like it.
//
//   converges        same knowledge, same state; after all faults one state for everybody
//   auth-held        verdicts, states and resolutions are what a referee finds (a folder: its parts
//                    judge resolutions, soft failures and signatures, opinions.ts asks the referee,
//                    alike.ts with answer-tree.ts spare it what it has answered already)
//   no-state-reset   no slot of a current state goes back without a cause that the rules know
//   delivery         every event reaches every server that stayed in the room
//   well-formed      events, graph and knowledge are sound (event-shape)
//   bans-hold        no server takes an event of a user whom it holds banned or kicked
//   power-held       no power rises by the hand of somebody who has less
//   bounded-extremities  forward extremities are few, and none lies behind another
//   whole-state      who joined with part of a state has the rest in the end
//
// Only where they are asked for, as they take long:
//
//   memo-held        a sample comes out the same when it is worked out without memory
//   resolution-laws  resolution depends on the states alone, not on any order, nor on repetition
//   clients-view     clients see the state that their server resolved
//   order-insensitive  another order of delivery, the same state
//   traffic          nothing crosses the wire again and again (needs a full trace)
//
// view/: what they look at. trace-view.ts is the index of a trace, room-trace.ts that of a room.
// claims/: what a story claims of itself: property.ts is the data, properties.ts judges it.
// coverage/: the places that a run came to. known/: failures that are no news, by their mechanism.
// exposure.ts is a report, not a verdict: how long somebody who was thrown out could still act.
export { checkGroups, checks, checksCalled, judge, judgeView, namesOfChecks } from "./judge.ts";
export { coverageOf, sites } from "./coverage/coverage.ts";
export { knownWeaknesses, weaknesses, weaknessNamed } from "./known/weaknesses.ts";
export type { Weakness, WeaknessName } from "./known/weaknesses.ts";
export { judgeProperties } from "./claims/properties.ts";
export { isSite, propertyCheck, propertyKinds } from "./claims/property.ts";
export type { Condition, FieldTest, Property, RecordCondition } from "./claims/property.ts";
export type { Check, CheckOptions, Redeliver } from "./check.ts";
export { slotKey, type GetPdu, type PlainState, type Referee } from "./referee.ts";
export { TraceView, viewTrace } from "./view/trace-view.ts";
export type { RoomTrace } from "./view/room-trace.ts";
export { exposure, exposureText, type Exposure } from "./exposure.ts";
