// The list of servers: found, sorted and grouped as asked, and cheap for ten thousand.
import { expect, test } from "vitest";
import { serverRows, worstOf, type ListOptions } from "../../../viz/app/server-list.ts";
import { partsOf, scaleOf } from "../../../viz/layout/time-scale.ts";
import { divergenceOf } from "../../../viz/model/divergence.ts";
import { buildModel } from "../../../viz/model/model.ts";
import { campsAt, knownAt, stateDifference } from "../../../viz/model/queries.ts";
import { syntheticTrace } from "../synthetic-trace.ts";

const model = buildModel(syntheticTrace({ events: 150, servers: 20 }));
const [band] = model.faults;
const atMs = Math.floor((band.startMs + band.endMs) / 2);
const worst = worstOf(divergenceOf(model, 0, partsOf(scaleOf(model), 30)));
const list = (change: Partial<ListOptions> = {}) =>
  serverRows(model, {
    ...{ atMs, room: 0, find: "", sort: "difference", grouped: false, open: new Set(), worst },
    ...change,
  });

test("each server is there once, with the facts of a scan", () => {
  const rows = list();
  expect(rows.length).toBe(20);
  const known = model.meta.servers.map((_, server) => knownAt(model, server, atMs).length);
  const [common] = campsAt(model, atMs);
  for (const row of rows) {
    if (row.kind !== "server" || row.state === undefined) throw new Error("no server");
    expect(row.lacking).toBe(Math.max(...known) - known[row.server]);
    expect(row.slots).toBe(stateDifference(model, row.state, common.state).length);
  }
});

test("the most different come first; other orders are what they say", () => {
  const slots = list().map((row) => row.slots);
  expect(slots).toEqual([...slots].sort((a, b) => b - a));
  expect(slots[0]).toBeGreaterThan(0);
  const lacking = list({ sort: "lacking" }).map((row) => (row.kind === "server" ? row.lacking : 0));
  expect(lacking).toEqual([...lacking].sort((a, b) => b - a));
  const names = list({ sort: "name" }).map((row) => {
    return row.kind === "server" ? model.serverNames[row.server] : "";
  });
  expect(names).toEqual([...names].sort());
  const traced = list({ sort: "trace" }).map((row) => (row.kind === "server" ? row.server : -1));
  expect(traced).toEqual([...traced.keys()]);
});

test("groups are the camps; an open one shows its servers, a single server is its own", () => {
  const camps = campsAt(model, atMs);
  const closed = list({ grouped: true });
  expect(closed.length).toBe(camps.length);
  const groups = closed.flatMap((row) => (row.kind === "group" ? [row] : []));
  expect(groups.length).toBe(camps.filter(({ servers }) => servers.length > 1).length);
  const [first] = groups;
  const open = list({ grouped: true, open: new Set([first.state ?? -1]) });
  expect(open.length).toBe(closed.length + first.servers.length);
  expect(new Set(first.servers)).toEqual(
    new Set(camps.find(({ state }) => state === first.state)?.servers),
  );
});

test("a part of a name finds servers in any case, a name that nobody has finds none", () => {
  const found = list({ find: " ALPHA" });
  expect(found.length).toBeGreaterThan(1);
  for (const row of found) {
    if (row.kind === "server") expect(model.meta.servers[row.server].name).toContain("alpha");
  }
  expect(list({ find: "nobody" })).toEqual([]);
});

test("before the room is made nobody is in it", () => {
  const rows = list({ atMs: -1, grouped: true });
  expect(rows).toMatchObject([{ kind: "group", state: undefined, slots: 0 }]);
});
