// Parents come first whatever order the trace has, and a good order is kept.
import fc from "fast-check";
import { expect, test } from "vitest";
import { eventOrder, type EventGraph } from "../../../viz/layout/order.ts";

function graphOf(parents: readonly (readonly number[])[]): EventGraph {
  const prevAt = [0];
  for (const list of parents) prevAt.push(prevAt[prevAt.length - 1] + list.length);
  return { room: parents.map(() => 0), prev: parents.flat(), prevAt };
}

const anyGraph = fc.integer({ min: 1, max: 30 }).chain((count) =>
  fc.array(fc.array(fc.integer({ min: 0, max: count - 1 }), { maxLength: 3 }), {
    minLength: count,
    maxLength: count,
  }),
);

test("each event of a room is placed once, whatever the edges are, cycles included", () => {
  fc.assert(
    fc.property(anyGraph, (parents) => {
      const order = eventOrder(graphOf(parents), 0);
      expect([...order].sort((a, b) => a - b)).toEqual(parents.map((_, index) => index));
    }),
  );
});

test("parents come before children in any graph without cycles, in any order of the trace", () => {
  fc.assert(
    fc.property(anyGraph, fc.infiniteStream(fc.nat()), (parents, shuffle) => {
      const rank = parents.map((_, index) => ({ index, by: shuffle.next().value as number }));
      rank.sort((a, b) => a.by - b.by);
      const place = new Map(rank.map(({ index }, at) => [index, at]));
      // An edge to a smaller number has no cycle; the shuffle then numbers events anew.
      const shuffled = rank.map(({ index }) =>
        parents[index].filter((at) => at < index).map((at) => place.get(at)!),
      );
      const order = eventOrder(graphOf(shuffled), 0);
      const at = new Map([...order].map((index, position) => [index, position]));
      shuffled.forEach((prev, index) => {
        for (const parent of prev) expect(at.get(parent)!).toBeLessThan(at.get(index)!);
      });
    }),
  );
});

test("an order that is good already is kept", () => {
  expect(eventOrder(graphOf([[], [0], [0], [1, 2], []]), 0)).toEqual(Int32Array.of(0, 1, 2, 3, 4));
});

test("a chain of a hundred thousand in the wrong order does not exhaust the stack", () => {
  const count = 100_000;
  const parents = Array.from({ length: count }, (_, at) => (at + 1 < count ? [at + 1] : []));
  const order = eventOrder(graphOf(parents), 0);
  expect([order[0], order[count - 1]]).toEqual([count - 1, 0]);
});
