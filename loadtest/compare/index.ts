// Comparing two servers or two builds, for the command line. The files:
//
//   interleave   both sides in blocks, in random order
//   figures      what is compared
//   compare      pairs in, verdicts out
//   words, page  the comparison for people
//   difference   an interval without a distribution assumed
export {
  compare,
  type Comparison,
  type ComparisonResult,
  type ComparisonRules,
  type FigureComparison,
  type Pair,
} from "./compare.ts";
export { pairsMax } from "./difference.ts";
export { figuresOf, usualFigures, usualFloor, type Measurement } from "./figures.ts";
export { interleave, pairUp, type Measure, type Side } from "./interleave.ts";
export { comparisonPage, type ComparisonReport } from "./page.ts";
export { comparisonHeadline, comparisonTable } from "./words.ts";
