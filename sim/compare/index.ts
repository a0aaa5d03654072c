// Compares state resolution by the text with what other implementations make of the same rooms:
// makes rooms up, asks, finds the switches that explain a difference, shrinks it, draws it, counts.
// Exports only. Pure: the programs that are asked are the command line's business.
export { buildRoom, type BuiltRoom } from "./build-room.ts";
export { causeOf, stateWith, type Conflict } from "./cause.ts";
export { drawRoom } from "./draw-room.ts";
export type { Draft, RoomDraft } from "./draft.ts";
export { questionOf, readAnswer, type Answer, type Question } from "./question.ts";
export { randomRoom, type RandomRoom } from "./random-room.ts";
export { rateOf, rateText, type Rate } from "./rate.ts";
export { shrinkRoom } from "./shrink-room.ts";
export { sideBySide } from "./side-by-side.ts";
export { Portion, type Find, type PortionResult } from "./portion.ts";
export { shapesText, type Shapes } from "./shapes.ts";
export type { TallyReport } from "./tally.ts";
