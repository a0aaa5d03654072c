import { describe, expect, test } from "vitest";
import { seedHash, stream } from "../../../sim/engine/random.ts";
import { medianInterval } from "../../../loadtest/capacity/resolution-cost.ts";

describe("the interval of a median", () => {
  test("holds the true one at 95 % or a little more, whatever the distribution", () => {
    const draws = stream(seedHash("medians"), "draws");
    let held = 0;
    const [lists, size] = [3_000, 20];
    for (let n = 0; n < lists; n++) {
      // Very skewed, with median 1.
      const values = Array.from({ length: size }, (_u, k) => {
        const u = (draws.at2(n, k) + 0.5) / 0x1_0000_0000;
        return (u / (1 - u)) ** 3;
      });
      const { low, middle, high } = medianInterval(values);
      expect(low).toBeLessThanOrEqual(middle);
      expect(middle).toBeLessThanOrEqual(high);
      if (low <= 1 && 1 <= high) held++;
    }
    // The 6th and the 15th of 20: 95.9 %.
    expect(Math.abs(held / lists - 0.959)).toBeLessThan(0.012);
  });

  test("of few values is their whole range, and of none nothing", () => {
    expect(medianInterval([3, 1, 2])).toEqual({ low: 1, middle: 2, high: 3 });
    expect(medianInterval([]).middle).toBeNaN();
  });
});
