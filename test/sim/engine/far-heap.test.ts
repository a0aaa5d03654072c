import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FarHeap } from "../../../sim/engine/far-heap.ts";

describe("FarHeap", () => {
  it("gives entries out by time, then by order of push", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { maxLength: 600, size: "max" }), (times) => {
        const heap = new FarHeap();
        times.forEach((atMs, entry) => heap.push(atMs, entry));
        const order = times.map((_, i) => i).sort((x, y) => times[x] - times[y] || x - y);
        for (const entry of order) {
          expect(heap.leastMs()).toBe(times[entry]);
          expect(heap.leastEntry()).toBe(entry);
          expect(heap.pop()).toBe(entry);
        }
        expect(heap.size).toBe(0);
      }),
      { numRuns: 30, seed: 1 },
    );
  });

  it("keeps the order of the rest when marked entries are dropped", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(9), fc.boolean()), { maxLength: 200, size: "max" }),
        (items) => {
          const heap = new FarHeap();
          items.forEach(([atMs], entry) => heap.push(atMs, entry));
          for (let place = 0; place < heap.size; place++) {
            if (items[heap.entryAt(place)][1]) heap.mark(place);
          }
          heap.dropMarked();
          const rest = items.flatMap(([atMs, dropped], entry) =>
            dropped ? [] : [{ atMs, entry }],
          );
          rest.sort((x, y) => x.atMs - y.atMs || x.entry - y.entry);
          expect(heap.size).toBe(rest.length);
          for (const { entry } of rest) expect(heap.pop()).toBe(entry);
        },
      ),
      { seed: 2 },
    );
  });
});
