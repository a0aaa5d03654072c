import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StableOrder } from "../../../sim/engine/stable-order.ts";

function expected(keys: readonly number[]): number[] {
  return keys.map((_, i) => i).sort((x, y) => keys[x] - keys[y] || x - y);
}

describe("StableOrder", () => {
  // Small keys make ties, large ones need all three digits.
  const key = fc.oneof(fc.nat(5), fc.nat(3000), fc.nat(0x7fff_ffff));

  it("orders as a stable sort does, in the same memory again and again", () => {
    const sorter = new StableOrder();
    fc.assert(
      fc.property(fc.array(key, { maxLength: 300, size: "max" }), (keys) => {
        const order = sorter.sort(Int32Array.from(keys), keys.length);
        expect([...order.subarray(0, keys.length)]).toEqual(expected(keys));
      }),
      { numRuns: 500, seed: 4 },
    );
  });

  it("looks at the first `count` keys only", () => {
    const keys = Array.from({ length: 100 }, (_, i) => 100 - i);
    const order = new StableOrder().sort(Int32Array.from([...keys, 0, 0]), 100);
    expect([...order.subarray(0, 100)]).toEqual(expected(keys));
  });
});
