// The drivers and what they need, for the command line and for coordinators. The files:
//
//   plan           what a load run is asked to do, and what a driver is
//   probe          a load at a constant rate: warm-up, window, drain
//   node           the Node driver (walk, client, recorder: its parts)
//   k6             the driver that runs k6 (k6-samples, find-k6)
//   result         what was measured (histogram)
//   set-stage      users and rooms on a real server (accounts, look-at-server)
//   target         where load may go, and the limits
//   parse-mix, read-accounts        what users write
//   sample-target, listener-of      CPU and memory of the target
//   target-watch, generator-watch   whether the target is lost, whether the generator kept up
export { type AccountSource, type GivenAccount } from "./accounts.ts";
export { Histogram } from "./histogram.ts";
export { jobOf, k6Driver, type K6Settings } from "./k6.ts";
export { scriptText } from "./k6-script.ts";
export { LoadProblem } from "./load-problem.ts";
export { lookAtServer, type ServerFacts } from "./look-at-server.ts";
export { nodeDriver } from "./node.ts";
export { parseMix } from "./parse-mix.ts";
export type { Connection, Driver, LoadHooks, LoadPlan, Segment } from "./plan.ts";
export { inFlightMax, listenRampMs, listenersDefaultMax, runProbe, type Probe } from "./probe.ts";
export { readAccounts } from "./read-accounts.ts";
export {
  addPhases,
  endText,
  failed,
  measuredOf,
  readResult,
  type LoadResult,
  type PhaseResult,
  type RequestFigures,
  type SeriesRow,
  type TargetSample,
} from "./result.ts";
export { newRunId } from "./run-id.ts";
export { targetSampler } from "./sample-target.ts";
export { setStage, type StageOrder, type StageProgress } from "./set-stage.ts";
export { checkTarget, isLoopback, limits } from "./target.ts";

// The workload's own names, for those who may import the drivers only.
export { journeyNames } from "../journeys/index.ts";
export {
  isMeasured,
  journeysThatSend,
  measurableOf,
  requestNames,
  type Measurable,
} from "../measurable.ts";
export { isEven, journeysIn, usualMix, type Mix } from "../mix.ts";
export { profiles } from "../profiles/index.ts";
export { profileNames, type Profile } from "../profiles/profile.ts";
export { peakOf, type Shape } from "../profiles/shape.ts";
export {
  judgeSlo,
  parseSlos,
  serverSloForms,
  sloForms,
  sloText,
  type Slo,
  type SloVerdict,
} from "../slo.ts";
export { readStage } from "../stage/read-stage.ts";
export { secretsOf, type Stage } from "../stage/stage.ts";
export { castNames, workloadProblem } from "../workload.ts";
