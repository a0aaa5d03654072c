// Ranges in threads; that threads change no result is in compare.test.ts.
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { ComparePool } from "../../../../sim/cli/compare/compare-pool.ts";
import type { SeedRange } from "../../../../sim/run/index.ts";

const stub = fileURLToPath(new URL("../stub-peer.ts", import.meta.url));
const peers = [`${process.execPath} ${stub} refuse`];
const order = { seed: { low: 1, high: 2 }, versions: ["11"], peers, findsMax: 1 };
const ranges = (count: number) => Array.from({ length: count }, (_, n) => ({ first: n, last: n }));

test.each([1, 2])(
  "all ranges are compared by %i jobs, and no more once it is enough",
  async (jobs) => {
    const pool = new ComparePool(order, jobs);
    try {
      const seen: SeedRange[] = [];
      const take = (enough: number) => (range: SeedRange) => seen.push(range) < enough;
      await pool.compare(ranges(9).values(), take(100));
      expect(seen.map(({ first }) => first).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
      seen.length = 0;
      await pool.compare(ranges(1000).values(), take(3));
      // What has begun is brought to its end.
      expect(seen.length).toBeLessThan(3 + 2 * jobs + 1);
    } finally {
      pool.stop();
    }
  },
);
