// What if a history, or its rules, had been otherwise? Worked out in the page by the protocol's code.
export { changeText, isNoChange, noChange, readChange, type Change } from "./change.ts";
export { compareHistories, type HistoryDifference, type SlotChange } from "./compare-histories.ts";
export { retell, type History, type Retelling } from "./retell.ts";
export { changedPlan, runnablePlan, stepText, type PlanChange } from "./changed-plan.ts";
export { minimalPlan, type MinimalPlan } from "./minimal-plan.ts";
