// Which plans of a sweep go on from which. Exports only.
export { chanceAnew, deedsAnew } from "./draw-anew.ts";
export { explore, type Explored } from "./explore.ts";
export { generationOf, Generations } from "./generations.ts";
export { generationSize, Guide, type GuidedRun, type Origin } from "./guide.ts";
export { Lineage } from "./lineage.ts";
export { moveNames, type MoveName } from "./moves.ts";
export { spanOf } from "./ground.ts";
