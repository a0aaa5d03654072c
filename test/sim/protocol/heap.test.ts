// The heap of the topological orders, against sorting.
import fc from "fast-check";
import { expect, test } from "vitest";
import { Heap } from "../../../sim/protocol/heap.ts";

function drain(heap: Heap): number[] {
  const out: number[] = [];
  for (let item = heap.pop(); item >= 0; item = heap.pop()) out.push(item);
  return out;
}

test("members come out in order, whatever the order in which they went in", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1000)), (items) => {
      const heap = new Heap((a, b) => a - b);
      for (const item of items) heap.push(item);
      expect(drain(heap)).toEqual([...items].sort((a, b) => a - b));
    }),
    { seed: 1 },
  );
});

test("pushing between pops keeps the least first", () => {
  // A model: an array that is searched for its least member.
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat(50), { freq: 3 })), (moves) => {
      const heap = new Heap((a, b) => b - a);
      const model: number[] = [];
      for (const move of moves) {
        if (move !== null) {
          heap.push(move);
          model.push(move);
          continue;
        }
        const greatest = model.length === 0 ? -1 : Math.max(...model);
        if (greatest >= 0) model.splice(model.indexOf(greatest), 1);
        expect(heap.pop()).toBe(greatest);
      }
    }),
    { seed: 2 },
  );
});

test("an empty heap answers -1", () => {
  const heap = new Heap((a, b) => a - b);
  expect(heap.pop()).toBe(-1);
  heap.push(7);
  expect([heap.pop(), heap.pop()]).toEqual([7, -1]);
});
