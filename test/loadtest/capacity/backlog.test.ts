import { describe, expect, test } from "vitest";
import { backlogName, judgeBacklog, median, slopeOf } from "../../../loadtest/capacity/backlog.ts";

const rows = (sizes: readonly number[]) => sizes.map((size, n) => ({ atMs: 1000 * n, size }));
/** Small and the same in every run. */
const noise = (n: number) => ((n * 7919) % 13) / 3 - 2;

describe("the backlog", () => {
  test("that grows by more than 2 % of the work is broken, and the detail says by how much", () => {
    const verdict = judgeBacklog(rows(Array.from({ length: 20 }, (_u, n) => 2 * n)), 20);
    expect(verdict).toMatchObject({ slo: backlogName, result: "broken" });
    expect(verdict.value).toBeCloseTo(0.1);
    expect(verdict.detail).toContain("10.0 %");
  });

  test("that stands, falls or only wobbles is held", () => {
    const stands = Array.from({ length: 20 }, (_u, n) => 8 + noise(n));
    const falls = Array.from({ length: 20 }, (_u, n) => 40 - n + noise(n));
    for (const sizes of [stands, falls]) expect(judgeBacklog(rows(sizes), 20).result).toBe("held");
  });

  test("one odd row moves neither verdict", () => {
    const stands = Array.from({ length: 20 }, (_u, n) => (n === 18 ? 300 : 8 + noise(n)));
    expect(judgeBacklog(rows(stands), 20).result).toBe("held");
    const grows = Array.from({ length: 20 }, (_u, n) => (n === 2 ? 300 : 3 * n));
    expect(judgeBacklog(rows(grows), 20).result).toBe("broken");
  });

  test("of too few rows, or of no work, is unknown", () => {
    expect(judgeBacklog(rows([1, 2, 3]), 20).result).toBe("unknown");
    expect(judgeBacklog(rows([1, 2, 3, 4, 5, 6]), 0).result).toBe("unknown");
  });

  test("the slope is the median of all pairs", () => {
    expect(slopeOf(rows([0, 3, 6, 9, 12])).perSecond).toBe(3);
    expect([median([]), median([3, 1, 2]), median([4, 1])]).toEqual([0, 2, 2.5]);
  });
});
