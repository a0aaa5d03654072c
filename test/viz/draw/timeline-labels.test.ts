// Labels of the strip never cover each other and never leave the stretch that they name.
import fc from "fast-check";
import { expect, test } from "vitest";
import { LabelRows, type Stretch } from "../../../viz/draw/timeline-labels.ts";

test("a label stands in the middle of its stretch where that is free", () => {
  expect(new LabelRows(2, 4).take(20, { from: 0, to: 100 })).toEqual({ x: 50, row: 0 });
  expect(new LabelRows(2, 4).take(20, { from: 0, to: 19 })).toBeUndefined();
});

test("where another is in the way it moves aside, then into the next row, then it is left out", () => {
  const rows = new LabelRows(2, 4);
  expect(rows.take(20, { from: 40, to: 60 })).toEqual({ x: 50, row: 0 });
  expect(rows.take(20, { from: 0, to: 100 })).toEqual({ x: 26, row: 0 });
  expect(rows.take(20, { from: 40, to: 60 })).toEqual({ x: 50, row: 1 });
  expect(rows.take(20, { from: 40, to: 60 })).toBeUndefined();
  expect(rows.take(20, { from: 64, to: 90 }, 1)).toEqual({ x: 77, row: 0 });
  expect(rows.take(20, { from: 64, to: 90 }, 1)).toBeUndefined();
});

test("whatever is asked for, labels keep their distance and stay inside", () => {
  const stretch = fc.tuple(fc.integer({ max: 500, min: 0 }), fc.integer({ max: 300, min: 1 }));
  const asked = fc.array(fc.tuple(stretch, fc.integer({ min: 1, max: 120 })), { maxLength: 30 });
  fc.assert(
    fc.property(asked, (all) => {
      const rows = new LabelRows(3, 5);
      const byRow = new Map<number, Stretch[]>();
      for (const [[from, length], width] of all) {
        const place = rows.take(width, { from, to: from + length });
        if (place === undefined) continue;
        const label = { from: place.x - width / 2, to: place.x + width / 2 };
        expect(label.from).toBeGreaterThanOrEqual(from);
        expect(label.to).toBeLessThanOrEqual(from + length);
        for (const other of byRow.get(place.row) ?? []) {
          expect(label.from >= other.to + 5 || label.to <= other.from - 5).toBe(true);
        }
        byRow.set(place.row, [...(byRow.get(place.row) ?? []), label]);
      }
    }),
  );
});
