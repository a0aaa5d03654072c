// Curves over made-up failures whose window is known, and over a planted bug's.
import { expect, test } from "vitest";
import {
  askCurve,
  type CurveInput,
  type CurveQuestion,
} from "../../../../sim/cli/curve/ask-curve.ts";
import type { Plan } from "../../../../sim/run/index.ts";
import { Pool } from "../../../bugs/hunt.ts";
import { cast, tell } from "../../run/stories.ts";

const input: CurveInput = { points: 9, runs: 40, anew: "chance" };

/** A talk of twenty minutes, a word every ten seconds. */
const talk = (): Plan =>
  tell((stage) => {
    const { ada, bob, cay, room } = cast(stage);
    for (let n = 0; n < 120; n++)
      stage.after(10_000 * n).do([ada, bob, cay][n % 3].say(room, `${n}`));
  });

/** Answers each question by how many of its runs fail. */
function curveOf(plan: Plan, failing: (question: CurveQuestion) => number) {
  const asking = askCurve(plan, input);
  let step = asking.next();
  const asked: CurveQuestion[] = [];
  while (step.done !== true) {
    asked.push(step.value);
    step = asking.next(failing(step.value));
  }
  return { ...step.value, asked };
}

test("a jump is named, and looked into a second time", () => {
  const { window, points, asked } = curveOf(talk(), ({ atMs }) => (atMs < 600_000 ? 4 : 40));
  const [from, to] = [window?.from.atMs ?? 0, window?.to.atMs ?? 0];
  expect(from).toBeLessThan(600_000);
  expect(to).toBeGreaterThanOrEqual(600_000);
  // Nine points over twenty minutes leave windows of 150 s; the second pass narrows one.
  expect(to - from).toBeLessThan(60_000);
  expect(asked.length).toBeGreaterThan(9);
  const times = points.map(({ atMs }) => atMs);
  expect([...times].sort((a, b) => a - b)).toEqual(times);
  expect(points[points.length - 1].rate.rate).toBe(1);
});

test("what fails whatever comes has no window, nor has what rises little by little", () => {
  expect(curveOf(talk(), () => 40).window).toBeUndefined();
  const slowly = curveOf(talk(), ({ atMs }) => Math.min(40, 20 + Math.floor(atMs / 60_000)));
  expect(slowly.window).toBeUndefined();
});

test("every run has chance of its own, and is the same up to the time", () => {
  const [, second] = curveOf(talk(), () => 0).asked;
  const seeds = second.plans.map(({ reseeds = [] }) => reseeds[0].seed);
  expect(new Set(seeds).size).toBe(40);
  expect(second.plans.every(({ reseeds }) => reseeds?.[0].atMs === second.atMs)).toBe(true);
});

test("a planted bug: a lost transaction counts as sent, and the wire loses some when the last word is said", async () => {
  const plan = tell(
    (stage) => {
      const { ada, bob, cay, room } = cast(stage);
      for (let n = 0; n < 9; n++)
        stage.after(10_000 * n).do([ada, bob, cay][n % 3].say(room, `${n}`));
      // Nobody builds on the last word, so who misses it never asks for it.
      stage.after("100s").fault("loss", { share: { numerator: 1, denominator: 5 } }, "2s");
      stage.after("101s").do(ada.say(room, "last"));
    },
    { nudges: 0, checks: ["delivery"] },
  );
  const pool = new Pool("failed-is-sent", 1);
  try {
    const fails = async (plans: readonly Plan[]) => {
      const answers = await pool.ask({ plans });
      return answers.filter((some) => some.some((one) => one.startsWith("delivery"))).length;
    };
    const plans = Array.from({ length: 20 }, (_, n) => ({ ...plan, seed: `${n}` }));
    const failing = await Promise.all(plans.map((one) => fails([one])));
    const found = plans[failing.indexOf(1)];
    const asking = askCurve(found, { ...input, runs: 30 });
    let step = asking.next();
    while (step.done !== true) step = asking.next(await fails(step.value.plans));
    const { points, window } = step.value;
    expect(points[0].rate.rate).toBeLessThan(0.7);
    // It is said at 111 s of virtual time.
    expect(window?.from.atMs).toBeGreaterThanOrEqual(100_000);
    expect(window?.from.atMs).toBeLessThanOrEqual(111_000);
    expect(window?.to.atMs).toBeGreaterThan(111_000);
    for (const { atMs, rate } of points) if (atMs > 112_000) expect(rate.rate).toBe(1);
  } finally {
    await pool.close();
  }
});
