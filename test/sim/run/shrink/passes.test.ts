import { expect, test } from "vitest";
import type { Plan } from "../../../../sim/run/index.ts";
import { passes } from "../../../../sim/run/shrink/passes.ts";
import { alpha, bravo, cast, tell } from "../stories.ts";

const plan = (): Plan =>
  tell(
    (stage) => {
      const { ada, bob, cay, room } = cast(stage);
      for (let n = 0; n < 8; n++) stage.after(60_000 * n + 123).do(ada.say(room, `${n}`));
      stage.after("1s").partition([alpha]).hold([bravo]);
      stage.after("20m").heal().release().do(bob.say(room, "b"), cay.say(room, "c"));
    },
    { loss: { numerator: 1, denominator: 10 }, nudges: 2 },
  );

/** What a pass makes of the plan where everything fails, or only what is asked for. */
function after(name: string, fails: (plan: Plan) => boolean = () => true, from = plan()): Plan {
  const pass = passes.find((one) => one.name === name);
  if (pass === undefined) throw new Error(`no pass is called ${name}`);
  const asking = pass.run(from);
  let step = asking.next();
  while (!step.done) step = asking.next(step.value.findIndex(fails));
  return step.value;
}

const count = ({ steps }: Plan, part: string) => steps.filter((step) => part in step).length;

test("the end is cut off and faults stay", () => {
  const short = after("cutting the end off", (some) => count(some, "user") >= 3);
  expect([count(short, "user"), count(short, "fault")]).toEqual([3, 4]);
});

test("kinds of faults go whole, loss first", () => {
  expect(after("leaving out kinds of faults")).toMatchObject({
    network: plan().network.delay && { delay: plan().network.delay },
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

test("pauses become as short as the failure lets them, and the first step stays", () => {
  const plain = after("making values plain");
  expect(plain.steps[0].atMs).toBe(plan().steps[0].atMs);
  expect(plain.steps.at(-1)?.atMs).toBeLessThan(plan().steps[0].atMs + 12_000);
  expect(plain).toMatchObject({ nudges: 0, network: { delay: { kind: "constant" } } });
  const lastMs = (some: Plan) => some.steps.at(-1)?.atMs ?? 0;
  const slow = after("making values plain", (some) => lastMs(some) > 400_000);
  expect(lastMs(slow)).toBeGreaterThan(400_000);
  expect(lastMs(slow)).toBeLessThan(lastMs(plan()));
});

test("one seed does for all of a run, unless the failure needs more", () => {
  const from = { ...plan(), reseeds: [{ atMs: 20_000, seed: "other" }] };
  const name = "making values plain";
  expect(after(name, () => true, from).reseeds).toBeUndefined();
  expect(after(name, ({ reseeds }) => reseeds !== undefined, from).reseeds).toEqual(from.reseeds);
});
