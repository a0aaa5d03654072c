import { expect, test } from "vitest";
import { parseJson } from "../../../../sim/protocol/json.ts";
import { valueProblem } from "../../../../sim/run/plan/value-problem.ts";

test("what events can carry is no problem", () => {
  const value = { a: [1, -5, 0, "ü\u{1f600}", true, null], b: { c: 2 ** 53 - 1 }, d: undefined };
  expect(valueProblem(value)).toBeUndefined();
});

test.each([
  [{ a: [0, 1.5] }, "/a/1", "whole"],
  [{ a: 2 ** 53 }, "/a", "whole"],
  [{ a: -0 }, "/a", "whole"],
  [{ a: NaN }, "/a", "whole"],
  [{ a: 10n }, "/a", "whole"],
  [{ a: "x\ud800" }, "/a", "surrogate"],
  [{ "\udc00": 1 }, "/\udc00", "surrogate"],
])("number %# is one, at its place", (value, where, word) => {
  const problem = valueProblem(value);
  expect(problem?.where).toBe(where);
  expect(problem?.message).toContain(word);
});

test("numbers that the lossless reader keeps as they were written are found", () => {
  for (const text of ['{"a":1.0}', '{"a":1e3}', '{"a":12345678901234567890}']) {
    const parsed = parseJson(text);
    if (!parsed.ok) throw new Error(parsed.problem.message);
    expect([text, valueProblem(parsed.value)?.where]).toEqual([text, "/a"]);
  }
});

test("nesting without end is found, not walked to the end of the stack", () => {
  let deep: unknown[] = [];
  for (let n = 0; n < 200_000; n++) deep = [deep];
  expect(valueProblem(deep)?.message).toContain("nests deeper");
});
