import { expect, test } from "vitest";
import { emptyState, StateStore } from "../../../../sim/protocol/state.ts";
import { StateFingerprints } from "../../../../sim/run/world/state-fingerprints.ts";

test("a fingerprint depends on what a state holds, not on the way there or on who asked first", () => {
  const store = new StateStore();
  const one = store.set(store.set(emptyState, 3, 10), 9, 11);
  const other = store.set(one, 9, 12);
  const forwards = new StateFingerprints(store, (event) => event);
  const backwards = new StateFingerprints(store, (event) => event);
  const prints = [forwards.of(one), forwards.of(other), forwards.of(emptyState)];
  expect(prints).toEqual([backwards.of(other), backwards.of(one)].reverse().concat(0));
  expect(new Set(prints).size).toBe(3);
  expect(forwards.of(one)).toBe(prints[0]);
});

test("an event counts by its number in the trace, not by its index in the graph", () => {
  const store = new StateStore();
  const [left, right] = [store.set(emptyState, 3, 10), store.set(emptyState, 3, 20)];
  const named = (numbers: Record<number, number>) =>
    new StateFingerprints(store, (event) => numbers[event]);
  expect(named({ 10: 5 }).of(left)).toBe(named({ 20: 5 }).of(right));
  expect(named({ 10: 5 }).of(left)).not.toBe(named({ 10: 6 }).of(left));
});
