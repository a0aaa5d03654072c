import { expect, test } from "vitest";
import type { Plan } from "../../../../sim/run/index.ts";
import { passes } from "../../../../sim/run/shrink/passes.ts";
import { longTalk } from "../stories.ts";
import { walkPass } from "./walk-pass.ts";

/** What a pass makes of the plan. */
function after(name: string, fails?: (plan: Plan) => boolean, from = longTalk()): Plan {
  const pass = passes.find((one) => one.name === name);
  if (pass === undefined) throw new Error(`no pass is called ${name}`);
  return walkPass(pass.run, from, fails);
}

const count = ({ steps }: Plan, part: string) => steps.filter((step) => part in step).length;

test("the end is cut off and faults stay", () => {
  const short = after("cutting the end off", (some) => count(some, "user") >= 3);
  expect([count(short, "user"), count(short, "fault")]).toEqual([3, 4]);
});

test("kinds of faults go whole, loss first", () => {
  expect(after("leaving out kinds of faults")).toMatchObject({
    network: longTalk().network.delay && { delay: longTalk().network.delay },
  });
  const held = after("leaving out kinds of faults", (some) =>
    JSON.stringify(some).includes("hold"),
  );
  expect(held.network.loss).toBeUndefined();
  expect(held.steps.flatMap((step) => ("fault" in step ? [step.fault.verb] : []))).toEqual([
    "hold",
    "release",
  ]);
});

test("steps are numbered anew where chance lets them", () => {
  const ids = ({ steps }: Plan) => steps.map(({ id }) => id);
  const other = {
    ...longTalk(),
    steps: longTalk().steps.map((step) => ({ ...step, id: step.id + 70 })),
  };
  expect(ids(after("numbering steps anew", () => true, other))[0]).toBe(1);
  expect(after("numbering steps anew", () => false, other)).toBe(other);
});
