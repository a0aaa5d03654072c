import { expect, test } from "vitest";
import { Lineage, swarmPlan, type Origin } from "../../../../sim/run/index.ts";

const fresh = (seed: number) => swarmPlan({ seed: String(seed) });
const child = (parent: number, other: number): Origin => {
  return { parent, other, moves: ["more of a deed", "spliced"] };
};
const family: [number, Origin][] = [
  [10, child(1, 2)],
  [11, child(10, 3)],
  [12, child(11, 10)],
  [13, child(4, 4)],
];

test("a plan follows from the origins behind it alone, wherever it is made", () => {
  const all = new Lineage(fresh);
  all.learn(family);
  const behind = all.behind([12]);
  expect(behind.map(([seed]) => seed).sort()).toEqual([10, 11, 12]);
  const elsewhere = new Lineage(fresh);
  elsewhere.learn(behind);
  expect(elsewhere.plan(12)).toEqual(all.plan(12));
  expect(all.plan(12).about).toBe("Goes on from seed 11: more of a deed, spliced.");
  expect(all.plan(12)).not.toEqual(all.plan(11));
});

test("a seed without an origin has its own plan", () => {
  const lineage = new Lineage(fresh);
  expect(lineage.plan(5)).toEqual(fresh(5));
  expect([lineage.origin(5), lineage.behind([5])]).toEqual([undefined, []]);
});
