import { expect, test } from "vitest";
import { decodeBase64, encodeBase64Url } from "../../../viz/app/base64.ts";

test("bytes come back, in either alphabet", () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, n) => n);
  const text = encodeBase64Url(bytes);
  expect(text).toMatch(/^[\w-]+$/);
  expect(decodeBase64(text)).toEqual(bytes);
  expect(decodeBase64(Buffer.from(bytes).toString("base64"))).toEqual(bytes);
  expect(() => decodeBase64("no base64!")).toThrow();
});
