// The index finds exactly the edges that touch a window, as looking at all of them would.
import fc from "fast-check";
import { expect, test } from "vitest";
import { EdgeIndex } from "../../../viz/layout/edges.ts";

const rowCount = 1000;
const row = fc.integer({ min: 0, max: rowCount - 1 });

test("a window gets each edge that touches it once, and no other", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(row, row), { maxLength: 80 }), row, row, (pairs, a, b) => {
      const rows = pairs
        .map(([x, y]) => [Math.min(x, y), Math.max(x, y)])
        .filter(([parentRow, childRow]) => parentRow < childRow)
        .sort((x, y) => x[1] - y[1]);
      const numbers = Int32Array.from(rows.keys());
      const index = new EdgeIndex(rowCount, {
        ...{ parent: numbers, child: numbers, straight: new Uint8Array(rows.length) },
        parentRow: Int32Array.from(rows, ([parentRow]) => parentRow),
        childRow: Int32Array.from(rows, ([, childRow]) => childRow),
      });
      const all = rows.map(([parentRow, childRow], child) => ({ parentRow, childRow, child }));
      const [first, last] = [Math.min(a, b), Math.max(a, b)];
      const touching = all.filter((edge) => edge.parentRow <= last && edge.childRow >= first);
      const found = index.inWindow(first, last).map(({ child }) => child);
      expect([...found].sort((x, y) => x - y)).toEqual(touching.map(({ child }) => child));
    }),
  );
});
