// The layout's promises, on synthetic traces of many shapes and seeds: it never moves what it has
// placed, no two marks share a cell, parents stand above their children, and nothing is left out.
import { describe, expect, test } from "vitest";
import { buildModel } from "../../../viz/model/model.ts";
import { swimLayout, subLanesMax } from "../../../viz/layout/swim.ts";
import { syntheticTrace } from "../synthetic-trace.ts";

const shapes = [1, 2, 3, 4, 5, 6].map((seed) => ({ seed, servers: 1 + seed, events: 25 * seed }));

describe.each(shapes)("seed $seed, $servers servers, $events events", (options) => {
  const records = syntheticTrace(options);
  const model = buildModel(records);
  const layout = swimLayout(model);

  test("the layout of a beginning is the beginning of the layout", () => {
    // Cut between instants: records of one instant belong together.
    for (let part = 1; part <= 12; part++) {
      const untilMs = Math.floor((model.endMs * part) / 13);
      const prefix = records.filter((record) => {
        return !("atMs" in record) || (record.kind !== "end" && record.atMs <= untilMs);
      });
      const partModel = buildModel(prefix);
      const partLayout = swimLayout(partModel);
      expect(partLayout.rows.length).toBeGreaterThan(0);
      expect(layout.rows.list().slice(0, partLayout.rows.length)).toEqual(partLayout.rows.list());
      for (const { index } of partModel.events) {
        expect(layout.rowOfEvent[index]).toBe(partLayout.rowOfEvent[index]);
        expect(layout.lane[index]).toBe(partLayout.lane[index]);
        expect(layout.subLane[index]).toBe(partLayout.subLane[index]);
      }
    }
  });

  test("every event has a row of its own, so no two marks share a cell", () => {
    const rows = model.events.map(({ index }) => layout.rowOfEvent[index]);
    expect(rows.every((row) => row >= 0)).toBe(true);
    expect(new Set(rows).size).toBe(model.events.length);
    for (const { index } of model.events) {
      const row = layout.rows.get(layout.rowOfEvent[index]);
      expect(row).toMatchObject({ kind: "event", event: index });
    }
  });

  test("parents stand above their children, and each edge is there once", () => {
    let edges = 0;
    for (const { index, prev } of model.events) {
      for (const parent of prev) {
        expect(layout.rowOfEvent[parent]).toBeLessThan(layout.rowOfEvent[index]);
      }
      const drawn = layout.edges.toParents(layout.rowOfEvent[index]).map(({ parent }) => parent);
      expect([...drawn].sort()).toEqual([...prev].sort());
      edges += prev.length;
    }
    expect(layout.edges.count).toBe(edges);
  });

  test("an event stands in its maker's lane, and sub-lanes are bounded", () => {
    for (const { index, server } of model.events) {
      expect(layout.lane[index]).toBe(server);
      expect(layout.subLane[index]).toBeLessThan(subLanesMax);
    }
  });

  test("a straight edge has no other mark of its sub-lane between its ends", () => {
    for (const { index } of model.events) {
      for (const edge of layout.edges.toParents(layout.rowOfEvent[index])) {
        if (!edge.straight) continue;
        const between = model.events.filter(({ index: other }) => {
          const row = layout.rowOfEvent[other];
          const sameLane = layout.lane[other] === layout.lane[index];
          const sameSub = layout.subLane[other] === layout.subLane[index];
          return row > edge.parentRow && row < edge.childRow && sameLane && sameSub;
        });
        expect(between).toEqual([]);
      }
    }
  });

  test("rows are in order of time", () => {
    const times = [...layout.rows.times];
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });
});

test("events that fork at one instant on one server stand beside each other", () => {
  const model = buildModel(syntheticTrace({ events: 60 }));
  const layout = swimLayout(model);
  const twins = model.events.filter(({ index, server, atMs }) => {
    const above = model.events[index - 1];
    return above?.server === server && above.atMs === atMs && above.type === "m.room.message";
  });
  expect(twins.length).toBeGreaterThan(1);
  for (const { index } of twins) {
    expect(layout.subLane[index]).not.toBe(layout.subLane[index - 1]);
  }
});

test("rooms do not mix", () => {
  const records = syntheticTrace({ events: 20 });
  const [meta] = records;
  if (meta.kind !== "meta") throw new Error("no meta");
  const rooms = [...meta.rooms, { id: "!b", version: "11", algorithm: "v2" }];
  const first = records.find(({ kind }) => kind === "event")!;
  const stranger = { ...first, index: 9999, id: "$x", room: 1 } as (typeof records)[number];
  const model = buildModel([{ ...meta, rooms }, ...records.slice(1), stranger]);
  const kinds = (room: number) =>
    swimLayout(model, room)
      .rows.list()
      .flatMap((row) => (row.kind === "event" ? [row.event] : []));
  expect(kinds(1)).toEqual([model.indexOfId.get("$x")]);
  expect(kinds(0)).not.toContain(model.indexOfId.get("$x"));
});
