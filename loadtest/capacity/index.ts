// The capacity of a server, for the command line. The files:
//
//   coordinator    runs a search: what next, probe, write down
//   search         what next, as a pure function of the probes so far
//   belief         where the knee may be: Bayes' rule on a grid
//   answer         interval, which threshold gave way first, hysteresis, drift
//   backlog, preflight   verdicts and refusals beside the thresholds
//   probe-record, journal   what is kept of a probe, and where
//   client-prober, client-gauge   probe a homeserver from its users' side
//   inbound-prober from the federation's side
//   others         what other programs use of the machine
//   resolution-cost what forward extremities and conflicted events cost
//   resolution-curve, resolution-page   the same point by point, and for people
//   words, plots, page      the answer for people
export { answerOf, type Answer, type GaveWay } from "./answer.ts";
export { backlogName, judgeBacklog, type BacklogRow } from "./backlog.ts";
export type { Interval } from "./belief.ts";
export { search, type Prober, type SearchOutcome } from "./coordinator.ts";
export { Journal, journalFormat, JournalProblem, readJournal } from "./journal.ts";
export { refusalsOf, type Vitals } from "./preflight.ts";
export {
  isOver,
  type ProbeFinding,
  type ProbeFigures,
  type ProbeOrder,
  type ProbeRecord,
  type Refusal,
} from "./probe-record.ts";
export { nextStep, searchDefaults, type SearchEnd, type SearchPlan } from "./search.ts";
export type { ClientLoad } from "./client-load.ts";
export { ClientProber, findingOf } from "./client-prober.ts";
export { capacityPage, type CapacityReport } from "./page.ts";
export { answerLines, headline, intervalText, kneeText, orderText, recordText } from "./words.ts";
export { curveText, resolutionPage } from "./resolution-page.ts";
export {
  judgeCurve,
  measureResolutionCurve,
  type CurvePlan,
  type ResolutionCurve,
} from "./resolution-curve.ts";
export { InboundProber, type InboundLoad } from "./inbound-prober.ts";
export {
  measureResolutionCost,
  type ResolutionCost,
  type ResolutionCostPlan,
} from "./resolution-cost.ts";
