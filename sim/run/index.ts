// From a story to verdicts. Exports only.
export type { Property } from "../check/index.ts";
export { always, eventually, reachable, sometimes } from "./claims.ts";
export { memberIs, not, recorded, serversAgree, stateIs } from "./claims.ts";
export { compareDialects, type DialectComparison } from "./dialect-differences.ts";
export { checkDeterminism, type Determinism, type RunDifference } from "./determinism.ts";
export { durationMs, showMs } from "./duration.ts";
export { drawableRules, faultRules, type PlanRule, type RuleName } from "./faults/catalogue.ts";
export { families, type Family, type FaultRule } from "./faults/fault-rule.ts";
export { exampleOf, faultFromText, textOfRule, unknownFault } from "./faults/fault-text.ts";
export { fieldMeaning } from "./faults/field-words.ts";
export { whereWords } from "./faults/where.ts";
export { checkOf, failuresOf, isSameFailure, type Failure } from "./failures.ts";
export { Plan, planFormat, type PlanStep } from "./plan.ts";
export { readPlan, type PlanReading } from "./read-plan.ts";
export { software } from "./meta-record.ts";
export { run, type Outcome, type RunOptions, type RunResult } from "./run.ts";
export { addFaults, generate } from "./generate.ts";
export { scenario } from "./scenario.ts";
export { User, type Deed } from "./user.ts";
export type { Duration, GenerateOptions, Moment, RoomInput } from "./scenario.ts";
export type { Scenario, ScenarioInput, Stage } from "./scenario.ts";
export { replayAsReceived, silentPorts } from "./as-received.ts";
export type { AsReceived, VerdictDifference } from "./as-received.ts";
export { replay } from "./replay.ts";
export { roomRecords, type RoomSource } from "./room-trace.ts";
export { replayFaults, type ReplayFault, type ReplayInput } from "./replay-plan.ts";
export type { ReplayedServer, ReplayResult } from "./replay-ending.ts";
export { healedAtMs, mixedPlan, partingsOf } from "./mixed/index.ts";
export type { MixedStory, Partings } from "./mixed/index.ts";
export { swarmPlan } from "./swarm/swarm.ts";
export { PlanError } from "./setup.ts";
export type { Counters } from "./trace-recorder.ts";
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
