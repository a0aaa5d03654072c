import fc from "fast-check";
import { expect, test } from "vitest";
import {
  CanonicalJsonError,
  canonicalJson,
  checkCanonical,
} from "../../../sim/protocol/canonical-json.ts";
import { parseJson } from "../../../sim/protocol/json.ts";
import type { JsonValue } from "../../../sim/protocol/json.ts";

function read(text: string): JsonValue {
  const result = parseJson(text);
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

// One pair for each rule of the specification: [what it shows, written somehow, canonical].
test.each([
  ["an empty object stays", " { } ", "{}"],
  ["white space goes", '{\n "one" : [ 1 , 2 ] }', '{"one":[1,2]}'],
  [
    "keys are sorted at every depth",
    '{"b":{"d":1,"c":2},"a":[{"f":3,"e":4}]}',
    '{"a":[{"e":4,"f":3}],"b":{"c":2,"d":1}}',
  ],
  [
    "integer-like keys get no place of their own",
    '{"b":1,"10":2,"9":3,"":4}',
    '{"":4,"10":2,"9":3,"b":1}',
  ],
  ["keys are sorted by code point", '{"\\ud83d\\ude00":1,"\\ufb33":2}', '{"\ufb33":2,"😀":1}'],
  ["characters are not escaped", '"\\u65e5 \\u00e9 \\u2028 \\u007f \\/"', '"日 é \u2028 \u007f /"'],
  [
    "short escapes are preferred",
    '"\\u0008\\u0009\\u000a\\u000c\\u000d\\u0022\\u005c"',
    '"\\b\\t\\n\\f\\r\\"\\\\"',
  ],
  [
    "other control characters are lower-case \\u00xx",
    '"\\u0000\\u000B\\u001F"',
    '"\\u0000\\u000b\\u001f"',
  ],
  [
    "the largest integers stay",
    "[9007199254740991,-9007199254740991,0]",
    "[9007199254740991,-9007199254740991,0]",
  ],
  ["null, true and false stay", "[null,true,false]", "[null,true,false]"],
  [
    "`__proto__` is sorted and written",
    '{"a":1,"__proto__":{"b":2}}',
    '{"__proto__":{"b":2},"a":1}',
  ],
])("%s", (_, written, canonical) => {
  expect(canonicalJson(read(written))).toBe(canonical);
});

test.each([
  ["1.5", "float"],
  ["1.0", "float"],
  ["1e10", "float"],
  ["-0", "float"],
  ["9007199254740992", "integer-range"],
  ["-9007199254740992", "integer-range"],
])("%s has no canonical form: %s", (text, code) => {
  const value = { a: [read(text)] };
  expect(checkCanonical(value)).toMatchObject({ code });
  expect(() => canonicalJson(value)).toThrow(CanonicalJsonError);
});

test("values that were never read but built are refused by the same rules", () => {
  expect(checkCanonical(0.5)?.code).toBe("float");
  expect(checkCanonical(Number.NaN)?.code).toBe("float");
  expect(checkCanonical(Number.POSITIVE_INFINITY)?.code).toBe("float");
  expect(checkCanonical(2 ** 53)?.code).toBe("integer-range");
  expect(checkCanonical("\ud83d")?.code).toBe("lone-surrogate");
  expect(checkCanonical({ "\ude00": 1 })?.code).toBe("lone-surrogate");
  expect(checkCanonical({ a: undefined, b: ["fine", -0] })).toBeUndefined();
  expect(canonicalJson({ a: undefined, b: ["fine", -0] })).toBe('{"b":["fine",0]}');
});

test("a value that nests 100,000 deep is refused, not a crash", () => {
  let value: JsonValue = 1;
  for (let depth = 0; depth < 100_000; depth++) value = [value];
  expect(checkCanonical(value)?.code).toBe("too-deep");
});

test("writing does not depend on the order of keys, and reading it gives the value back", () => {
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.string({ unit: "binary" }),
      fc.maxSafeInteger(),
      fc.constantFrom(null, true, false),
      fc.array(tie("tree"), { maxLength: 4 }),
      fc.dictionary(fc.string({ unit: "binary", maxLength: 3 }), tie("tree"), { maxKeys: 5 }),
    ),
  }));
  fc.assert(
    fc.property(tree, (value) => {
      const parsed = read(JSON.stringify(value));
      const canonical = canonicalJson(parsed);
      expect(canonicalJson(read(canonical))).toBe(canonical);
      expect(read(canonical)).toEqual(parsed);
      expect(canonicalJson(reversed(parsed))).toBe(canonical);
    }),
    { numRuns: 1000 },
  );
});

/** The same value with the keys of every object in the other order. */
function reversed(value: JsonValue): JsonValue {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(reversed);
  const entries = Object.entries(value as Record<string, JsonValue>).reverse();
  return Object.fromEntries(entries.map(([key, inner]) => [key, reversed(inner)]));
}
