import { describe, expect, it } from "vitest";
import {
  below,
  bound,
  chance,
  checkRatio,
  mix,
  pick,
  seedHash,
  shuffleInto,
  stream,
} from "../../../sim/engine/random.ts";

const seed = seedHash("golden");

/** Pearson's statistic of counts that should be equal. */
function chiSquare(counts: readonly number[]): number {
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0);
}

/** The value that 255 degrees of freedom exceed once in 100,000 times; under 155 is as rare. */
const chiSquareMax = 363;
const chiSquareMin = 155;

function expectUniform(draw: (i: number) => number): void {
  for (const shift of [0, 8, 16, 24]) {
    const counts = new Array<number>(256).fill(0);
    for (let i = 0; i < 65_536; i++) counts[(draw(i) >>> shift) & 255]++;
    const value = chiSquare(counts);
    expect(value, `bits from ${shift}`).toBeLessThan(chiSquareMax);
    expect(value, `bits from ${shift}`).toBeGreaterThan(chiSquareMin);
  }
}

describe("seedHash", () => {
  it("has known values, the same on every machine", () => {
    expect(seedHash("golden")).toEqual({ low: 2225485828, high: 2473370617 });
    expect(seedHash(7)).toEqual({ low: 4293572511, high: 928913473 });
  });

  it("takes a number and its text for the same seed, and other seeds for others", () => {
    expect(seedHash(7)).toEqual(seedHash("7"));
    expect(seedHash(7)).not.toEqual(seedHash(8));
    expect(seedHash("")).not.toEqual(seedHash("0"));
    // The library behind it repeats a text until its key is full.
    const seeds = ["1", "11", "111", "12", "1212", "7", "77"].map((text) => seedHash(text));
    expect(new Set(seeds.map(({ low, high }) => `${low} ${high}`)).size).toBe(seeds.length);
    expect(() => seedHash(0.5)).toThrow(RangeError);
  });

  it("leaves Math.random alone and does not depend on what was hashed before", () => {
    const before = Math.random;
    const first = seedHash("a");
    seedHash("b");
    expect(seedHash("a")).toEqual(first);
    expect(Math.random).toBe(before);
  });
});

describe("stream", () => {
  it("has known values, the same on every machine", () => {
    const golden = stream(seed, "loss", 3);
    expect([golden.at(0), golden.at(1), golden.at2(0, 0), golden.at2(5, 7)]).toEqual([
      116548828, 4130347275, 2875931544, 4018267165,
    ]);
    expect(golden.at3(1, 2, 3)).toBe(3665609340);
    // The published value of MurmurHash3's finaliser.
    expect(mix(1)).toBe(0x514e28b7);
  });

  it("gives the same n-th draw whichever draws are made or left out", () => {
    const all = stream(seed, "delay");
    const drawn = Array.from({ length: 100 }, (_, n) => all.at(n));
    const few = stream(seed, "delay");
    for (let n = 99; n >= 0; n -= 7) expect(few.at(n)).toBe(drawn[n]);
  });

  it("has other draws for another seed, name, entity or number of indices", () => {
    const draws = [
      stream(seed, "a"),
      stream(seedHash("other"), "a"),
      stream(seed, "b"),
      stream(seed, "aa"),
      stream(seed, "a", 1),
      stream(seed, "a", -1),
    ].flatMap((source) => [source.at(1), source.at2(1, 0), source.at3(1, 0, 0), source.at2(0, 1)]);
    expect(new Set(draws).size).toBe(draws.length);
  });

  it("is uniform in every byte, along each index, across entities and across names", () => {
    const source = stream(seed, "uniform");
    expectUniform((i) => source.at(i));
    expectUniform((i) => source.at2(i, 9));
    expectUniform((i) => source.at2(9, i));
    expectUniform((i) => source.at2(i >>> 8, i & 255));
    expectUniform((i) => source.at3(1, i, 2));
    expectUniform((i) => stream(seed, "uniform", i).at(0));
    expectUniform((i) => stream(seed, `name ${i}`).at(0));
    expectUniform((i) => mix(i));
  });

  it("draws neighbours that do not resemble each other", () => {
    // Half of the 32 bits differ on average; 65,536 pairs are within 1 % of it.
    const source = stream(seed, "neighbours");
    const other = stream(seed, "neighbours", 1);
    let alongIndex = 0;
    let alongEntity = 0;
    for (let i = 0; i < 65_536; i++) {
      alongIndex += ones(source.at(i) ^ source.at(i + 1));
      alongEntity += ones(source.at(i) ^ other.at(i));
    }
    expect(alongIndex / 65_536 / 16).toBeCloseTo(1, 2);
    expect(alongEntity / 65_536 / 16).toBeCloseTo(1, 2);
  });

  it("completes a head to the same draw as at3", () => {
    const source = stream(seed, "head");
    expect(source.ofHead(source.head(4, 5), 6)).toBe(source.at3(4, 5, 6));
  });
});

