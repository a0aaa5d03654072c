import { expect, test } from "vitest";
import { signedLoadDefaults, transactionsOf } from "../../../loadtest/federation/plan.ts";

const plan = { ...signedLoadDefaults, rooms: 1, manners: new Map() };

test("transactions are due so that their PDUs make the rate", () => {
  const { count, dueMs } = transactionsOf({ ...plan, rate: 100, pdus: 50, durationMs: 10_000 });
  expect([count, dueMs(0), dueMs(1)]).toEqual([20, 0, 500]);
});

test("even the smallest load has one", () => {
  expect(transactionsOf({ ...plan, rate: 1, pdus: 50, durationMs: 1_000 }).count).toBe(1);
});
