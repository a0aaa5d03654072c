// Partition modes and endpoints: what each must do to the talk.
import { expect } from "vitest";
import { count, held, mixed, operators, reachOf, regions, sidesOf, type Row } from "./talk.ts";

export const partitionRows: Row[] = [
  [
    "split-halves",
    (r) => {
      expect(sidesOf(r)).toHaveLength(2);
      held(r);
    },
  ],
  [
    "split-coin",
    (r) => {
      expect(sidesOf(r)).toHaveLength(2);
      held(r);
    },
  ],
  [
    "isolate count=2",
    (r) => {
      expect(
        sidesOf(r)
          .map((side) => side.length)
          .sort(),
      ).toEqual([1, 1, 4]);
      held(r);
    },
  ],
  [
    "cut-off servers=hs2,hs3",
    (r) => {
      expect(sidesOf(r)).toEqual([
        [0, 3, 4, 5],
        [1, 2],
      ]);
      held(r);
    },
  ],
  [
    "minority-third",
    (r) => {
      expect(
        sidesOf(r)
          .map((side) => side.length)
          .sort(),
      ).toEqual([2, 4]);
      held(r);
    },
  ],
  [
    "majority",
    (r) => {
      expect(
        sidesOf(r)
          .map((side) => side.length)
          .sort(),
      ).toEqual([2, 4]);
      held(r);
    },
  ],
  [
    "majorities-ring",
    (r) => {
      const sides = sidesOf(r);
      expect(sides).toHaveLength(6);
      for (const side of sides) expect(side.length).toBeGreaterThan(3);
      held(r);
    },
  ],
  [
    "stochastic-ring",
    (r) => {
      expect(reachOf(r).every((reach) => reach.length >= 2 && reach.length < 5)).toBe(true);
      held(r);
    },
  ],
  [
    "bridge servers=hs4",
    (r) => {
      const reach = reachOf(r);
      expect(reach[3]).toHaveLength(5);
      expect(reach.filter((some) => some.length < 5)).toHaveLength(5);
      held(r);
    },
  ],
  [
    "n-way sides=3",
    (r) => {
      expect(sidesOf(r).map((side) => side.length)).toEqual([2, 2, 2]);
      held(r);
    },
  ],
  [
    "hub-loss",
    (r) => {
      expect(reachOf(r).flat()).toEqual([]);
      held(r);
    },
  ],
  [
    "star servers=hs2",
    (r) => {
      expect(reachOf(r)).toEqual([[1], [0, 2, 3, 4, 5], [1], [1], [1], [1]]);
      held(r);
    },
  ],
  [
    "by-region",
    (r) => {
      expect(sidesOf(r)).toEqual([
        [0, 1],
        [2, 3, 4, 5],
      ]);
      held(r);
    },
    regions,
  ],
  [
    "by-operator",
    (r) => {
      expect(sidesOf(r)).toEqual([[0, 1, 2], [3], [4], [5]]);
      held(r);
    },
    operators,
  ],
  [
    "by-implementation",
    (r) => {
      expect(sidesOf(r)).toEqual([
        [0, 1],
        [2, 3, 4, 5],
      ]);
    },
    mixed,
  ],
  [
    "cut-admins room=room1",
    (r) => {
      expect(sidesOf(r)).toEqual([
        [0, 1],
        [2, 3, 4, 5],
      ]);
      held(r);
    },
  ],
  [
    "power-holders room=room1",
    (r) => {
      expect(sidesOf(r)).toEqual([[0], [1], [2, 3, 4, 5]]);
      held(r);
    },
  ],
  [
    "endpoints-closed endpoints=send servers=hs1",
    (r) => {
      expect(count(r, "delivered", { to: 0, request: "send" })).toBe(0);
      expect(count(r, "refused", { to: 0 })).toBeGreaterThan(0);
      held(r);
    },
  ],
  [
    "endpoints-only endpoints=backfill,state_ids by=hang servers=hs1",
    (r) => {
      expect(count(r, "delivered", { to: 0, request: "send" })).toBe(0);
      expect(count(r, "dropped", { to: 0 })).toBeGreaterThan(0);
      held(r);
    },
  ],
];
