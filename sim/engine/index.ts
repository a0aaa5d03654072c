// A deterministic machine: time, order, chance, links and faults between nodes 0 … n − 1. It knows
// nothing of Matrix, of a wall clock or of real chance. The files:
//
//   queue           what happens next: a timing wheel (slot-map) and a heap for far times (far-heap)
//   random          seeds of any text
//   stream          chance as hashes of (seed, name, entity, index)
//   draw-watch      who is told of draws, where two runs are compared
//   delay           how long a message is under way (aws-regions: a measured matrix; delay-shapes:
//                   well-known curves as tables)
//   links           delay, loss and copies for each pair of nodes
//   faults          the six verbs that break things on purpose (link-set: overlapping cuts)
//   broadcasts      one queue entry for a message to many, and its answers (broadcast-block: its
//                   place in memory; drafts, arena, stable-order)
//   trace-hash      one number for all that happened
//   kernel          all of it running bare, as the limit for benchmarks
export { awsRegions, awsRttMs, withinRegionRttMs, type AwsRegion } from "./aws-regions.ts";
export { ANSWER, ARRIVAL, Broadcasts, DUPLICATE, LOST, nodesMax, UNSET } from "./broadcasts.ts";
export {
  checkDelay,
  delayMaxMs,
  delayMs,
  DelaySampler,
  internetDelay,
  quantilesMax,
  type Delay,
} from "./delay.ts";
export { delayShapes, shapedDelay, type DelayShape } from "./delay-shapes.ts";
export { watchDraws, type DrawWatch } from "./draw-watch.ts";
export { Faults, groupsMax, type Groups, type Pairs } from "./faults.ts";
export { bareKernel, type BareKernelOptions, type BareKernelResult } from "./kernel.ts";
export { Links, messageNumberMax, type LinkChange, type LinkRule } from "./links.ts";
export { Queue } from "./queue.ts";
export {
  below,
  bound,
  chance,
  checkRatio,
  denominatorMax,
  mix,
  pick,
  seedHash,
  shuffleInto,
  stream,
  Stream,
  type Ratio,
  type Seed,
} from "./random.ts";
export { firstDifference, TraceHash } from "./trace-hash.ts";
