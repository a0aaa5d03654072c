// SHA-256 in plain JavaScript, for browsers: their own one answers only later, and the protocol
// code does not wait. Exports the names of sha256.node.ts; a test holds the two together.
import { sha1 } from "@noble/hashes/legacy.js";
import { sha256 as digest } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { encodeBase64, encodeBase64Url } from "./base64.ts";
import { utf8Bytes } from "./utf8.ts";

/** SHA-256 of bytes, or of a string's UTF-8 form: 32 bytes. */
export function sha256(message: Uint8Array | string): Uint8Array {
  return digest(typeof message === "string" ? utf8Bytes(message) : message);
}

/** SHA-256 of a text's UTF-8 form as unpadded standard base64: 43 characters. */
export function sha256Base64(text: string): string {
  return encodeBase64(sha256(text));
}

/** SHA-256 of a text's UTF-8 form as unpadded URL-safe base64: 43 characters. */
export function sha256Base64Url(text: string): string {
  return encodeBase64Url(sha256(text));
}

/** SHA-1 of a text's UTF-8 form as 40 hexadecimal digits; only state resolution v1 asks for it. */
export function sha1Hex(text: string): string {
  return bytesToHex(sha1(utf8Bytes(text)));
}
