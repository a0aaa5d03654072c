// The public API of the simulator. Exports only.
export * from "./run/index.ts";
export { checks, judge, type Check, type Referee } from "./check/index.ts";
export { exposure, exposureText, type Exposure } from "./check/index.ts";
export { below, type Delay, type Ratio, type Stream } from "./engine/index.ts";
