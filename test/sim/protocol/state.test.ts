// Hash-consed states, against plain maps.
import fc from "fast-check";
import { expect, test } from "vitest";
import { emptyState, slotsMax, StateStore } from "../../../sim/protocol/state.ts";

const slot = fc.oneof(fc.nat(40), fc.nat(slotsMax - 1), fc.constantFrom(0, 15, 16, slotsMax - 1));
const write = fc.record({ slot, event: fc.integer({ min: -1, max: 30 }) });
const writes = fc.array(write, { maxLength: 80 });

function build(store: StateStore, changes: { slot: number; event: number }[]) {
  const model = new Map<number, number>();
  let state = emptyState;
  for (const { slot, event } of changes) {
    state = store.set(state, slot, event);
    if (event < 0) model.delete(slot);
    else model.set(slot, event);
  }
  return { state, model };
}

function entries(store: StateStore, state: number): [number, number][] {
  const found: [number, number][] = [];
  store.forEach(state, (s, event) => found.push([s, event]));
  return found;
}

test("a state holds what a map would hold, visited in ascending order of slots", () => {
  const store = new StateStore();
  fc.assert(
    fc.property(writes, (changes) => {
      const { state, model } = build(store, changes);
      expect(entries(store, state)).toEqual([...model].sort(([a], [b]) => a - b));
      expect(store.size(state)).toBe(model.size);
      for (const { slot } of changes) expect(store.get(state, slot)).toBe(model.get(slot) ?? -1);
    }),
    { seed: 4 },
  );
});

test("equal states are the same integer, and different ones are not", () => {
  const store = new StateStore();
  fc.assert(
    fc.property(writes, writes, (one, other) => {
      const a = build(store, one);
      const b = build(store, other);
      const sorted = [...a.model].sort(([x], [y]) => y - x);
      const again = store.of(
        sorted.map(([s]) => s),
        sorted.map(([, e]) => e),
      );
      expect(again).toBe(a.state);
      const equal =
        JSON.stringify(entries(store, a.state)) === JSON.stringify([...entries(store, b.state)]);
      expect(a.state === b.state).toBe(equal);
    }),
    { seed: 5 },
  );
});

test("writing leaves the state that was written to as it was", () => {
  const store = new StateStore();
  const first = store.set(emptyState, 3, 7);
  const second = store.set(first, 3, 8);
  expect([store.get(first, 3), store.get(second, 3), store.get(emptyState, 3)]).toEqual([7, 8, -1]);
});

test("removing the last slot leads back to the empty state", () => {
  const store = new StateStore();
  const state = store.set(store.set(emptyState, 70_000, 1), 5, 2);
  expect(store.set(store.set(state, 5, -1), 70_000, -1)).toBe(emptyState);
  expect(store.set(emptyState, 9, -1)).toBe(emptyState);
});

test("differences are exactly the slots at which not all states hold the same event", () => {
  const store = new StateStore();
  fc.assert(
    fc.property(fc.array(writes, { minLength: 2, maxLength: 4 }), (histories) => {
      const built = histories.map((changes) => build(store, changes));
      const expected = new Map<number, number[]>();
      const slots = new Set(built.flatMap(({ model }) => [...model.keys()]));
      for (const s of [...slots].sort((a, b) => a - b)) {
        const events = built.map(({ model }) => model.get(s) ?? -1);
        if (events.some((event) => event !== events[0])) expected.set(s, events);
      }
      const found = new Map<number, number[]>();
      store.forEachDifference(
        built.map(({ state }) => state),
        (s, events) => found.set(s, events.slice()),
      );
      expect([...found]).toEqual([...expected]);
      const [from, to] = built;
      const changes: number[][] = [];
      store.forEachChange(from.state, to.state, (...change) => changes.push(change));
      const pairs: number[][] = [];
      store.forEachDifference([from.state, to.state], (s, [a, b]) => pairs.push([s, a, b]));
      expect(changes).toEqual(pairs);
    }),
    { seed: 6 },
  );
});

test("fewer than two states differ nowhere", () => {
  const store = new StateStore();
  const state = store.set(emptyState, 1, 1);
  store.forEachDifference([state], () => expect.unreachable());
  store.forEachDifference([], () => expect.unreachable());
});

test("a slot out of range is refused", () => {
  const store = new StateStore();
  expect(() => store.set(emptyState, slotsMax, 1)).toThrow(RangeError);
  expect(() => store.set(emptyState, -1, 1)).toThrow(RangeError);
});

test("states share what they have in common: one more write costs at most five nodes", () => {
  const store = new StateStore();
  let state = emptyState;
  for (let slot = 0; slot < 10_000; slot++) state = store.set(state, slot, slot);
  const before = store.nodeCount;
  for (let event = 0; event < 100; event++) store.set(state, 5_000, 20_000 + event);
  expect(store.nodeCount - before).toBeLessThanOrEqual(500);
  expect(store.size(state)).toBe(10_000);
});

test("many slots written at once are the state of one after another, and what all share is found", () => {
  const writes = fc.uniqueArray(
    fc.tuple(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: -1, max: 9 })),
    {
      selector: ([slot]) => slot,
      maxLength: 60,
    },
  );
  fc.assert(
    fc.property(fc.array(writes, { minLength: 1, maxLength: 4 }), (lists) => {
      const store = new StateStore();
      const first = lists[0].reduce(
        (state, [slot, event]) => store.set(state, slot, event),
        emptyState,
      );
      const states = lists.map((list) => {
        const sorted = [...list].sort(([a], [b]) => a - b);
        const singly = list.reduce((state, [slot, event]) => store.set(state, slot, event), first);
        const slots = sorted.map(([slot]) => slot);
        expect(
          store.setAll(
            first,
            slots,
            sorted.map(([, event]) => event),
          ),
        ).toBe(singly);
        return singly;
      });
      let shared = states[0];
      store.forEachDifference(states, (slot) => (shared = store.set(shared, slot, -1)));
      expect(store.common(states)).toBe(shared);
    }),
    { seed: 7 },
  );
});

test("writing nothing changes nothing, and slots out of range are refused", () => {
  const store = new StateStore();
  const state = store.set(emptyState, 3, 4);
  expect(store.setAll(state, [], [])).toBe(state);
  expect(store.setAll(state, [3], [-1])).toBe(emptyState);
  expect(() => store.setAll(state, [1, slotsMax], [1, 1])).toThrow(RangeError);
  expect(() => store.setAll(state, [-1], [1])).toThrow(RangeError);
});
