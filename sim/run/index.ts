// From a story to verdicts. Exports only.
export { compareDialects, type DialectComparison } from "./dialect-differences.ts";
export { durationMs, showMs } from "./duration.ts";
export { Plan, planFormat, readPlan, type PlanReading, type PlanStep } from "./plan.ts";
export { software } from "./meta-record.ts";
export { run, type Outcome, type RunOptions, type RunResult } from "./run.ts";
export { generate, scenario } from "./scenario.ts";
export { User, type Deed } from "./user.ts";
export type { Duration, GenerateOptions, Moment, RoomInput } from "./scenario.ts";
export type { Scenario, ScenarioInput, Stage } from "./scenario.ts";
export { replayAsReceived, silentPorts } from "./as-received.ts";
export type { AsReceived, VerdictDifference } from "./as-received.ts";
export { replay } from "./replay.ts";
export { replayFaults, type ReplayFault } from "./replay-plan.ts";
export type { ReplayedServer, ReplayInput, ReplayResult } from "./replay.ts";
export { PlanError } from "./setup.ts";
export type { Counters } from "./trace-recorder.ts";
