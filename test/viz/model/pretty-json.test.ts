// The inspector's JSON is the PDU, no more and no less, and stays readable for hostile ones.
import { expect, test } from "vitest";
import { prettyJson } from "../../../viz/model/pretty-json.ts";
import { JsonFloat } from "../../../sim/protocol/json.ts";

test("it is the JSON that JSON.stringify indents", () => {
  const value = { a: [1, "x\n", null, true, { b: {} }], empty: [], "": { k: "</script>" } };
  const withoutInlineEmpties = prettyJson(value);
  expect(withoutInlineEmpties).toBe(JSON.stringify(value, null, 2));
});

test("numbers are shown as they were written", () => {
  expect(prettyJson([new JsonFloat("1.50")])).toBe("[\n  1.50\n]");
});

test("deep and long values are cut off and say so", () => {
  let deep: unknown = 1;
  for (let level = 0; level < 50_000; level++) deep = [deep];
  expect(prettyJson(deep)).toContain("deeper than is shown");
  expect(prettyJson("x".repeat(100_000))).toMatch(/cut off here$/);
});
