import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Arena } from "../../../sim/engine/arena.ts";

describe("Arena", () => {
  it("gives out blocks that never overlap, while others come and go", () => {
    const step = fc.record({ length: fc.integer({ min: 1, max: 3000 }), give: fc.nat() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80, size: "max" }), (steps) => {
        const arena = new Arena();
        const live: { offset: number; length: number; stamp: number }[] = [];
        steps.forEach(({ length, give }, stamp) => {
          const offset = arena.take(length);
          arena.words.fill(stamp, offset + 1, offset + 1 + length);
          live.push({ offset, length, stamp });
          if (give % 3 === 0) arena.give(live.splice(give % live.length, 1)[0].offset);
          expect(arena.blocks).toBe(live.length);
        });
        // A block that another one overlapped would have lost its stamp in part.
        for (const { offset, length, stamp } of live) {
          const words = arena.words.subarray(offset + 1, offset + 1 + length);
          expect(words.length).toBe(length);
          expect(words.every((word) => word === stamp)).toBe(true);
        }
      }),
      { seed: 5 },
    );
  });

  it("does not grow while blocks of one size come and go", () => {
    const arena = new Arena();
    for (let i = 0; i < 100_000; i++) arena.give(arena.take(1000));
    expect(arena.words.length).toBe(4096);
  });
});
