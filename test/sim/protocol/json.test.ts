import fc from "fast-check";
import { expect, test } from "vitest";
import { isObject, jsonLimits, JsonFloat, parseJson } from "../../../sim/protocol/json.ts";
import type { JsonObject, JsonProblem, JsonValue } from "../../../sim/protocol/json.ts";

function read(text: string): JsonValue {
  const result = parseJson(text);
  if (!result.ok) throw new Error(`${result.problem.message} at ${result.problem.offset}`);
  return result.value;
}

function problemOf(text: string, depthMax?: number | undefined): JsonProblem {
  const result = parseJson(text, { depthMax });
  if (result.ok) throw new Error(`was read: ${text.slice(0, 80)}`);
  return result.problem;
}

test("any value that JSON.stringify writes is read as JSON.parse reads it", () => {
  // JSON.parse is the judge for values where it loses nothing: no floats, no repeated keys.
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5 },
      fc.string({ unit: "binary" }),
      fc.maxSafeInteger(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("tree"), { maxLength: 4 }),
      fc.dictionary(fc.string({ maxLength: 4 }), tie("tree"), { maxKeys: 4 }),
    ),
  }));
  fc.assert(
    fc.property(tree, fc.constantFrom(undefined, 2, "\t"), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      expect(read(text)).toEqual(JSON.parse(text));
    }),
    { numRuns: 2000 },
  );
});

