// What if a history, or its rules, had been otherwise? Worked out in the page by the protocol's code.
export { answerText, answerWhatIf, differenceSentence, noConflict, type Answer } from "./answer.ts";
export { changeText, isNoChange, noChange, readChange, type Change } from "./change.ts";
export { compareHistories, type HistoryDifference, type SlotChange } from "./compare-histories.ts";
export { changeOfDeeds, type Deeds } from "./deeds.ts";
export { stripOf, stripText, type StripCell } from "./strip.ts";
export { retell, type History, type Retelling } from "./retell.ts";
export { changedPlan, runnablePlan, stepText, type PlanChange } from "./changed-plan.ts";
export { minimalPlan, type MinimalPlan } from "./minimal-plan.ts";
