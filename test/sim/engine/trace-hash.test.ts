import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstDifference, TraceHash } from "../../../sim/engine/trace-hash.ts";

function hashOf(values: readonly number[]): string {
  const hash = new TraceHash();
  for (const value of values) hash.fold(value);
  return hash.value();
}

const i32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

describe("TraceHash", () => {
  it("has known values, the same on every machine", () => {
    expect(hashOf([])).toBe("b56146429ca70078");
    expect(hashOf([0])).toBe("0885f6c1043f222b");
    expect(hashOf([1, -1, 2 ** 31 - 1, -(2 ** 31)])).toBe("ee9d7815ce75b943");
    expect(hashOf([])).toMatch(/^[0-9a-f]{16}$/);
  });

  it("differs for any one changed, missing, added or swapped integer", () => {
    fc.assert(
      fc.property(
        fc.array(i32, { minLength: 2, maxLength: 40, size: "max" }),
        i32,
        fc.nat(),
        (all, other, n) => {
          const place = n % all.length;
          const next = (place + 1) % all.length;
          const hash = hashOf(all);
          expect(hashOf(all)).toBe(hash);
          if (other !== all[place]) expect(hashOf(all.with(place, other))).not.toBe(hash);
          expect(hashOf(all.toSpliced(place, 1))).not.toBe(hash);
          expect(hashOf(all.toSpliced(place, 0, other))).not.toBe(hash);
          if (all[place] !== all[next]) {
            expect(hashOf(all.with(place, all[next]).with(next, all[place]))).not.toBe(hash);
          }
        },
      ),
      { numRuns: 2000, seed: 6 },
    );
  });

  it("sees the length of a run of zeros, and single high and low bits", () => {
    const runs = Array.from({ length: 200 }, (_, n) => hashOf(new Array<number>(n).fill(0)));
    const bits = Array.from({ length: 32 }, (_, bit) => hashOf([1 << bit, 0, 0, 0]));
    expect(new Set([...runs, ...bits]).size).toBe(232);
  });

  it("has no collision among 100,000 short sequences, in either half", () => {
    const seen = new Set<string>();
    const low = new Set<string>();
    for (let i = 0; i < 100_000; i++) {
      const hash = hashOf([i & 15, i >> 4, i & 3]);
      seen.add(hash);
      low.add(hash.slice(8));
    }
    expect(seen.size).toBe(100_000);
    // 32 bits alone would have about one collision among so many.
    expect(low.size).toBeGreaterThan(100_000 - 10);
  });

  it("folds safe integers beyond 32 bits and texts by their code units", () => {
    const of = (fold: (hash: TraceHash) => void) => {
      const hash = new TraceHash();
      fold(hash);
      return hash.value();
    };
    expect(of((h) => h.foldSafe(2 ** 40))).not.toBe(of((h) => h.foldSafe(2 ** 41)));
    expect(of((h) => h.foldSafe(-1))).not.toBe(of((h) => h.foldSafe(2 ** 32 - 1)));
    expect(of((h) => h.foldString("é"))).not.toBe(of((h) => h.foldString("e")));
    // The length keeps the border between two texts.
    const ab = of((h) => (h.foldString("ab"), h.foldString("c")));
    expect(ab).not.toBe(of((h) => (h.foldString("a"), h.foldString("bc"))));
  });

  it("keeps checkpoints that name the stretch in which two runs part", () => {
    const run = (changed: number) => {
      const hash = new TraceHash({ checkpointEvery: 10 });
      for (let i = 0; i < 95; i++) hash.fold(i === changed ? -1 : i);
      return hash.checkpoints;
    };
    expect(run(-1).length).toBe(9);
    expect(run(-1)[1]).toBe(hashOf(Array.from({ length: 20 }, (_, i) => i)));
    expect(firstDifference(run(-1), run(-1))).toBe(-1);
    for (const changed of [0, 9, 10, 55, 89]) {
      expect(firstDifference(run(-1), run(changed))).toBe(Math.floor(changed / 10));
    }
    expect(firstDifference(run(-1), run(92))).toBe(-1);
  });

  it("keeps no checkpoints unless asked", () => {
    const hash = new TraceHash();
    for (let i = 0; i < 1000; i++) hash.fold(i);
    expect(hash.checkpoints).toEqual([]);
    expect(hash.folds).toBe(1000);
  });
});