test("texts that JSON.parse refuses are refused, and none is refused that it accepts", () => {
  // Random edits of a rich text reach most ways to be wrong. The differences that are wanted
  // (duplicates, surrogates) have problem codes of their own and are left out.
  const rich = '{"a":[1,-0.5e+3,"x\\u00e9\\n",true,null],"b":{"c":-12},"d":[[],{}]}';
  const edit = fc.record({
    at: fc.nat(rich.length),
    remove: fc.nat(2),
    insert: fc.string({
      unit: fc.constantFrom(...'{}[]",:0123.eE+-\\utrn \n\t\u0001'),
      maxLength: 2,
    }),
  });
  let refused = 0;
  fc.assert(
    fc.property(edit, ({ at, remove, insert }) => {
      const text = rich.slice(0, at) + insert + rich.slice(at + remove);
      const result = parseJson(text);
      if (!result.ok && ["duplicate-key", "lone-surrogate"].includes(result.problem.code)) return;
      if (!result.ok) refused++;
      expect(result.ok, text).toBe(parses(text));
    }),
    { numRuns: 20_000 },
  );
  expect(refused).toBeGreaterThan(1000);
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test("integers keep their value: number within ±(2^53−1), bigint beyond", () => {
  expect(read("9007199254740991")).toBe(9007199254740991);
  expect(read("-9007199254740991")).toBe(-9007199254740991);
  expect(read("9007199254740992")).toBe(9007199254740992n);
  expect(read("9007199254740993")).toBe(9007199254740993n);
  expect(read("-9223372036854775808")).toBe(-9223372036854775808n);
  expect(read("0")).toBe(0);
});

test.each(["1.5", "1.0", "-0", "-0.0", "1e10", "1E+2", "0e0", "-1.25e-7", "123456789012345678.0"])(
  "%s is kept as it is written",
  (text) => {
    const value = read(text);
    expect(value).toBeInstanceOf(JsonFloat);
    expect((value as JsonFloat).text).toBe(text);
    expect(isObject(value)).toBe(false);
  },
);

test.each([
  "01",
  "-",
  "-a",
  "+1",
  "1.",
  "1.e3",
  ".5",
  "1e",
  "1e+",
  "0x10",
  "00",
  "-01",
  "1_0",
  "NaN",
])("%s is not a number", (text) => {
  expect(["syntax", "trailing-text"]).toContain(problemOf(text).code);
});

test("`__proto__`, `constructor` and `toString` are keys like any other", () => {
  const value = read('{"__proto__":{"polluted":1},"toString":2}');
  if (!isObject(value)) throw new Error("not an object");
  expect(Object.keys(value)).toEqual(["__proto__", "toString"]);
  expect(value.toString).toBe(2);
  expect(value.polluted).toBeUndefined();
  expect(value.constructor).toBeUndefined();
  expect("hasOwnProperty" in value).toBe(false);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test("nothing can be put on what read objects inherit from", () => {
  const prototype = Object.getPrototypeOf(read("{}")) as object;
  expect(Object.isFrozen(prototype)).toBe(true);
  expect(Object.getPrototypeOf(prototype)).toBe(null);
  expect(Reflect.ownKeys(prototype)).toEqual([]);
});

test("a key that is there twice is a problem, also when one is written with escapes", () => {
  expect(problemOf('{"a":1,"a":1}')).toMatchObject({ code: "duplicate-key", offset: 7 });
  expect(problemOf('{"a":1,"\\u0061":2}').code).toBe("duplicate-key");
  expect(problemOf('{"__proto__":1,"__proto__":2}').code).toBe("duplicate-key");
  expect(problemOf('{"x":{"a":null,"b":0,"a":0}}').code).toBe("duplicate-key");
});

test("half a surrogate pair is a problem, escaped or raw; a whole pair is not", () => {
  expect(read('"\\ud83d\\ude00"')).toBe("😀");
  expect(read('"😀"')).toBe("😀");
  for (const half of [
    "\\ud83d",
    "\\ude00",
    "\\ud83dx",
    "\\ud83d\\u0041",
    "\\ud83d\\n",
    "\\ud83d\\ud83d",
  ]) {
    expect(problemOf(`["${half}"]`)).toMatchObject({ code: "lone-surrogate", offset: 2 });
  }
  expect(problemOf('["ab\ud83d"]')).toMatchObject({ code: "lone-surrogate", offset: 4 });
  // A raw half beside an escaped half is no pair either.
  expect(problemOf('"\ud83d\\ude00"').code).toBe("lone-surrogate");
});

test("nesting 100,000 deep is a problem of depth, not a crash", () => {
  expect(problemOf("[".repeat(100_000)).code).toBe("too-deep");
  expect(problemOf('{"a":'.repeat(100_000)).code).toBe("too-deep");
  expect(problemOf("[".repeat(100_000), 1e9).code).toBe("too-deep");
});

test("exactly the allowed depth is read", () => {
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  expect(parseJson(nested(jsonLimits.depthMax)).ok).toBe(true);
  expect(problemOf(nested(jsonLimits.depthMax + 1)).code).toBe("too-deep");
  expect(parseJson(nested(3), { depthMax: 3 }).ok).toBe(true);
  expect(problemOf(nested(4), 3).code).toBe("too-deep");
  // Depth is not length: many values side by side are fine.
  expect(parseJson(`[${"[],{},".repeat(5000)}[]]`, { depthMax: 2 }).ok).toBe(true);
});

test("an integer of a million digits is refused at once", () => {
  expect(problemOf("9".repeat(1_000_000)).code).toBe("number-too-long");
  expect(read("9".repeat(1000))).toBe(BigInt("9".repeat(1000)));
});

test("text after the value is a problem of its own", () => {
  expect(problemOf('{"a":1} {"b":2}')).toMatchObject({ code: "trailing-text", offset: 8 });
  expect(read(' \r\n\t{"a":1} \n')).toEqual({ a: 1 });
});

test("a problem names line and column", () => {
  expect(problemOf('{\n  "a": 1,\n  "b": x\n}')).toMatchObject({ line: 3, column: 8 });
  expect(problemOf("{").message).toBe("Expected a key in quotes, found the end.");
  expect(problemOf("")).toMatchObject({ code: "syntax", offset: 0, line: 1, column: 1 });
});

test.each([
  "\ufeff{}",
  "\u00a01",
  "[1,]",
  '{"a":1,}',
  "{a:1}",
  "'a'",
  '"\t"',
  '"\\x"',
  '"\\u12G4"',
])("%j is not JSON", (text) => {
  expect(["syntax", "trailing-text"]).toContain(problemOf(text).code);
});

test("on request, the offsets of the outer objects are told", () => {
  const offsets = new Map<JsonObject, number>();
  const result = parseJson('{"events":[ {"a":{"b":1}},\n{"c":2}]}', { offsets });
  if (!result.ok) throw new Error(result.problem.message);
  // The object inside the first event is one level too deep to be told.
  expect([...offsets.values()]).toEqual([0, 12, 27]);
  expect([...offsets.keys()][2]).toEqual({ c: 2 });
});
