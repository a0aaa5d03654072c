import fc from "fast-check";
import { expect, test } from "vitest";
import {
  decodeBase64,
  decodeBase64Url,
  encodeBase64,
  encodeBase64Url,
} from "../../../sim/protocol/base64.ts";

test("encoding agrees with Node's in both alphabets, without padding", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
      const buffer = Buffer.from(bytes);
      expect(encodeBase64(bytes)).toBe(buffer.toString("base64").replaceAll("=", ""));
      expect(encodeBase64Url(bytes)).toBe(buffer.toString("base64url"));
    }),
    { numRuns: 2000 },
  );
});

test("decoding gives back what was encoded, padded or not", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
      expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes);
      expect(decodeBase64(Buffer.from(bytes).toString("base64"))).toEqual(bytes);
      expect(decodeBase64Url(encodeBase64Url(bytes))).toEqual(bytes);
    }),
    { numRuns: 2000 },
  );
});

test.each(["A", "AAAAA", "A=", "AA=", "AAAA=", "====", "AA-A", "AA A", "AA\nA", "Aä==", "\u0141A"])(
  "%j is not standard base64",
  (text) => {
    expect(decodeBase64(text)).toBeUndefined();
  },
);

test("each alphabet refuses the other's two characters", () => {
  expect(decodeBase64Url("+/8")).toBeUndefined();
  expect(decodeBase64("-_8")).toBeUndefined();
  expect(decodeBase64("+/8")).toEqual(decodeBase64Url("-_8"));
});
