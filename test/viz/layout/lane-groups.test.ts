// Every server stands in exactly one lane, whatever is folded; groups hold servers that fared alike.
import fc from "fast-check";
import { expect, test } from "vitest";
import { laneGroups, lanesOfGroups, unfoldedMax } from "../../../viz/layout/lane-groups.ts";
import { longestPartition } from "../../../viz/layout/lane-order.ts";
import { sideOf } from "../../../viz/model/index.ts";
import { buildModel } from "../../../viz/model/index.ts";
import { syntheticTrace } from "../synthetic-trace.ts";

const model = buildModel(syntheticTrace({ events: 120, servers: 40 }));
const groups = laneGroups(model, 0);

test("groups hold each server once, and nobody of both sides of the split", () => {
  const all = groups.flat();
  expect([...all].sort((a, b) => a - b)).toEqual(model.meta.servers.map((_, server) => server));
  const partition = longestPartition(model);
  if (partition === undefined) throw new Error("the trace has a split");
  for (const group of groups) {
    expect(new Set(group.map((server) => sideOf(partition, server))).size).toBe(1);
  }
  expect(groups.length).toBeGreaterThan(1);
  expect(laneGroups(model, 0)).toBe(groups);
});

test("folded, a group is one lane; unfolded, its most different servers have their own", () => {
  const folded = lanesOfGroups(groups, { unfolded: [], alone: [] });
  expect(folded.names).toHaveLength(groups.length);
  const open = lanesOfGroups(groups, { unfolded: [0], alone: [] });
  const more = Math.min(unfoldedMax, groups[0].length);
  const rest = groups[0].length > unfoldedMax ? 1 : 0;
  expect(open.names).toHaveLength(groups.length - 1 + more + rest);
  expect(open.names.slice(rest, rest + more)).toEqual(groups[0].slice(0, more));
});

test("whatever is unfolded or alone, each server has one lane, named by one that stands in it", () => {
  const place = fc.nat({ max: groups.length - 1 });
  const server = fc.nat({ max: model.meta.servers.length - 1 });
  const choice = fc.record({ unfolded: fc.array(place), alone: fc.array(server) });
  fc.assert(
    fc.property(choice, ({ unfolded, alone }) => {
      const { names, laneOf, members } = lanesOfGroups(groups, { unfolded, alone });
      expect(new Set(names).size).toBe(names.length);
      expect([...new Set(laneOf)].sort()).toEqual([...names].sort());
      for (const name of names) expect(laneOf[name]).toBe(name);
      for (const each of alone) expect(members.has(laneOf[each])).toBe(false);
      for (const [lane, { servers }] of members) {
        for (const each of servers) expect(laneOf[each]).toBe(lane);
      }
    }),
  );
});
