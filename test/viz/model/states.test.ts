// Any state comes back as applying all changes from the first ancestor would give it.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { StateRecord } from "../../../sim/trace/records.ts";
import { StateTable } from "../../../viz/model/states.ts";

function chain(length: number): StateRecord[] {
  return Array.from({ length }, (_, id) => ({
    kind: "state",
    room: 0,
    id,
    parent: id === 0 ? null : id - 1,
    changes: [
      ["m.room.topic", "", id],
      ["m.room.member", `@u${id % 7}:a`, id % 5 === 4 ? null : id],
    ],
  }));
}

function tableOf(records: readonly StateRecord[]): StateTable {
  const texts: string[] = [];
  const rows = records.map(({ id, parent, changes }) => ({
    ...{ id, parent: parent ?? undefined, events: changes.map(([, , event]) => event ?? -1) },
    slots: changes.map(([type, key]) => texts.push(`${type}\0${key}`) - 1),
  }));
  return new StateTable(rows, texts);
}

test("a long chain, asked in any order, equals the changes applied one by one", () => {
  const records = chain(700);
  const table = tableOf(records);
  const expected: Map<string, number>[] = [];
  const slots = new Map<string, number>();
  for (const { changes } of records) {
    for (const [type, key, event] of changes) {
      if (event === null) slots.delete(`${type}\0${key}`);
      else slots.set(`${type}\0${key}`, event);
    }
    expected.push(new Map(slots));
  }
  for (let step = 0; step < records.length; step++) {
    const id = (step * 431) % records.length;
    const found = new Map([...table.slots(id)].map(([key, slot]) => [key, slot.event]));
    expect(found).toEqual(expected[id]);
  }
});

test("siblings do not disturb each other", () => {
  const base = { kind: "state", room: 0 } as const;
  const table = tableOf([
    { ...base, id: 0, parent: null, changes: [["a", "", 1]] },
    { ...base, id: 1, parent: 0, changes: [["a", "", 2]] },
    { ...base, id: 2, parent: 0, changes: [["b", "", 3]] },
  ]);
  expect(table.slots(1).size).toBe(1);
  expect([...table.slots(2).values()].map(({ event }) => event)).toEqual([1, 3]);
  expect(table.slots(0).get("a\0")?.event).toBe(1);
});

test("an unknown state is empty, and states that are each other's parents end", () => {
  const base = { kind: "state", room: 0, changes: [] } as const;
  const table = tableOf([
    { ...base, id: 1, parent: 2, changes: [] },
    { ...base, id: 2, parent: 1, changes: [] },
  ]);
  expect(table.slots(9).size).toBe(0);
  expect(table.slots(1).size).toBe(0);
});

describe("distance", () => {
  /** A table of random states: each stands on an earlier one, or on none, and changes a few slots. */
  const randomTable = fc.array(
    fc.record({
      parent: fc.nat({ max: 40 }),
      changes: fc.uniqueArray(fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 3 })), {
        selector: ([slot]) => slot,
        maxLength: 3,
      }),
    }),
    { minLength: 2, maxLength: 40 },
  );

  test("is the number of slots that differ, wherever two states stand", () => {
    fc.assert(
      fc.property(randomTable, fc.nat(), fc.nat(), (rows, x, y) => {
        // A record says what changes; what it sets to what it was already is no change.
        const held: Map<number, number>[] = [];
        const table = rows.map(({ parent, changes }, id) => {
          const under = parent < id ? parent : undefined;
          const slots = new Map(under === undefined ? [] : held[under]);
          const real = changes
            .map(([slot, event]) => [slot, event - 1] as const)
            .filter(([slot, event]) => (slots.get(slot) ?? -1) !== event);
          for (const [slot, event] of real) slots.set(slot, event);
          held.push(slots);
          const columns = { slots: real.map(([slot]) => slot), events: real.map(([, e]) => e) };
          return { id, parent: under, ...columns };
        });
        const texts = Array.from({ length: 6 }, (_, at) => `t${at}\u0000`);
        const states = new StateTable(table, texts);
        const [a, b] = [x % rows.length, y % rows.length];
        const expected = [0, 1, 2, 3, 4, 5].filter((slot) => {
          return (held[a].get(slot) ?? -1) !== (held[b].get(slot) ?? -1);
        });
        expect(states.distance(a, b)).toBe(expected.length);
      }),
    );
  });

  test("states that are each other's parents, and states that are not there, end too", () => {
    const slots = { slots: [0], events: [1] };
    const rows = [
      { id: 0, parent: 1, ...slots },
      { id: 1, parent: 0, ...slots },
    ];
    const states = new StateTable(rows, ["t\u0000"]);
    expect(states.distance(0, 1)).toBeLessThanOrEqual(1);
    expect(states.distance(0, 77)).toBeLessThanOrEqual(1);
  });
});
