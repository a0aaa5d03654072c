// Ed25519 by Node's OpenSSL, behind the ports of sim/protocol/signing.ts: for tests, the command
// line and real federation.
import { createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { decodeBase64, encodeBase64 } from "../protocol/base64.ts";
import type { ServerName } from "../protocol/event.ts";
import { isKeyValidAt, type Signer, type Verifier } from "../protocol/signing.ts";

/** What stands before the 32 key bytes in the DER forms of RFC 8410. */
const privatePrefix = Buffer.from("302e020100300506032b657004220420", "hex");
const publicPrefix = Buffer.from("302a300506032b6570032100", "hex");
const keyBytes = 32;
/** Of the 64 bytes of a signature in base64, without padding. */
const signatureDigits = 86;

/** A signer with a real key, and the public half of that key. */
export interface Ed25519Signer extends Signer {
  /** Unpadded base64 of the 32 bytes, as servers publish it. */
  readonly publicKey: string;
}

/**
 * A signer from a seed.
 * @param input `keyId` is `ed25519:` and a name (default `ed25519:1`); `seed` has 32 bytes.
 * Throws on a seed of another length.
 */
export function ed25519Signer(input: {
  server: ServerName;
  seed: Uint8Array;
  keyId?: string;
}): Ed25519Signer {
  if (input.seed.length !== keyBytes) {
    throw new Error(`an ed25519 seed has ${keyBytes} bytes, not ${input.seed.length}`);
  }
  const der = Buffer.concat([privatePrefix, input.seed]);
  const privateKey = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  const spki = createPublicKey(privateKey).export({ format: "der", type: "spki" });
  return {
    server: input.server,
    keyId: input.keyId ?? "ed25519:1",
    publicKey: encodeBase64(spki.subarray(publicPrefix.length)),
    sign: (message) =>
      sign(null, Buffer.from(message, "utf8"), privateKey)
        .toString("base64")
        .slice(0, signatureDigits),
  };
}

/** Public keys in base64 by server and key ID, as in the answer to a key request. */
export type VerifyKeys = ReadonlyMap<ServerName, ReadonlyMap<string, string>>;

/**
 * A verifier that knows these keys; keys that are no ed25519 keys count as unknown, and so do,
 * where it matters (room versions 5 and later), those that were not valid at an event's time.
 * @param validity until when each server's keys are valid, and what the clock says, in ms
 *   (default: for ever)
 */
export function nodeVerifier(
  keys: VerifyKeys,
  validity?: { readonly until: ReadonlyMap<ServerName, number>; readonly now: number },
): Verifier {
  const opened = new Map<string, KeyObject | undefined>();
  const keyFor = (server: ServerName, keyId: string): KeyObject | undefined => {
    const text = keyId.startsWith("ed25519:") ? keys.get(server)?.get(keyId) : undefined;
    if (text === undefined) return undefined;
    if (!opened.has(text)) opened.set(text, openPublicKey(text));
    return opened.get(text);
  };
  return {
    verify({ server, keyId, message, signature, validAt }) {
      const key = keyFor(server, keyId);
      if (key === undefined) return "unknown-key";
      if (validity !== undefined && validAt !== undefined) {
        const validUntil = validity.until.get(server) ?? 0;
        if (!isKeyValidAt({ validUntil, now: validity.now }, validAt)) return "unknown-key";
      }
      const bytes = decodeBase64(signature);
      if (bytes === undefined) return "invalid";
      return verify(null, Buffer.from(message, "utf8"), key, bytes) ? "valid" : "invalid";
    },
  };
}

/** Does a signature hold under one public key? All in base64. For third-party invites. */
export function verifyEd25519(publicKey: string, signature: string, message: string): boolean {
  const [key, bytes] = [openPublicKey(publicKey), decodeBase64(signature)];
  if (key === undefined || bytes === undefined) return false;
  return verify(null, Buffer.from(message, "utf8"), key, bytes);
}

function openPublicKey(text: string): KeyObject | undefined {
  const bytes = decodeBase64(text);
  if (bytes?.length !== keyBytes) return undefined;
  const der = Buffer.concat([publicPrefix, bytes]);
  return createPublicKey({ key: der, format: "der", type: "spki" });
}
