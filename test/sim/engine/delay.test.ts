import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { awsRegions, type AwsRegion } from "../../../sim/engine/aws-regions.ts";
import {
  delayMaxMs,
  delayMs,
  DelaySampler,
  internetDelay,
  type Delay,
} from "../../../sim/engine/delay.ts";
import { seedHash, stream } from "../../../sim/engine/random.ts";

const most = 0xffff_ffff;
const u32 = fc.integer({ min: 0, max: most });
const draws = stream(seedHash("delay"), "test");

function sample(delay: Delay, count: number): number[] {
  const sampler = new DelaySampler(delay);
  return Array.from({ length: count }, (_, n) => sampler.ms(0, 1, draws.at(n)));
}

describe("delayMs", () => {
  it("is always the same for a constant", () => {
    fc.assert(fc.property(u32, (u) => delayMs({ kind: "constant", ms: 20 }, 3, 4, u) === 20));
  });

  it("reaches both ends of a uniform delay and every ms alike", () => {
    const delay: Delay = { kind: "uniform", minMs: 10, maxMs: 19 };
    expect(delayMs(delay, 0, 1, 0)).toBe(10);
    expect(delayMs(delay, 0, 1, most)).toBe(19);
    const counts = new Map<number, number>();
    for (const ms of sample(delay, 100_000)) counts.set(ms, (counts.get(ms) ?? 0) + 1);
    expect(counts.size).toBe(10);
    for (const count of counts.values()) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  it("interpolates a table between its first and last entry, rising with the draw", () => {
    const delay: Delay = { kind: "table", ms: [10, 20, 20, 100] };
    expect(delayMs(delay, 0, 1, 0)).toBe(10);
    expect(delayMs(delay, 0, 1, most)).toBe(100);
    // A sixth of the way is half of the first step; five sixths are half of the last.
    expect(delayMs(delay, 0, 1, Math.floor(2 ** 32 / 6))).toBe(15);
    expect(delayMs(delay, 0, 1, 2 ** 31)).toBe(20);
    expect(delayMs(delay, 0, 1, Math.floor((2 ** 32 * 5) / 6))).toBe(60);
    fc.assert(
      fc.property(u32, u32, (x, y) => {
        const [low, high] = x < y ? [x, y] : [y, x];
        expect(delayMs(delay, 0, 1, low)).toBeLessThanOrEqual(delayMs(delay, 0, 1, high));
        expect(Number.isInteger(delayMs(delay, 0, 1, x))).toBe(true);
      }),
    );
    expect(delayMs({ kind: "table", ms: [7] }, 0, 1, most)).toBe(7);
  });

  it("halves the round trip between regions, at least 1 ms, and adds the jitter", () => {
    const regions: AwsRegion[] = ["Oregon", "Virginia", "London", "Oregon"];
    const delay: Delay = { kind: "regions", regions };
    expect(delayMs(delay, 0, 1, most)).toBe(41); // 81 / 2, rounded up
    expect(delayMs(delay, 1, 2, most)).toBe(38); // 75 / 2, rounded up
    expect(delayMs(delay, 2, 1, 0)).toBe(38);
    expect(delayMs(delay, 0, 3, 0)).toBe(1);
    const jittered: Delay = { ...delay, jitterMs: 5 };
    expect(delayMs(jittered, 0, 1, 0)).toBe(41);
    expect(delayMs(jittered, 0, 1, most)).toBe(46);
    expect(new Set(sample(jittered, 1000)).size).toBe(6);
  });

  it("knows every region", () => {
    const delay: Delay = { kind: "regions", regions: awsRegions };
    for (let to = 1; to < awsRegions.length; to++) {
      expect(delayMs(delay, 0, to, 0)).toBeGreaterThanOrEqual(32);
    }
  });

  it("survives JSON, for a delay is part of a plan", () => {
    const delays: Delay[] = [
      { kind: "uniform", minMs: 1, maxMs: 9 },
      { kind: "regions", regions: ["Tokyo", "Seoul"], jitterMs: 2 },
      internetDelay,
    ];
    for (const delay of delays) {
      const copy = JSON.parse(JSON.stringify(delay)) as Delay;
      for (let n = 0; n < 50; n++) {
        expect(delayMs(copy, 0, 1, draws.at(n))).toBe(delayMs(delay, 0, 1, draws.at(n)));
      }
    }
  });

  it("refuses what makes no sense and says why", () => {
    const refused: [Delay, RegExp][] = [
      [{ kind: "constant", ms: -1 }, /constant delay is -1/],
      [{ kind: "constant", ms: 1.5 }, /1\.5/],
      [{ kind: "constant", ms: delayMaxMs + 1 }, /86400000/],
      [{ kind: "uniform", minMs: 5, maxMs: 4 }, /minMs 5 is greater than maxMs 4/],
      [{ kind: "table", ms: [] }, /1 to 32768 entries/],
      [{ kind: "table", ms: [3, 2] }, /Entry 1/],
      [{ kind: "regions", regions: ["Atlantis" as AwsRegion] }, /"Atlantis" is no region/],
      [{ kind: "regions", regions: [], jitterMs: NaN }, /jitterMs is NaN/],
      [{ kind: "normal" } as unknown as Delay, /one of constant, uniform, table, regions/],
    ];
    for (const [delay, reason] of refused) expect(() => new DelaySampler(delay)).toThrow(reason);
    const two: Delay = { kind: "regions", regions: ["Tokyo", "Seoul"] };
    expect(() => new DelaySampler(two, 3)).toThrow(/3 nodes and 2 regions/);
  });
});

describe("internetDelay", () => {
  it("is the log-normal curve it says it is", () => {
    if (internetDelay.kind !== "table") throw new Error("It is a table.");
    const { ms } = internetDelay;
    expect(ms.length).toBe(65);
    expect(ms[32]).toBe(Math.round(Math.exp(4.08)));
    // Quantiles of the standard normal curve from any table: 84.375 %, 93.75 %, 98.4375 %.
    const quantiles: [number, number][] = [
      [54, 1.00999],
      [60, 1.53412],
      [63, 2.15387],
    ];
    for (const [i, z] of quantiles) {
      expect(ms[i]).toBe(Math.round(Math.exp(4.08 + 0.84 * z)));
      expect(ms[64 - i]).toBe(Math.round(Math.exp(4.08 - 0.84 * z)));
    }
  });

  it("has the mean of that curve within 3 %", () => {
    const drawn = sample(internetDelay, 100_000);
    const mean = drawn.reduce((sum, ms) => sum + ms, 0) / drawn.length;
    expect(mean / Math.exp(4.08 + 0.84 ** 2 / 2)).toBeCloseTo(1.01, 1.7);
  });
});
