import { expect, test } from "vitest";
import { readPlan, run, type Plan } from "../../../../sim/run/index.ts";
import { plainOrder } from "../../../../sim/run/shrink/plain-order.ts";
import { isLate } from "../../../../sim/run/shrink/plan-edit.ts";
import { alpha, arrivalsOf, bravo, cast, charlie, c, said, tell } from "../stories.ts";
import { walkPass } from "./walk-pass.ts";

/** Ada and bob speak at once, so neither cites the other: by chance charlie hears bob first, for a second or longer. */
const overtaken = (plan: Plan): boolean => {
  const result = run(plan);
  const [first, second] = ["a", "b"].map((body) => arrivalsOf(result, said(result, body))[c]);
  return Number(first) > Number(second) + 1000;
};

const story = (plan: Partial<Plan> = {}, isShuffled = false): Plan => {
  const told = tell((stage) => {
    const { ada, bob, cay, room } = cast(stage);
    if (isShuffled) stage.after(0).fault("reorder", { mostMs: 20_000 });
    stage.after("1s").do(ada.say(room, "a"), bob.say(room, "b"));
    stage.after("9s").do(cay.say(room, "c"));
  });
  return { ...told, ...plan };
};

/** The first of the seeds by which the story fails. */
function failing(make: (seed: string) => Plan): Plan {
  for (let n = 1; n < 200; n++) {
    const plan = make(String(n));
    if (overtaken(plan)) return plan;
  }
  throw new Error("the story fails with no seed");
}

const wide = { delay: { kind: "uniform", minMs: 10, maxMs: 9000 } } as const;

test("of drawn delays one message is left that comes late", () => {
  const plain = walkPass(
    plainOrder,
    failing((seed) => story({ seed, network: wide })),
    overtaken,
  );
  expect(plain.network).toEqual({ delay: { kind: "constant", ms: 50 } });
  const ada = plain.steps.find((step) => "user" in step && step.user === `@ada:${alpha}`);
  expect(plain.steps.filter(isLate)).toMatchObject([{ rule: { step: ada?.id, to: [charlie] } }]);
  expect(readPlan(plain)).toMatchObject({ ok: true });
  expect(overtaken(plain)).toBe(true);
});

test("drawn reordering goes as well, and so does a link of its own that nothing needs", () => {
  const slow = { kind: "constant", ms: 4000 } as const;
  const links = [
    { from: alpha, to: charlie, delay: slow },
    { from: charlie, to: bravo, delay: slow },
  ];
  const own = story({ network: { delay: { kind: "constant", ms: 50 }, links } });
  expect(overtaken(own)).toBe(true);
  const plain = walkPass(plainOrder, own, overtaken);
  expect(plain.network.links).toBeUndefined();
  expect(plain.steps.filter(isLate)).toHaveLength(1);
  const network = { delay: { kind: "constant", ms: 50 } } as const;
  const drawn = failing((seed) => story({ seed, network }, true));
  const named = walkPass(plainOrder, drawn, overtaken);
  expect(named.steps.flatMap((step) => ("rule" in step ? [step.rule.name] : []))).toEqual([
    "late-message",
  ]);
});

test("where single messages do not do, only the links that matter stay as they were drawn", () => {
  const drawn = story({ network: wide });
  // Something about the way from ada's server to charlie's that no late message stands for.
  const fails = ({ network, steps }: Plan) =>
    !steps.some(isLate) &&
    (network.delay.kind === "uniform" ||
      (network.links ?? []).some(({ from, to }) => from === alpha && to === charlie));
  const plain = walkPass(plainOrder, drawn, fails);
  expect(plain.network).toEqual({
    delay: { kind: "constant", ms: 50 },
    links: [{ from: alpha, to: charlie, ...wide }],
  });
});

test("a plan without anything drawn is not touched, and asks nothing", () => {
  const still = story({ network: { delay: { kind: "constant", ms: 7 } } });
  const never = () => {
    throw new Error("this was asked");
  };
  expect(walkPass(plainOrder, still, never)).toBe(still);
});
