// The file of a long comparison. That one goes on in the middle of a line is in compare.test.ts.
import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CompareStore } from "../../../../sim/cli/compare/compare-store.ts";
import { temporaryFolder } from "../call.ts";

const order = { seed: { low: 1, high: 2 }, versions: ["11"], peers: ["ruma"], findsMax: 1 };
const result = { rooms: 1, conflicted: 1, apart: 0, shapes: {}, tallies: [], finds: [] };

test("what was added is there again, and another order or another file is refused", () => {
  const file = `${temporaryFolder()}/deep/all.ndjson`;
  const { store, done } = CompareStore.open(file, order);
  expect(done).toEqual([]);
  const stored = { range: { first: 0, last: 9 }, result };
  store.add(stored);
  expect(CompareStore.open(file, order).done).toEqual([stored]);
  expect(() => CompareStore.open(file, { ...order, peers: ["synapse"] })).toThrow("another comp");
  const list = `${temporaryFolder()}/list.txt`;
  writeFileSync(list, "milk\n");
  expect(() => CompareStore.open(list, order)).toThrow("no file of a comparison");
  expect(() => CompareStore.open(temporaryFolder(), order)).toThrow("this is a folder");
  expect(() => CompareStore.open(`${list}/all.ndjson`, order)).toThrow("cannot write");
});
