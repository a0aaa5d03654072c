// Queries are read as they are meant, and what is not understood is said, never thrown.
import fc from "fast-check";
import { expect, test } from "vitest";
import { fields, parseQuery } from "../../../viz/find/query.ts";

const asks = (text: string) => parseQuery(text).terms.map(({ ask }) => ask);

test("words, quoted words, fields and negation", () => {
  expect(asks('hello "Quiet at last" type:Member')).toEqual([
    { ask: "text", text: "hello" },
    { ask: "text", text: "quiet at last" },
    { ask: "type", text: "member" },
  ]);
  expect(parseQuery("-sender:@bob -x").terms.map(({ negated }) => negated)).toEqual([true, true]);
  expect(asks('sender:"@bob x" http://a')).toEqual([
    { ask: "sender", text: "@bob x" },
    { ask: "text", text: "http://a" },
  ]);
});

test("times, counts, verdicts at servers, flags, regular expressions", () => {
  expect(asks("after:1m30s before:500ms after:7")).toEqual([
    { ask: "after", atMs: 90_000 },
    { ask: "before", atMs: 500 },
    { ask: "after", atMs: 7 },
  ]);
  expect(asks("prev:>1 prev:0 is:merge verdict:soft-failed@alpha")).toEqual([
    { ask: "prev", sign: ">", count: 1 },
    { ask: "prev", sign: "=", count: 0 },
    { ask: "is", flag: "merge" },
    { ask: "verdict", verdict: "soft-failed", at: "alpha" },
  ]);
  expect(asks("/a b\\/c/i")).toEqual([{ ask: "regex", regex: /a b\/c/iu }]);
});

test("what is not understood is named with what to write", () => {
  const { terms, problems } = parseQuery("verdict:maybe after:soon prev:x is:odd type: /(/ ok");
  expect(terms.map(({ source }) => source)).toEqual(["ok"]);
  expect(problems).toHaveLength(6);
  expect(problems.join("\n")).toMatch(/soft-failed[\s\S]*1m30s[\s\S]*number[\s\S]*merge/);
});

test("every field of the help is understood, and its example too", () => {
  for (const { name, example } of fields) {
    const { terms, problems } = parseQuery(example);
    expect(problems).toEqual([]);
    expect(terms[0].ask.ask).toBe(name);
  }
});

test("no text makes it throw, and every word is a term or a problem", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const { terms, problems } = parseQuery(text);
      expect(terms.length + problems.length).toBeLessThanOrEqual(text.length);
    }),
  );
});
