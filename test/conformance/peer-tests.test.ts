// Every auth test that ruma and gomatrixserverlib have is covered by a cell of the table or by a
// test file; what is not is about their own code.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../source-tree.ts";
import { cells } from "./cells.ts";
import {
  gomatrixserverlibTests,
  rumaLevelTests,
  rumaMemberTests,
  rumaTests,
} from "./peer-tests.ts";

test.each([
  ["ruma, memberships", rumaMemberTests, 66, 0],
  ["ruma, power levels", rumaLevelTests, 22, 0],
  ["ruma, the rest", rumaTests, 25, 0],
  ["gomatrixserverlib", gomatrixserverlibTests, 26, 3],
])("%s: all are covered but those about their own code", (_name, tests, count, own) => {
  expect(tests.length).toBe(count);
  expect(new Set(tests.map(([name]) => name)).size).toBe(count);
  const uncovered = tests.filter(([, by]) => by.startsWith("-"));
  expect(uncovered.length).toBe(own);
  for (const [name, by] of tests) {
    if (by.startsWith("-")) continue;
    const isThere = by.includes("/") ? existsSync(join(root, by)) : Object.hasOwn(cells, by);
    expect(isThere, `${name} is covered by ${by}`).toBe(true);
  }
});
