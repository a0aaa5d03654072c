// Loads past one machine, for the command line. The files:
//
//   segment        a generator's part of a load
//   merge          results of all parts as one
//   sample-reader  a k6 process's samples as a result
//   test-run, test-run-schema   a load as a TestRun of the k6-operator
export type { Job } from "../matrix/job.ts";
export { mergeResults, type Merged } from "./merge.ts";
export { SampleReader } from "./sample-reader.ts";
export { generatorsMax, parseSegment, segmentText } from "./segment.ts";
export {
  scriptFile,
  secretBytesMax,
  stepsOf,
  testRunOf,
  testRunProblem,
  type Fleet,
} from "./test-run.ts";
export type { TestRun } from "./test-run-schema.ts";
