import { expect, test } from "vitest";
import { changeText, isNoChange, noChange, readChange } from "../../../viz/what-if/change.ts";

const text =
  "drop:3 drop:12 ts:7=1700000000000 power:5=%40bob%3Ab.test=-1 version:11 dialect:synapse";

test("a change goes into a link and comes back", () => {
  const change = readChange(text);
  expect(changeText(change)).toBe(text);
  expect(change.powers.get(5)?.get("@bob:b.test")).toBe(-1);
  expect(isNoChange(noChange)).toBe(true);
});

test("words that are none do no harm", () => {
  const bad = "drop:x ts:1 ts:2=later power:3=%E0=1 power:4=a=b __proto__:1 : drop:1e9";
  expect(changeText(readChange(bad))).toBe("power:3=%25E0=1");
});
