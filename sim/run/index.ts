// From a story to verdicts. Exports only. run.ts is where to begin: it goes from a plan to verdicts, and
// determinism.ts does so twice. What is in which folder:
//
// story/: what authors of scenarios write, users and claims, and how a plan is made of it.
// plan/: the plan, its schemas, reading one, and what may be wrong with it.
// world/: what a plan is run in: virtual time, the mail, the servers, and who writes the trace.
// phases/: what run.ts does with a world: set it up, let users act and faults happen, nudge, watch.
// faults/: the named faults. replay/: real rooms once more, and rooms from files as traces.
// swarm/: plans that chance tells. guide/: where to look next. mixed/: servers of different rules.
// sweep/: one row for each of many seeds. shrink/: the smallest plan that fails alike.
export type { Property } from "../check/index.ts";
export { always, eventually, reachable, sometimes } from "./story/claims.ts";
export { memberIs, not, recorded, serversAgree, stateIs } from "./story/claims.ts";
export { compareDialects, type DialectComparison } from "./replay/dialect-differences.ts";
export { checkDeterminism, type Determinism, type RunDifference } from "./determinism.ts";
export { durationMs, showMs } from "./duration.ts";
export { drawableRules, faultRules, type PlanRule, type RuleName } from "./faults/catalogue.ts";
export { families, type Family, type FaultRule } from "./faults/fault-rule.ts";
export { exampleOf, faultFromText, textOfRule, unknownFault } from "./faults/fault-text.ts";
export { fieldMeaning } from "./faults/field-words.ts";
export { whereWords } from "./faults/where.ts";
export { checkOf, failuresOf, isSameFailure, type Failure } from "./failures.ts";
export { Plan, planFormat, type PlanStep } from "./plan/plan.ts";
export { PlanError, readPlan, type PlanReading } from "./plan/read-plan.ts";
export { software } from "./world/meta-record.ts";
export { run, type Outcome, type RunOptions, type RunResult } from "./run.ts";
export { addFaults, generate } from "./story/generate.ts";
export { scenario } from "./story/scenario.ts";
export { User, type Deed } from "./story/user.ts";
export type { Duration, GenerateOptions, Moment, RoomInput } from "./story/scenario.ts";
export type { Scenario, ScenarioInput, Stage } from "./story/scenario.ts";
export { replayAsReceived, silentPorts } from "./replay/as-received.ts";
export type { AsReceived, VerdictDifference } from "./replay/as-received.ts";
export { replay } from "./replay/replay.ts";
export { roomRecords, type RoomSource } from "./replay/room-trace.ts";
export { replayFaults, type ReplayFault, type ReplayInput } from "./replay/replay-plan.ts";
export type { ReplayedServer, ReplayResult } from "./replay/replay-ending.ts";
export { healedAtMs, mixedPlan, partingsOf } from "./mixed/index.ts";
export type { MixedStory, Partings } from "./mixed/index.ts";
export { swarmPlan } from "./swarm/swarm.ts";
export type { Counters } from "./world/trace-recorder.ts";
export { isRegression, regressionFormat, type Regression } from "./shrink/regression.ts";
export { shrinking, signaturesOf, sizeOf } from "./shrink/index.ts";
export type { PlanSize, ShrinkQuestion } from "./shrink/index.ts";
export {
  countOf,
  parseSeeds,
  pendingRanges,
  seedMax,
  sweepRow,
  sweepSeed,
  claimPlace,
} from "./sweep/index.ts";
export type { SeedRange, SweepRow } from "./sweep/index.ts";
export { chanceAnew, deedsAnew, explore, generationOf, Generations } from "./guide/index.ts";
export { generationSize, Guide, Lineage } from "./guide/index.ts";
export { moveNames, spanOf } from "./guide/index.ts";
export type { Explored, GuidedRun, MoveName, Origin } from "./guide/index.ts";
