import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import * as chosen from "#sha256";
import * as native from "../../../sim/protocol/sha256.node.ts";

test("tests and command line run on Node's own SHA-256", () => {
  expect(chosen.sha256).toBe(native.sha256);
});

test("the SHA-256 of the empty text is the published one", () => {
  const published = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  expect(Buffer.from(native.sha256("")).toString("hex")).toBe(published);
});

test("text is hashed as UTF-8, and the digest comes as plain bytes or unpadded base64", () => {
  const digest = createHash("sha256").update("grün 😀", "utf8").digest();
  expect(native.sha256("grün 😀")).toEqual(new Uint8Array(digest));
  expect(native.sha256(Buffer.from("grün 😀"))).toEqual(new Uint8Array(digest));
  expect(native.sha256Base64("grün 😀")).toBe(digest.toString("base64").slice(0, 43));
  expect(native.sha256Base64Url("grün 😀")).toBe(digest.toString("base64url"));
});
