// Numbers follow from causes alone, and so do the draws that follow from them.
import { expect, test } from "vitest";
import { Causes } from "../../../../sim/run/world/causes.ts";
import { run, type Plan, type RunResult } from "../../../../sim/run/index.ts";
import { alpha, bravo, cast, records, tell } from "../stories.ts";

test("numbers depend on the cause and on how many came before, and on nothing else", () => {
  const numbers = (causes: Causes, cause: number) => {
    causes.begin(cause);
    return [causes.next(), causes.next(), causes.next()];
  };
  const causes = new Causes();
  const first = numbers(causes, 7);
  expect(new Set(first).size).toBe(3);
  expect(numbers(causes, 8)).not.toEqual(first);
  expect(numbers(causes, 7)).toEqual(first);
  expect(numbers(new Causes(), 7)).toEqual(first);
});

test("what a message causes differs by recipient and by phase", () => {
  const causes = new Causes();
  const after = (to: number, phase: number) => {
    causes.beginWith(99, to, phase);
    return causes.next();
  };
  const all = [0, 1, 2].flatMap((to) => [0, 1, 2].map((phase) => after(to, phase)));
  expect(new Set(all).size).toBe(9);
  expect(after(0, 0)).toBe(all[0]);
});

/** The first sending of each event on each link: how long it was under way. */
function firstDelays(result: RunResult): Map<string, number> {
  const delays = new Map<string, number>();
  for (const { from, to, sentMs, atMs, events } of records(result, "net")) {
    const pdus = events.map((event) => records(result, "event")[event].pdu);
    const bodies = pdus.map((pdu) => (pdu as { content: { body?: string } }).content.body);
    const key = `${bodies.join()} from ${from} to ${to}`;
    if (events.length === 1 && bodies[0] !== undefined && !delays.has(key)) {
      delays.set(key, atMs - sentMs);
    }
  }
  return delays;
}

/** Far apart, so that every message leaves at once. */
function sparse(): Plan {
  return tell((stage) => {
    const { ada, bob, cay, room } = cast(stage);
    for (let n = 0; n < 8; n++) {
      const { user, action } = [ada, bob, cay][n % 3].say(room, `word ${n}`);
      stage.after(3000 * (n + 1)).do({ user, room, action });
    }
    stage.after("10s").partition([alpha], [bravo]);
    stage.after("11s").heal();
  });
}

test("taking one step out of a plan leaves the delays of all other messages as they were", () => {
  const plan = sparse();
  const whole = firstDelays(run(plan));
  expect(whole.size).toBe(16);
  expect(new Set(whole.values()).size).toBeGreaterThan(8);
  for (const [n, step] of plan.steps.entries()) {
    // Without the heal later messages would not leave at once, and a retry is another message.
    if ("fault" in step && step.fault.verb === "heal") continue;
    const without = firstDelays(run({ ...plan, steps: plan.steps.toSpliced(n, 1) }));
    const body = "action" in step && step.action.kind === "message" ? step.action.body : undefined;
    const expected = [...whole].filter(([key]) => !key.startsWith(`${body} from`));
    expect([...without]).toEqual(expected);
    expect(without.size).toBe(body === undefined ? 16 : 14);
  }
});

test("another seed gives other delays", () => {
  const plan = sparse();
  expect([...firstDelays(run({ ...plan, seed: "2" }))]).not.toEqual([...firstDelays(run(plan))]);
});
