// Why did a server decide so? The protocol's own rules, run again over what a trace holds.
export { chainText, type Chain, type ChainLink, type Question } from "./chain.ts";
export { whyNotInState } from "./not-in-state.ts";
export { whyNotThere } from "./not-there.ts";
export { slotCause, type SlotCause } from "./slot-cause.ts";
export { whyRefused } from "./refused.ts";
export {
  resolutionStory,
  type CheckRow,
  type OrderRow,
  type ResolutionStory,
  type Stage,
  type Telling,
} from "./resolution-story.ts";
export { storySteps, type Lit, type LitRole, type StoryStep } from "./story-steps.ts";
export {
  checkRowText,
  decisionText,
  orderValueName,
  orderValueText,
  outcomeWords,
  resolutionName,
  stageAbout,
  stageTitle,
} from "./story-words.ts";
