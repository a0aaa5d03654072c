import fc from "fast-check";
import { expect, test } from "vitest";
import { codePointLength, utf8Bytes, utf8Length } from "../../../sim/protocol/utf8.ts";

/** Any sequence of UTF-16 units, also with lone surrogates. */
const anyText = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0xd800, max: 0xdfff })))
  .map((units) => String.fromCharCode(...units));

test("the counted size is the size of the encoded bytes, for lone surrogates too", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(utf8Length(text)).toBe(Buffer.byteLength(text));
      expect(utf8Bytes(text)).toEqual(new Uint8Array(Buffer.from(text)));
    }),
    { numRuns: 3000 },
  );
});

test("code points are counted as the string's iterator counts them", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(codePointLength(text)).toBe([...text].length);
    }),
    { numRuns: 3000 },
  );
});
