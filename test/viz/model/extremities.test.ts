// The set at any time is the last that was given up to then, however large and however often it
// changed.
import fc from "fast-check";
import { expect, test } from "vitest";
import { Extremities, ExtremityBuilder } from "../../../viz/model/extremities.ts";
import type { Columns } from "../../../viz/model/table.ts";

const entry = fc.record({
  step: fc.nat({ max: 2 }),
  server: fc.nat({ max: 1 }),
  set: fc.uniqueArray(fc.nat({ max: 9 })),
});

test("what was given comes back, over many whole sets and changes", () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 300, size: "max" }), (entries) => {
      const builder = new ExtremityBuilder(2, 1);
      const given: { atMs: number; server: number; set: number[] }[] = [];
      let atMs = 0;
      for (const { step, server, set } of entries) {
        atMs += step;
        const sorted = [...set].sort((a, b) => a - b);
        builder.add({ atMs, server, room: 0 }, sorted);
        given.push({ atMs, server, set: sorted });
      }
      const columns: Columns = {};
      builder.finish(columns);
      const extremities = new Extremities(columns, 1);
      for (let time = -1; time <= atMs; time++) {
        for (const server of [0, 1]) {
          const last = given.findLast((each) => each.server === server && each.atMs <= time);
          expect(extremities.at(server, 0, time)).toEqual(last?.set);
        }
      }
    }),
    { numRuns: 25 },
  );
});

test("a server or room that the trace does not have has none", () => {
  const columns: Columns = {};
  new ExtremityBuilder(1, 1).finish(columns);
  const extremities = new Extremities(columns, 1);
  expect(extremities.at(0, 0, 9)).toBeUndefined();
  expect(extremities.at(5, 0, 9)).toBeUndefined();
  expect(extremities.at(0, 5, 9)).toBeUndefined();
});
