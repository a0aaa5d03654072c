// The draw list is the trace: counts of marks by verdict are those of a scan over the records, only
// what is in sight is in it, and nothing of the future.
import { describe, expect, test } from "vitest";
import type { TraceRecord } from "../../../sim/trace/records.ts";
import { sceneOf, shortDelay } from "../../../viz/draw/scene.ts";
import { countShapes, type Mark } from "../../../viz/draw/shapes.ts";
import { everyone, type SceneView } from "../../../viz/draw/view.ts";
import { columnsFor } from "../../../viz/layout/columns.ts";
import { swimLayout } from "../../../viz/layout/swim.ts";
import { buildModel } from "../../../viz/model/model.ts";
import { syntheticTrace } from "../synthetic-trace.ts";

const servers = 4;
const records = syntheticTrace({ events: 50, servers });
const model = buildModel(records);
const layout = swimLayout(model);
const [band] = model.faults;
const middleMs = Math.floor((band.startMs + band.endMs) / 2);

function viewOf(change: Partial<SceneView> = {}): SceneView {
  return {
    ...{ model, layout, rowPx: 20, remPx: 14, widthPx: 1000, heightPx: 20 * layout.rows.length },
    columns: columnsFor([0, 1, 2, 3], { widthPx: 1000, remPx: 14 }),
    ...{ scrollTopPx: 0, scrollLeftPx: 0, atMs: model.endMs, asSeenBy: everyone },
    ...change,
  };
}

/** Verdicts by server and event at a time, by going through the records. */
function verdictsAt(atMs: number): Map<string, string> {
  const found = new Map<string, string>();
  for (const record of records as TraceRecord[]) {
    if (record.kind !== "arrive" || record.atMs > atMs) continue;
    found.set(`${record.server} ${record.event}`, record.verdict);
  }
  return found;
}

describe.each([0, 3_000, middleMs, band.endMs + 500, model.endMs])("at %i ms", (atMs) => {
  test("each event that was made has one mark, and a mark in each other lane", () => {
    const verdicts = verdictsAt(atMs);
    const expected: Record<string, number> = {};
    const add = (name: string) => (expected[name] = (expected[name] ?? 0) + 1);
    for (const event of model.events) {
      if (event.atMs > atMs) continue;
      add(`event ${verdicts.get(`${event.server} ${event.index}`)}`);
      for (let lane = 0; lane < servers; lane++) {
        if (lane === event.server) continue;
        add(`receipt ${verdicts.get(`${lane} ${event.index}`) ?? "unknown"}`);
      }
    }
    const {
      line: _l,
      text: _t,
      edge: _e,
      hatch: _h,
      ...marks
    } = countShapes(sceneOf(viewOf({ atMs })));
    expect(marks).toEqual(expected);
  });

  test("seen by a server, an event's mark is that server's verdict or a ghost", () => {
    const verdicts = verdictsAt(atMs);
    for (let server = 0; server < servers; server++) {
      const shapes = sceneOf(viewOf({ atMs, asSeenBy: server }));
      const marks = shapes.filter((shape): shape is Mark => shape.shape === "mark");
      const made = model.events.filter((event) => event.atMs <= atMs);
      const standings = marks
        .filter(({ role }) => role === "event")
        .map(({ standing }) => standing);
      expect(standings).toEqual(
        made.map(({ index }) => verdicts.get(`${server} ${index}`) ?? "unknown"),
      );
    }
  });
});

test("during the split each side sees ghosts, and after it none", () => {
  const ghosts = (atMs: number, asSeenBy: number) =>
    countShapes(sceneOf(viewOf({ atMs, asSeenBy })))["event unknown"] ?? 0;
  expect(ghosts(middleMs, 0)).toBeGreaterThan(0);
  expect(ghosts(middleMs, 1)).toBeGreaterThan(0);
  expect(ghosts(model.endMs, 0)).toBe(0);
});

test("every edge between shown events is drawn once, none of the future", () => {
  for (const atMs of [3_000, middleMs, model.endMs]) {
    const shown = model.events.filter((event) => event.atMs <= atMs);
    const edges = shown.reduce((sum, { prev }) => sum + prev.length, 0);
    expect(countShapes(sceneOf(viewOf({ atMs })))["edge"] ?? 0).toBe(edges);
  }
});

test("a fault is hatched over the lanes it touches, with one wall between its sides", () => {
  const columns = columnsFor([0, 2, 1, 3], { widthPx: 1000, remPx: 14 });
  const shapes = sceneOf(viewOf({ columns }));
  const hatches = shapes.filter((shape) => shape.shape === "hatch");
  expect(hatches.map(({ side }) => side)).toEqual([0, 1]);
  expect(hatches[0].h).toBe(hatches[1].h);
  expect(hatches[0].x + hatches[0].w).toBeCloseTo(hatches[1].x);
  const walls = shapes.filter((shape) => shape.shape === "line" && shape.dashed);
  expect(walls.length).toBe(1);
  const before = sceneOf(viewOf({ atMs: band.startMs - 1 }));
  expect(before.some(({ shape }) => shape === "hatch")).toBe(false);
});

test("only rows in sight are drawn, and scrolling through shows each event", () => {
  const heightPx = 200;
  const seen = new Set<number>();
  for (let scrollTopPx = 0; scrollTopPx < layout.rows.length * 20; scrollTopPx += heightPx) {
    const shapes = sceneOf(viewOf({ heightPx, scrollTopPx }));
    const marks = shapes.filter((shape): shape is Mark => shape.shape === "mark");
    const own = marks.filter(({ role }) => role === "event");
    expect(own.length).toBeLessThanOrEqual(heightPx / 20 + 1);
    for (const { y } of marks) {
      expect(y).toBeGreaterThan(-20);
      expect(y).toBeLessThan(heightPx + 20);
    }
    for (const { y } of own) seen.add(Math.round((y + scrollTopPx) / 20 - 0.5));
  }
  expect(seen.size).toBe(model.events.length);
});

test("only lanes in sight are drawn", () => {
  const many = 60;
  const wide = buildModel(syntheticTrace({ events: 10, servers: many }));
  const wideLayout = swimLayout(wide);
  const columns = columnsFor(
    wide.meta.servers.map((_, at) => at),
    { widthPx: 1000, remPx: 14 },
  );
  const view = { ...viewOf(), model: wide, layout: wideLayout, columns, atMs: wide.endMs };
  const lanes = Math.ceil(columns.viewPx / columns.lanePx) + 1;
  const marks = sceneOf({ ...view, heightPx: 400 }).filter(({ shape }) => shape === "mark");
  expect(marks.length).toBeLessThanOrEqual((lanes + 1) * 21);
});

test("late arrivals have their delay beside them", () => {
  const late = model.arrivals.allRefusals().map((entry) => model.arrivals.get(entry));
  const text = sceneOf(viewOf()).flatMap((shape) => (shape.shape === "text" ? [shape.text] : []));
  for (const { atMs, event } of late) {
    const delay = atMs - model.events[event].atMs;
    if (delay >= 1000) expect(text).toContain(`+${shortDelay(delay)}`);
  }
  expect(text.filter((words) => words.startsWith("+")).length).toBeGreaterThan(10);
});

test("delays stay short", () => {
  expect([1000, 9_949, 9_950, 60_000, 3_600_000, 86_400_000].map(shortDelay)).toEqual([
    "1s",
    "9.9s",
    "10s",
    "60s",
    "60m",
    "24h",
  ]);
});
