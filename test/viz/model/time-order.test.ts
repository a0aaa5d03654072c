import fc from "fast-check";
import { expect, test } from "vitest";
import { timeOrder } from "../../../viz/model/time-order.ts";

test("it is a stable sort, for times of any size", () => {
  const time = fc.oneof(fc.nat({ max: 20 }), fc.nat(), fc.maxSafeNat());
  fc.assert(
    fc.property(fc.array(time), (times) => {
      const expected = [...times.keys()].sort((a, b) => times[a] - times[b] || a - b);
      expect([...timeOrder(times)]).toEqual(expected);
    }),
  );
});
