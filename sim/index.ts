// The public API of the simulator. Exports only.
export * from "./run/index.ts";
export { checks, judge, type Check, type Referee } from "./check/index.ts";
export type { Delay, Ratio, Stream } from "./engine/index.ts";
