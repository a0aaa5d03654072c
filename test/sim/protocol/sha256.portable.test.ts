import fc from "fast-check";
import { expect, test } from "vitest";
import * as native from "../../../sim/protocol/sha256.node.ts";
import * as portable from "../../../sim/protocol/sha256.portable.ts";

test("browser and Node export the same names", () => {
  expect(Object.keys(portable).sort()).toEqual(Object.keys(native).sort());
});

test("browser and Node hash random texts alike", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
      expect(portable.sha256(text)).toEqual(native.sha256(text));
      expect(portable.sha256Base64(text)).toBe(native.sha256Base64(text));
      expect(portable.sha256Base64Url(text)).toBe(native.sha256Base64Url(text));
      expect(portable.sha1Hex(text)).toBe(native.sha1Hex(text));
    }),
    { numRuns: 1000 },
  );
});

test("browser and Node hash random bytes alike", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(portable.sha256(bytes)).toEqual(native.sha256(bytes));
    }),
    { numRuns: 1000 },
  );
});
