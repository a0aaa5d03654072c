// Reports of loads from the federation's side. The files:
//
//   judgement    checks with their verdicts, the outcome in a word
//   load-page, fan-out-page, verify-page   the HTML pages (parts: what they share)
export { judgeFanOut, judgeLoad, judgeVerify, measuredOfLoad } from "./judgement.ts";
export type { Check, FederationJudgement } from "./judgement.ts";
export { loadSentence, signedLoadPage } from "./load-page.ts";
export { deadCost, fanOutPage, fanOutSentence } from "./fan-out-page.ts";
export { branchSentence, verifyPage, verifySentence } from "./verify-page.ts";
export { mannersText, oddSentence, type FederationReport } from "./parts.ts";
