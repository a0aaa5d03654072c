import { expect, test } from "vitest";
import { isAnyReference, isReference } from "../../../sim/protocol/event-reference.ts";
import type { JsonValue } from "../../../sim/protocol/json.ts";
import { roomVersion } from "../../../sim/protocol/room-version.ts";

const hash = `$${"A".repeat(43)}`;
const pair: JsonValue = ["$1:a.test", { sha256: "x" }];

test.each<[JsonValue, old: boolean, recent: boolean, any: boolean]>([
  [pair, true, false, true],
  [hash, false, true, true],
  ["$1:a.test", false, false, true],
  [[hash, {}], false, false, true],
  [["$1:a.test"], false, false, false],
  [["$1:a.test", "x"], false, false, false],
  [["$1:a.test", {}, {}], false, false, false],
  [[1, {}], false, false, false],
  ["x", false, false, false],
  [null, false, false, false],
])("%j is a reference of version 1 (%s), of version 4 (%s), of any (%s)", (edge, ...expected) => {
  const found = ["1", "4"].map((id) => isReference(edge, roomVersion(id)));
  expect([...found, isAnyReference(edge)]).toEqual(expected);
});
