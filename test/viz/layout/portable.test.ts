// A layout that went through another thread's hands is the layout that was made.
import { expect, test } from "vitest";
import { layoutOf, openLayout, portableLayout, type Edge } from "../../../viz/layout/index.ts";
import { buffersOf } from "../../../viz/layout/portable.ts";
import { buildModel } from "../../../viz/model/index.ts";
import { syntheticTrace } from "../synthetic-trace.ts";

test.each(["swim", "rail"] as const)("%s is the same after the journey", (name) => {
  const model = buildModel(syntheticTrace({ events: 400, servers: 5 }));
  const made = () => layoutOf(model, 0, { name, rowsBy: "rank" });
  const plain = portableLayout(made());
  const buffers = buffersOf(plain);
  expect(new Set(buffers).size).toBe(buffers.length);
  const arrived = openLayout(model, structuredClone(plain, { transfer: buffers }));
  const here = made();
  expect(arrived.rows.list()).toEqual(here.rows.list());
  expect([...arrived.rowOfEvent]).toEqual([...here.rowOfEvent]);
  expect(Array.from(arrived.lane)).toEqual(Array.from(here.lane));
  expect([...arrived.subLane]).toEqual([...here.subLane]);
  const edges = (from: typeof here): Edge[] => from.edges.inWindow(130, 140);
  expect(edges(arrived)).toEqual(edges(here));
  expect(arrived.edges.toParents(77)).toEqual(here.edges.toParents(77));
});
