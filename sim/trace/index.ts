// The trace: what passes between a run, its checks, shrinking and the viewer. records.ts says what
// a record is, read.ts and write.ts turn records into NDJSON and back.
export * from "./records.ts";
export {
  readTrace,
  readTraceLine,
  type LinePlace,
  type TraceProblem,
  type TraceReading,
} from "./read.ts";
export { nestingMax, writeRecord, writeTrace } from "./write.ts";
