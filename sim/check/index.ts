// The judges of a trace. Each file named like a check is one check:
//
//   converges        same knowledge, same state; after all faults one state for everybody
//   auth-held        verdicts, states and resolutions are what a referee finds (resolution-judge)
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
// What a story claims of itself is data: property.ts says what there is to claim, properties.ts
// judges it, moment.ts asks at one moment.
//
// coverage.ts names the places that a run came to, known/ tells failures that are no news.
//
// check.ts says what a check is, referee.ts who gives a second opinion, judge.ts runs them.
// They share trace-view.ts, the index of a trace, with room-trace.ts for each room, and under it
// grasp, causality, residents, readings, event-hashes, state-map, fault-spans; findings.ts and
// wording.ts put verdicts in words. opinions.ts asks the referee, and alike.ts with answer-tree.ts
// spare it what it has answered already.
export { checkGroups, checks, checksCalled, judge, judgeView, namesOfChecks } from "./judge.ts";
export { coverageOf, sites } from "./coverage.ts";
export { knownWeaknesses, weaknesses, weaknessNamed } from "./known/weaknesses.ts";
export type { Weakness, WeaknessName } from "./known/weaknesses.ts";
export { judgeProperties } from "./properties.ts";
export { isSite, propertyCheck, propertyKinds } from "./property.ts";
export type { Condition, FieldTest, Property, RecordCondition } from "./property.ts";
export type { Check, CheckOptions, Redeliver } from "./check.ts";
export { slotKey, type GetPdu, type PlainState, type Referee } from "./referee.ts";
export { TraceView, viewTrace } from "./trace-view.ts";
export type { RoomTrace } from "./room-trace.ts";
export { exposure, exposureText, type Exposure } from "./exposure.ts";
