// Panes show one layout several times: each event at the same place in each, with the verdict of the
// pane's own server, or as a ghost; never a mark outside of its pane.
import { describe, expect, test } from "vitest";
import { panesOf } from "../../../viz/draw/panes.ts";
import { sceneOf } from "../../../viz/draw/scene.ts";
import type { Mark } from "../../../viz/draw/shapes.ts";
import { columnsFor } from "../../../viz/layout/columns.ts";
import { rowLayouts } from "../../../viz/layout/room-layout.ts";
import { buildModel } from "../../../viz/model/model.ts";
import { syntheticTrace } from "../synthetic-trace.ts";
import { sceneView } from "./scene-view.ts";

const model = buildModel(syntheticTrace({ events: 50, servers: 4 }));
const [band] = model.faults;
const middleMs = Math.floor((band.startMs + band.endMs) / 2);
const servers = [2, 0, 3];
const sizes = { widthPx: 1000, remPx: 14, share: 0.74, wideRem: 20, leastPx: 100 };

describe.each(rowLayouts)("%s", (name) => {
  const view = sceneView(model, {
    ...{ name, atMs: middleMs, split: "panes", columns: columnsFor(servers, sizes) },
  });
  const panes = panesOf(view);
  /** The marks of each pane: what stands between its left side and the next one's. */
  const marks = panes.map(({ columns }) => {
    const right = columns.leftPx + columns.viewPx;
    return sceneOf(view).filter((shape): shape is Mark => {
      return shape.shape === "mark" && shape.x >= columns.leftPx && shape.x < right;
    });
  });

  test("the same event stands at the same place in each pane", () => {
    const places = marks.map((list, at) =>
      list.map(({ x, y, form }) => [Math.round(x - panes[at].columns.leftPx), y, form]),
    );
    expect(places[0].length).toBeGreaterThan(20);
    expect(places[1]).toEqual(places[0]);
    expect(places[2]).toEqual(places[0]);
    const all = sceneOf(view).filter(({ shape }) => shape === "mark");
    expect(all.length).toBe(3 * places[0].length);
  });

  test("each pane shows its server's verdicts, and ghosts for what it lacks", () => {
    const made = model.events.filter(({ atMs }) => atMs <= middleMs);
    servers.forEach((server, at) => {
      const expected = made.map(({ index }) => {
        return model.arrivals.verdictAt(server, index, middleMs) ?? "unknown";
      });
      expect(marks[at].map(({ standing }) => standing)).toEqual(expected);
      expect(marks[at].every(({ role }) => role === "event")).toBe(true);
    });
    const ghosts = (at: number) => marks[at].filter(({ standing }) => standing === "unknown");
    expect(ghosts(0).length).toBeGreaterThan(0);
  });
});
