// The index finds exactly the edges that touch a window, as looking at all of them would.
import fc from "fast-check";
import { expect, test } from "vitest";
import { EdgeIndex, type Edge } from "../../../viz/layout/edges.ts";

const rowCount = 1000;
const row = fc.integer({ min: 0, max: rowCount - 1 });

test("a window gets each edge that touches it once, and no other", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(row, row), { maxLength: 80 }), row, row, (pairs, a, b) => {
      const index = new EdgeIndex(rowCount);
      const all = pairs.flatMap(([x, y], at): Edge[] => {
        const [parentRow, childRow] = [Math.min(x, y), Math.max(x, y)];
        if (parentRow === childRow) return [];
        return [{ parent: at, parentRow, child: at, childRow, straight: false }];
      });
      for (const edge of all) index.add(edge);
      const [first, last] = [Math.min(a, b), Math.max(a, b)];
      const touching = all.filter((edge) => edge.parentRow <= last && edge.childRow >= first);
      const found = index.inWindow(first, last).map(({ child }) => child);
      expect([...found].sort((x, y) => x - y)).toEqual(touching.map(({ child }) => child));
    }),
  );
});

test("an edge whose parent is not above its child is not taken", () => {
  const index = new EdgeIndex(10);
  index.add({ parent: 1, parentRow: 5, child: 2, childRow: 5, straight: false });
  index.add({ parent: 1, parentRow: 6, child: 2, childRow: 5, straight: false });
  expect(index.count).toBe(0);
});
