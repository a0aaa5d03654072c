// Any state comes back as applying all changes from the first ancestor would give it.
import { expect, test } from "vitest";
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
