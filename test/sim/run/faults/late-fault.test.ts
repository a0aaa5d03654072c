// A fault for which nothing is left to disturb is refused, one that can still matter is not.
import { expect, test } from "vitest";
import { readPlan, type Plan } from "../../../../sim/run/index.ts";
import { cast, tell } from "../stories.ts";

const hour = 3_600_000;
// The last deed comes at 11 s.
const told = tell((stage) => void stage.after("1s").do(cast(stage).ada.say("room1", "hi")));
const loss = { name: "loss", share: { numerator: 1, denominator: 2 } } as const;
const fault = (id: number, atMs: number, forMs = 1000) => ({ id, atMs, forMs, rule: loss });

function problemOf(steps: Plan["steps"], more: Partial<Plan> = {}): string {
  const reading = readPlan({ ...told, settleMs: hour, ...more, steps });
  return reading.ok ? "fine" : `${reading.where}: ${reading.message}`;
}

test("a fault that begins when all has come to rest is refused, with when that is", () => {
  expect(problemOf([...told.steps, fault(99, 99 * hour)])).toBe(
    "/steps/1/rule: loss would begin at 99 h 0 min, with nothing left to disturb: the last thing before it " +
      "is over at 11.000 s, and all is at rest 1 h 0 min later; let it begin earlier",
  );
  expect(problemOf([...told.steps, fault(99, 11_001 + hour)])).toContain("/steps/1/rule: loss");
});

test.each<[string, Plan["steps"], Partial<Plan>?]>([
  ["it begins while servers may still settle", [...told.steps, fault(99, 11_000 + hour)]],
  [
    "a deed comes after it",
    [...told.steps, fault(99, 99 * hour), { ...told.steps[0], id: 100, atMs: 100 * hour }],
  ],
  [
    "an earlier fault lasts until then",
    [...told.steps, fault(98, 20_000, 99 * hour), fault(99, 99 * hour)],
  ],
  ["all heals after it", [...told.steps, fault(99, 99 * hour)], { healMs: 100 * hour }],
  ["nobody does anything else", [fault(99, 99 * hour)]],
])("it is fine where %s", (_why, steps, more) => {
  expect(problemOf(steps, more)).toBe("fine");
});

test("faults are looked at in the order of time, wherever they stand", () => {
  const steps = [fault(99, 2 * hour), ...told.steps, fault(98, hour)];
  expect(problemOf(steps)).toBe("fine");
});
