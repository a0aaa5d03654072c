// Rows by rank and by true time: both ways round, append-stable, never touching, waits cut short.
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  fittingMsPerRow,
  rankPlaces,
  timePlaces,
  waitMax,
  type RowPlaces,
} from "../../../viz/layout/places.ts";

const timesOf = fc
  .array(fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 400 }), fc.nat({ max: 1e9 })), {
    ...{ minLength: 1, maxLength: 120 },
  })
  .map((waits) => {
    let atMs = 0;
    return waits.map((wait) => (atMs += wait));
  });

function holds(places: RowPlaces, rows: number): void {
  for (let row = 0; row < rows; row++) {
    expect(places.at(places.of(row))).toBe(row);
    expect(places.at(places.of(row) + 0.99)).toBe(row);
    expect(places.of(row + 1)).toBeGreaterThanOrEqual(places.of(row) + 1);
  }
  expect(places.of(rows)).toBe(places.length);
  expect(places.at(-5)).toBe(0);
  expect(places.at(places.length + 5)).toBe(rows - 1);
}

test("what lies at a row's place is that row", () => {
  holds(rankPlaces(17), 17);
  fc.assert(fc.property(timesOf, (times) => holds(timePlaces(times, 40), times.length)));
});

test("places between rows belong to the row above, as a scan finds it", () => {
  fc.assert(
    fc.property(timesOf, fc.double({ min: 0, max: 1, noNaN: true }), (times, part) => {
      const places = timePlaces(times, 40);
      const place = part * places.length;
      const scanned = times.findLastIndex((_, row) => places.of(row) <= place);
      expect(places.at(place)).toBe(scanned);
    }),
  );
});

test("the places of a beginning are the beginning of the places", () => {
  fc.assert(
    fc.property(timesOf, fc.nat({ max: 119 }), (times, cut) => {
      const count = 1 + (cut % times.length);
      const [whole, part] = [timePlaces(times, 40), timePlaces(times.slice(0, count), 40)];
      for (let row = 0; row < count; row++) expect(part.of(row)).toBe(whole.of(row));
    }),
  );
});

test("a wait is as high as it is long, and one that is too long is cut and named", () => {
  const places = timePlaces([0, 100, 400, 400, 1e9], 100);
  expect([0, 1, 2, 3, 4, 5].map((row) => places.of(row))).toEqual([0, 1, 4, 5, 5 + waitMax, 30]);
  expect(places.breaks).toEqual([4]);
});

test("the fitting height shows half of the waits", () => {
  expect(fittingMsPerRow([0, 0, 10, 20, 30, 1000])).toBe(10);
  expect(fittingMsPerRow([])).toBe(1);
});
