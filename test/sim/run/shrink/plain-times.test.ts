import { expect, test } from "vitest";
import { readPlan, type Plan } from "../../../../sim/run/index.ts";
import { plainTimes, shortPauses } from "../../../../sim/run/shrink/plain-times.ts";
import { cast, longTalk, tell } from "../stories.ts";
import { walkPass } from "./walk-pass.ts";

const lastMs = ({ steps }: Plan) => steps.at(-1)?.atMs ?? 0;

test("pauses become as short as the failure lets them, and the first step stays", () => {
  const plain = walkPass(shortPauses, longTalk());
  expect(plain.steps[0].atMs).toBe(longTalk().steps[0].atMs);
  expect(lastMs(plain)).toBeLessThan(longTalk().steps[0].atMs + 12_000);
  const slow = walkPass(shortPauses, longTalk(), (some) => lastMs(some) > 400_000);
  expect(lastMs(slow)).toBeGreaterThan(400_000);
  expect(lastMs(slow)).toBeLessThan(lastMs(longTalk()));
});

/** Times that nobody would choose. */
const odd = (): Plan => {
  const base = tell((stage) => {
    const { ada, bob, cay, room } = cast(stage);
    stage.after(123).do(ada.say(room, "a"));
    stage.after(5248).do(bob.say(room, "b"));
    stage.after(5290).do(cay.say(room, "c")).fault("reorder", { mostMs: 1234 }, 7777);
    stage.after(99_999).do(ada.say(room, "end"));
  });
  return { ...base, healMs: 150_001 };
};
const times = ({ steps }: Plan) => steps.map(({ atMs }) => atMs);
const pauses = (some: Plan) => times(some).map((atMs, n) => atMs - (times(some)[n - 1] ?? 0));

test("where nothing matters the story begins at 10 s and goes on in steps of a second", () => {
  const plain = walkPass(plainTimes, odd());
  expect(times(plain)).toEqual([10_000, 11_000, 12_000, 12_000, 13_000]);
  expect(plain.healMs).toBeUndefined();
  const step = plain.steps.find((one) => "rule" in one);
  expect(step).toMatchObject({ forMs: 1000, rule: { mostMs: 1000 } });
  expect(readPlan(plain)).toMatchObject({ ok: true });
});

test("one time that matters stays nearly as it was, and all others are plain", () => {
  // The third step has to come within 50 ms of the second one.
  const close = walkPass(plainTimes, odd(), (some) => pauses(some)[2] <= 50);
  expect(pauses(close)).toEqual([10_000, 1000, 50, 0, 1000]);
  // It has to come more than 41 ms after it, and less than 46.
  const exact = walkPass(plainTimes, odd(), (some) => Math.abs(pauses(some)[2] - 43.5) < 2.5);
  expect(pauses(exact)).toEqual([10_000, 1000, 42, 0, 1000]);
  const healed = walkPass(plainTimes, odd(), ({ healMs }) => healMs !== undefined);
  expect(healed.healMs).toBe(14_000);
});

test("a plain plan stays as it is", () => {
  const plain = walkPass(plainTimes, odd());
  expect(walkPass(plainTimes, plain, () => false)).toBe(plain);
  let asked = 0;
  walkPass(plainTimes, plain, () => ++asked < 0);
  expect(asked).toBe(0);
});
