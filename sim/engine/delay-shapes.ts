// Well-known curves of one-way delays as integer tables, so that every engine draws the same: a
// shape and one length of time give a `table` of delay.ts. No logarithm is taken at run time.
import { delayMaxMs, type Delay } from "./delay.ts";

/** What the curves are like, and what their one length of time means. */
export const delayShapes = {
  constant: "always the same",
  uniform: "each whole ms up to twice the time alike",
  exponential: "mostly short, with the time as mean",
  "log-normal": "as on the open internet (sigma 0.84), with the time as median",
  bimodal: "nine in ten take the time, one in ten takes twenty times as long",
  pareto: "at least the time, with a heavy tail (alpha 1.5)",
} as const;
export type DelayShape = keyof typeof delayShapes;

/**
 * The delay of a shape.
 * @param ms the time that the shape is told by, 0 or more; delays over a day are cut to a day
 * @example shapedDelay("log-normal", 120)
 */
export function shapedDelay(shape: DelayShape, ms: number): Delay {
  switch (shape) {
    case "constant":
      return { kind: "constant", ms };
    case "uniform":
      return { kind: "uniform", minMs: 0, maxMs: Math.min(2 * ms, delayMaxMs) };
    case "exponential":
      return scaled(exponential, ms);
    case "log-normal":
      return scaled(logNormal, ms);
    case "bimodal":
      return scaled(bimodal, ms);
    case "pareto":
      return scaled(pareto, ms);
  }
}

/** Quantiles in thousandths of the time, from 0.1 % to 99.9 %. */
function scaled(quantiles: readonly number[], ms: number): Delay {
  const table = quantiles.map((part) => Math.min(Math.round((part * ms) / 1000), delayMaxMs));
  return { kind: "table", ms: table };
}

const exponential = [
  1, 17, 33, 49, 65, 82, 99, 117, 134, 152, 171, 189, 208, 228, 248, 268, 288, 309, 331, 353, 375,
  398, 422, 446, 470, 496, 522, 548, 576, 604, 633, 662, 693, 725, 758, 791, 826, 863, 900, 939,
  980, 1023, 1067, 1113, 1162, 1213, 1267, 1324, 1384, 1449, 1517, 1591, 1671, 1757, 1852, 1957,
  2073, 2206, 2358, 2539, 2759, 3041, 3436, 4099, 6908,
];

const logNormal = [
  75, 167, 211, 247, 277, 305, 332, 357, 382, 406, 429, 452, 476, 499, 522, 545, 568, 592, 615, 639,
  664, 689, 714, 739, 766, 792, 820, 848, 876, 906, 936, 968, 1000, 1033, 1068, 1104, 1141, 1180,
  1220, 1262, 1306, 1352, 1401, 1452, 1506, 1564, 1625, 1690, 1760, 1835, 1917, 2005, 2103, 2210,
  2330, 2466, 2620, 2800, 3013, 3274, 3606, 4056, 4729, 5984, 13407,
];

/** Nine steps of ten at the time, the last tenth twenty times as long. */
const bimodal = Array.from({ length: 61 }, (_, n) => (n < 55 ? 1000 : 20_000));

const pareto = [
  1001, 1011, 1022, 1033, 1045, 1056, 1068, 1081, 1094, 1107, 1121, 1135, 1149, 1164, 1179, 1195,
  1212, 1229, 1247, 1265, 1284, 1304, 1325, 1346, 1368, 1392, 1416, 1441, 1468, 1496, 1525, 1555,
  1587, 1621, 1657, 1695, 1735, 1777, 1823, 1871, 1922, 1977, 2037, 2101, 2170, 2245, 2327, 2417,
  2516, 2627, 2750, 2888, 3046, 3227, 3437, 3685, 3984, 4352, 4818, 5433, 6291, 7594, 9883, 15_371,
  100_000,
];
