import fc from "fast-check";
import { expect, test } from "vitest";
import { topologicalOrder } from "../../../sim/import/topological-order.ts";

test("what is in order stays as it is", () => {
  const parents = [[], [0], [0], [1, 2]];
  expect(topologicalOrder(4, (index) => parents[index])).toEqual({ ok: true, order: [0, 1, 2, 3] });
});

test("in a random acyclic graph, parents come first and everything comes once", () => {
  // Edges go from higher to lower ranks, and the ranks are shuffled over the indexes.
  const graph = fc.integer({ min: 1, max: 30 }).chain((count) =>
    fc.record({
      rank: fc.shuffledSubarray([...Array(count).keys()], { minLength: count }),
      edges: fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 60 }),
    }),
  );
  fc.assert(
    fc.property(graph, ({ rank, edges }) => {
      const parents = rank.map((): number[] => []);
      for (const [a, b] of edges) if (rank[a] > rank[b]) parents[a].push(b);
      const sorted = topologicalOrder(rank.length, (index) => parents[index]);
      if (!sorted.ok) throw new Error("no cycle is there");
      expect([...sorted.order].sort((a, b) => a - b)).toEqual([...rank.keys()]);
      const place = new Map(sorted.order.map((index, at) => [index, at]));
      parents.forEach((of, index) =>
        of.forEach((parent) => expect(place.get(parent)!).toBeLessThan(place.get(index)!)),
      );
    }),
  );
});

test("a cycle is found, also of one, and one of its members named", () => {
  const parents = [[], [3, 0], [1], [2], [1]];
  const sorted = topologicalOrder(5, (index) => parents[index]);
  expect(sorted.ok).toBe(false);
  expect(!sorted.ok && [1, 2, 3].includes(sorted.inCycle)).toBe(true);
  expect(topologicalOrder(1, () => [0])).toEqual({ ok: false, inCycle: 0 });
});

test("a chain of 300,000, given children first, exhausts no stack", () => {
  const count = 300_000;
  const sorted = topologicalOrder(count, (index) => (index + 1 < count ? [index + 1] : []));
  expect(sorted.ok && sorted.order[0]).toBe(count - 1);
});
