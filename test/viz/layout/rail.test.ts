// The rail layout's promises on histories of any shape: it never moves what it has placed, columns
// are bounded, and no line runs through a mark that is none of its ends.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { elided } from "../../../viz/layout/edges.ts";
import { columnsMax, railLayout } from "../../../viz/layout/rail.ts";
import { buildModel } from "../../../viz/model/model.ts";
import { dagOf, dagRecords } from "../random-dag.ts";
import { scenarioModel } from "../scenario-models.ts";

const layoutOf = (records: ReturnType<typeof dagRecords>) => railLayout(buildModel(records));

test("the layout of a beginning is the beginning of the layout", () => {
  fc.assert(
    fc.property(dagOf(60), fc.nat({ max: 59 }), (dag, cut) => {
      const records = dagRecords(dag);
      const whole = layoutOf(records);
      const events = 1 + (cut % dag.length);
      const part = layoutOf(records.slice(0, 1 + events));
      for (let event = 0; event < events; event++) {
        expect(part.rowOfEvent[event]).toBe(whole.rowOfEvent[event]);
        expect(part.lane[event]).toBe(whole.lane[event]);
        expect(part.edges.toParents(event)).toEqual(whole.edges.toParents(event));
      }
    }),
  );
});

test("each edge is there once, and no line runs through a foreign mark", () => {
  fc.assert(
    fc.property(dagOf(60), (dag) => {
      const model = buildModel(dagRecords(dag));
      const layout = railLayout(model);
      let edges = 0;
      for (const { index, prev } of model.events) {
        const found = layout.edges.toParents(layout.rowOfEvent[index]);
        expect(found.map(({ parent }) => parent).sort()).toEqual([...prev].sort());
        edges += found.length;
        for (const { rail, parentRow, childRow } of found) {
          if (rail === elided) continue;
          for (let row = parentRow + 1; row < childRow; row++) {
            const at = layout.rows.get(row);
            if (at?.kind === "event") expect(layout.lane[at.event]).not.toBe(rail);
          }
        }
      }
      expect(layout.edges.count).toBe(edges);
    }),
  );
});

test("lines that run at the same height run in columns of their own", () => {
  fc.assert(
    fc.property(dagOf(40), (dag) => {
      const layout = layoutOf(dagRecords(dag));
      const ways = layout.edges
        .inWindow(0, layout.rows.length - 1)
        .filter(({ rail }) => rail !== elided);
      for (const a of ways) {
        for (const b of ways) {
          const apart = a.child === b.child || a.parent === b.parent || a.rail !== b.rail;
          if (apart) continue;
          expect(a.childRow <= b.parentRow || b.childRow <= a.parentRow).toBe(true);
        }
      }
    }),
  );
});

test("columns are bounded, however many tips stay open; then edges are elided", () => {
  const open = Array.from({ length: 80 }, () => ({ server: 0, waitMs: 1, back: [10_000] }));
  const merge = { server: 1, waitMs: 1, back: Array.from({ length: 80 }, (_, at) => at) };
  const layout = layoutOf(dagRecords([...open, merge]));
  expect(layout.laneCount).toBe(columnsMax);
  const edges = layout.edges.toParents(80);
  expect(edges.length).toBe(80);
  expect(edges.filter(({ rail }) => rail === elided).length).toBeGreaterThan(40);
  expect(edges.filter(({ rail }) => rail !== elided).length).toBeGreaterThanOrEqual(columnsMax - 1);
});

describe("real runs", () => {
  test("a chain stands in one column; a split needs few", () => {
    const chain = Array.from({ length: 30 }, () => ({ server: 0, waitMs: 1, back: [0] }));
    expect(layoutOf(dagRecords(chain)).laneCount).toBe(1);
    const layout = railLayout(scenarioModel("netsplit-ban"));
    expect(layout.laneCount).toBeLessThan(8);
    const edges = layout.edges.inWindow(0, layout.rows.length - 1);
    expect(edges.every(({ rail }) => rail !== elided)).toBe(true);
  });
});
