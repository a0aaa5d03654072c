// Rooms whose servers follow different dialects of state resolution. Exports only.
export { healedAtMs, mixedPlan, type MixedStory } from "./mixed-story.ts";
export { partingsOf, type Partings } from "./partings.ts";
