// The strip holds every event once, and loses none that differs.
import fc from "fast-check";
import { expect, test } from "vitest";
import { stripOf, stripText } from "../../../viz/what-if/strip.ts";

test("cells hold all events in order; every parted one is counted in its cell", () => {
  fc.assert(
    fc.property(
      fc.nat(300),
      fc.integer({ min: 1, max: 80 }),
      fc.integer(),
      (count, cells, salt) => {
        const events = Array.from({ length: count }, (_, at) => at * 2);
        const parted = events.filter((event) => ((event ^ salt) & 7) === 0);
        const strip = stripOf({ events, parted }, cells);
        expect(strip.length).toBe(Math.min(cells, count));
        expect(strip.reduce((sum, cell) => sum + cell.events, 0)).toBe(count);
        expect(strip.reduce((sum, cell) => sum + cell.parted, 0)).toBe(parted.length);
        for (const cell of strip) {
          expect(cell.parted === 0).toBe(cell.firstParted < 0);
          if (cell.firstParted >= 0) expect(parted).toContain(cell.firstParted);
        }
      },
    ),
  );
});

test("as text: all the same, all otherwise, some", () => {
  expect(stripText({ events: [0, 1, 2, 3], parted: [2] })).toBe("==x=");
  const events = Array.from({ length: 720 }, (_, at) => at);
  expect(stripText({ events, parted: [5] })).toBe(`~${"=".repeat(71)}`);
});
