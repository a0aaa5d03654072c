// Many seeds of one story. Exports only.
export { countOf, parseSeeds, pendingRanges, seedMax, type SeedRange } from "./seed-ranges.ts";
export { claimPlace, sweepRow, sweepSeed, type SweepRow } from "./sweep-row.ts";