function ones(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}

describe("below", () => {
  it("is the whole part of u32 · k / 2³² for every size of k", () => {
    const source = stream(seed, "below");
    for (let i = 0; i < 20_000; i++) {
      const u32 = source.at2(0, i);
      const k = (source.at2(1, i) >>> (source.at2(2, i) % 32)) + 1;
      expect(below(u32, k)).toBe(Number((BigInt(u32) * BigInt(k)) >> 32n));
    }
    expect(below(0xffff_ffff, 2 ** 32)).toBe(0xffff_ffff);
    expect(below(0xffff_ffff, 65_536)).toBe(65_535);
    expect(below(0xffff_ffff, 65_537)).toBe(65_536);
    expect(below(0xffff_ffff, 1)).toBe(0);
  });
});

describe("chance", () => {
  it("says yes to exactly its share of the u32, as bound does", () => {
    const ratios = [
      [1, 3],
      [1, 100],
      [999_999, 1_048_576],
      [1, 1_048_576],
      [5, 7],
    ];
    for (const [numerator, denominator] of ratios) {
      const first =
        (BigInt(numerator) * 2n ** 32n + BigInt(denominator) - 1n) / BigInt(denominator);
      expect(bound({ numerator, denominator })).toBe(Number(first));
      expect(chance(Number(first) - 1, numerator, denominator)).toBe(true);
      expect(chance(Number(first), numerator, denominator)).toBe(false);
    }
  });

  it("never says yes to 0 and always to 1", () => {
    expect(chance(0, 0, 1)).toBe(false);
    expect(chance(0xffff_ffff, 1, 1)).toBe(true);
    expect(bound({ numerator: 0, denominator: 5 })).toBe(0);
    expect(bound({ numerator: 5, denominator: 5 })).toBe(2 ** 32);
  });

  it("has ratios checked by checkRatio, which names what is wrong", () => {
    expect(() => checkRatio("loss", { numerator: 1, denominator: 2 })).not.toThrow();
    for (const [numerator, denominator] of [
      [-1, 2],
      [3, 2],
      [0, 0],
      [0.5, 1],
      [1, 2 ** 21],
    ]) {
      expect(() => checkRatio("loss", { numerator, denominator })).toThrow(/^loss is/);
    }
  });
});

describe("pick and shuffleInto", () => {
  it("pick reaches every item and no other", () => {
    const source = stream(seed, "pick");
    const seen = new Set(
      Array.from({ length: 200 }, (_, n) => pick(source.at(n), ["x", "y", "z"])),
    );
    expect([...seen].sort()).toEqual(["x", "y", "z"]);
  });

  it("shuffleInto keeps all items and makes each of the 24 orders of four alike", () => {
    const source = stream(seed, "shuffle");
    const counts = new Map<string, number>();
    const target = new Int32Array(4);
    for (let n = 0; n < 24_000; n++) {
      shuffleInto(target, [1, 2, 3, 4], source, n);
      const order = target.join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    // 23 degrees of freedom exceed 65 about once in 100,000 times.
    expect(chiSquare([...counts.values()])).toBeLessThan(65);
  });

  it("shuffleInto may shuffle an array in place and repeats itself", () => {
    const source = stream(seed, "shuffle");
    const items = Int32Array.from({ length: 50 }, (_, i) => i);
    const once = new Int32Array(50);
    shuffleInto(once, items, source, 3);
    shuffleInto(items, items, source, 3);
    expect(items).toEqual(once);
    expect([...items].sort((x, y) => x - y)).toEqual(Array.from({ length: 50 }, (_, i) => i));
  });
});
