// The drivers and what they need, for the command line and for coordinators. The files:
//
//   plan           what a load run is asked to do, and what a driver is
//   probe          a load at a constant rate: warm-up, window, drain
//   node           the Node driver (walk, client, recorder: its parts)
//   result         what was measured (histogram)
//   set-stage      users and rooms on a real server (accounts, look-at-server)
//   target-watch, generator-watch   whether the target is lost, whether the generator kept up
export { LoadProblem } from "./load-problem.ts";
export { lookAtServer, type ServerFacts } from "./look-at-server.ts";
export { nodeDriver } from "./node.ts";
export type { Connection, Driver, LoadHooks, LoadPlan, Segment } from "./plan.ts";
export { inFlightMax, listenRampMs, listenersDefaultMax, runProbe, type Probe } from "./probe.ts";
export {
  addPhases,
  failed,
  measuredOf,
  readResult,
  type LoadResult,
  type PhaseResult,
  type RequestFigures,
  type SeriesRow,
  type TargetSample,
} from "./result.ts";
export { setStage, type StageOrder, type StageProgress } from "./set-stage.ts";
export { type AccountSource, type GivenAccount } from "./accounts.ts";
export { Histogram } from "./histogram.ts";
export { newRunId } from "./run-id.ts";
