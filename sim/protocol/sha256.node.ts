// SHA-256 (and for version 1 SHA-1) by Node's OpenSSL. The only file in sim/protocol that may import `node:`; everything
// else imports `#sha256`, which is this file in Node and sha256.portable.ts elsewhere.
import { hash } from "node:crypto";

/** SHA-256 of bytes, or of a string's UTF-8 form: 32 bytes. */
export function sha256(message: Uint8Array | string): Uint8Array {
  const digest = hash("sha256", message, "buffer");
  return new Uint8Array(digest.buffer, digest.byteOffset, digest.byteLength);
}

/** SHA-256 of a text's UTF-8 form as unpadded standard base64: 43 characters. */
export function sha256Base64(text: string): string {
  return hash("sha256", text, "base64").slice(0, 43);
}

/** SHA-256 of a text's UTF-8 form as unpadded URL-safe base64: 43 characters. */
export function sha256Base64Url(text: string): string {
  return hash("sha256", text, "base64url");
}

/** SHA-1 of a text's UTF-8 form as 40 hexadecimal digits; only state resolution v1 asks for it. */
export function sha1Hex(text: string): string {
  return hash("sha1", text, "hex");
}
