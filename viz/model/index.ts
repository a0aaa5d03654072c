// The viewer's model: a trace's records as indexed data, and the questions that can be asked of it.
export { Arrivals, countUpTo, type Arrival } from "./arrivals.ts";
export { authChainOf, chainLinks, type ChainLinks, type ChainOfEvents } from "./auth-chain.ts";
export { delaysOf, type Delays, type PairDelays } from "./delays.ts";
export * from "./describe.ts";
export { divergenceOf, type Divergence } from "./divergence.ts";
export { sideOf, touches, type FaultBand } from "./faults.ts";
export { Histories, type History } from "./histories.ts";
export {
  buildModel,
  isObject,
  openModel,
  type EventNode,
  type Model,
  type Numbered,
} from "./model.ts";
export { faultsAt, faultSinceText, MomentIndex } from "./moment.ts";
export {
  anomalousEvents,
  findingsOf,
  neighbourFinding,
  type Finding,
  type FindingKind,
} from "./findings.ts";
export { Gatherer, gatherModel, wholeEventsMax, type GatherOptions } from "./gather.ts";
export type { ModelData } from "./model-data.ts";
export { isPack, pack, unpack } from "./pack.ts";
export { childrenOf, operationOf, requestsWith } from "./links.ts";
export { prettyJson } from "./pretty-json.ts";
export * from "./queries.ts";
export { readRecord, readRecords, type RecordsReading } from "./read-records.ts";
export { instantOf, pinText, readPin, stateAt, type Pin, type StatePoint } from "./state-point.ts";
export { synopsisOf, type Fact } from "./synopsis.ts";
export { turnsOf, turnText, type Turn } from "./turns.ts";
export { StateTable, type Slot, type Slots } from "./states.ts";
