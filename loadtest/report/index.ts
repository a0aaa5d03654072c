// The report of a load run. The files:
//
//   judgement   thresholds judged, doubts named, the outcome in a word
//   page        the HTML page (plots, tables, provenance: its parts; loadtest/page: its house)
//   junit       for CI
//   text        for a terminal
//   stopped     all of these where it was stopped before anything was measured
export { judge, type Judgement } from "./judgement.ts";
export { junitOf } from "./junit.ts";
export { junit } from "../page/junit.ts";
export { pageOf, sentence, type Report } from "./page.ts";
export { stoppedReport, type StoppedRun } from "./stopped.ts";
export { progressText, textOf } from "./text.ts";
export { duration, rate, time } from "../page/words.ts";
