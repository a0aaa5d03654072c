// The curve of what resolution costs: whole, cut off, or with a target that dies between two points.
import { expect, test } from "vitest";
import { LoadProblem } from "../../../loadtest/driver/load-problem.ts";
import type {
  ResolutionCost,
  ResolutionCostPlan,
} from "../../../loadtest/capacity/resolution-cost.ts";
import {
  judgeCurve,
  measureResolutionCurve,
  timesFirst,
  type CurveHooks,
} from "../../../loadtest/capacity/resolution-curve.ts";
import type { FederationTarget } from "../../../loadtest/federation/target.ts";

const target = { url: "http://127.0.0.1:1", name: "x" } as unknown as FederationTarget;
const points = [1, 5, 20].map((extremities) => ({ extremities, conflicted: 2 }));
const plan = { points, events: 6, roomVersion: "12", seed: "1" };

const costOf = (plan: ResolutionCostPlan, lost = 0): ResolutionCost => ({
  ...{ plan, lost, visibleMs: [], cpuMsPerEvent: 2 },
  median: { low: 9, middle: 10 * plan.extremities, high: 300 },
});

const curveOf = (measure: NonNullable<CurveHooks["measure"]>, signal?: AbortSignal) =>
  measureResolutionCurve(target, plan, { measure, ...(signal && { signal }) });

const gone = () => Object.assign(new Error("gone"), { code: "ECONNREFUSED" });

test("each point is measured, in order, and costs are told beside the first", async () => {
  const curve = await curveOf((_target, plan) => Promise.resolve(costOf(plan)));
  expect(curve.costs.map(({ plan }) => plan.extremities)).toEqual([1, 5, 20]);
  expect(curve.costs[0].plan).toMatchObject({ events: 6, roomVersion: "12", conflicted: 2 });
  expect(timesFirst(curve, curve.costs[2])).toBe(20);
  expect(judgeCurve(curve)).toMatchObject({ outcome: "held" });
});

test("events that never became visible break it", async () => {
  const curve = await curveOf((_target, plan) => Promise.resolve(costOf(plan, 1)));
  const { outcome, checks } = judgeCurve(curve);
  expect([outcome, checks[1].message]).toEqual(["broken", "15 of 18 did"]);
});

test.each([gone(), new LoadProblem("It is gone.", "Start it.")])(
  "a target that is lost at the second point leaves the first (%s)",
  async (thrown) => {
    let asked = 0;
    const curve = await curveOf((_target, plan) => {
      return asked++ === 0 ? Promise.resolve(costOf(plan)) : Promise.reject(thrown);
    });
    expect([curve.end.how, curve.costs.length, asked]).toEqual(["target lost", 1, 2]);
    expect(judgeCurve(curve).outcome).toBe("incomplete");
  },
);

test("what the first point throws is the answer, and a bug of ours is never a lost target", async () => {
  await expect(curveOf(() => Promise.reject(gone()))).rejects.toThrow("gone");
  let asked = 0;
  const bug = curveOf((_target, plan) => {
    return asked++ === 0 ? Promise.resolve(costOf(plan)) : Promise.reject(new Error("a bug"));
  });
  await expect(bug).rejects.toThrow("a bug");
});

test("a point that its user cuts off is left out, whether it throws or answers", async () => {
  for (const after of [() => Promise.reject(gone()), undefined]) {
    const stop = new AbortController();
    let asked = 0;
    const curve = await curveOf((_target, plan) => {
      if (asked++ === 0) return Promise.resolve(costOf(plan));
      stop.abort();
      return after?.() ?? Promise.resolve(costOf(plan, 6));
    }, stop.signal);
    expect([curve.end.how, curve.costs.length, asked]).toEqual(["stopped", 1, 2]);
  }
});
