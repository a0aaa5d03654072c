// From a failing plan to the smallest one that fails alike. Exports only.
export { signaturesOf } from "./signature.ts";
export { sizeOf, type PlanSize } from "./plan-edit.ts";
export { shrinking, type ShrinkQuestion } from "./shrink.ts";
