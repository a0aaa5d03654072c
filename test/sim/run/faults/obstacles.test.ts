import { expect, test } from "vitest";
import {
  lost,
  Obstacles,
  passes,
  refused,
  type Passing,
} from "../../../../sim/run/faults/obstacles.ts";

const message = { from: 0, to: 1, number: 7, endpoint: "send", nowMs: 5 } as const;
const passing = (pdus = 3): Passing => ({
  ...message,
  pdus: Array<never>(pdus).fill(null as never),
});

test("without obstacles all passes", () => {
  const none = new Obstacles();
  expect([none.none, none.arrival(passing()), none.answer(passing())]).toEqual([
    true,
    passes,
    passes,
  ]);
});

test("delays add up, and the first that stops a message decides", () => {
  const some = new Obstacles();
  const remove = some.add({ arrival: () => 20 });
  some.add({ arrival: () => 30 });
  expect(some.arrival(passing())).toBe(50);
  const stop = some.add({ arrival: () => refused });
  some.add({ arrival: () => lost });
  expect(some.arrival(passing())).toBe(refused);
  stop();
  expect(some.arrival(passing())).toBe(lost);
  remove();
  expect(some.answer(passing())).toBe(passes);
});

test("of a transaction the least number of PDUs that any obstacle keeps gets through", () => {
  const some = new Obstacles();
  some.add({ keeps: () => 2 });
  some.add({ keeps: () => 1 });
  expect(some.kept(passing())).toHaveLength(1);
});
