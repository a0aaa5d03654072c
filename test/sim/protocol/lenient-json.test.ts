import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson } from "../../../sim/protocol/canonical-json.ts";
import { parseJson, type JsonValue } from "../../../sim/protocol/json.ts";
import { hashedJson, lenientJson } from "../../../sim/protocol/lenient-json.ts";
import { roomVersion } from "../../../sim/protocol/room-version.ts";

/** Reads a text and writes it leniently. */
function rewritten(text: string): string {
  const read = parseJson(text);
  if (!read.ok) throw new Error(read.problem.message);
  return lenientJson(read.value);
}

// What `json.dumps(json.loads(text))` of Python 3.12 gives: the program in the specification.
test.each([
  ["1.5", "1.5"],
  ["1.0", "1.0"],
  ["1e10", "10000000000.0"],
  ["5.114698E4", "51146.98"],
  ["1e15", "1000000000000000.0"],
  ["1e16", "1e+16"],
  ["123456789012345680.0", "1.2345678901234568e+17"],
  ["0.0001", "0.0001"],
  ["1e-5", "1e-05"],
  ["-1.5e-7", "-1.5e-07"],
  ["5e-324", "5e-324"],
  ["1.7976931348623157e308", "1.7976931348623157e+308"],
  ["-0", "0"],
  ["-0.0", "-0.0"],
  ["9223372036854775807", "9223372036854775807"],
  ["-123456789012345678901234567890", "-123456789012345678901234567890"],
])("%s is written %s", (text, written) => {
  expect(rewritten(text)).toBe(written);
});

test("keys are sorted by code point and white space goes, as in canonical JSON", () => {
  expect(rewritten('{"\u{1f600}": [1.5, null], "\u{fb33}": "\\u00e4", "10": true}')).toBe(
    '{"10":true,"\u{fb33}":"\u00e4","\u{1f600}":[1.5,null]}',
  );
});

test("what has a canonical form is written in it", () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      const whole = JSON.parse(
        JSON.stringify(value, (_key, entry: unknown) =>
          typeof entry === "number" ? Math.round(entry) % 2 ** 50 || 0 : entry,
        ),
      ) as JsonValue;
      expect(lenientJson(whole)).toBe(canonicalJson(whole));
    }),
  );
});

test("a number beyond every double has no form, as in Python", () => {
  expect(() => rewritten("1e400")).toThrow("beyond every number");
});

test("versions 1 to 5 write leniently, later ones refuse", () => {
  const value = { level: 2n ** 60n };
  expect(hashedJson(value, roomVersion("5"))).toBe('{"level":1152921504606846976}');
  expect(() => hashedJson(value, roomVersion("6"))).toThrow("beyond");
});
