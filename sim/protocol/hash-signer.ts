// A deterministic stand-in for signatures, for simulations that do not study them: parts of the hash
// of a key and of the hash of the message. It finds every change to a signed event, but anybody can
// make it, so it proves nothing about who signed. Its key ID says so: it is not ed25519.
import { sha256Base64 } from "#sha256";
import type { ServerName } from "./event.ts";
import { freshDigest, recentDigest, type Digest } from "./recent-digests.ts";
import { policyServerKeyId, type Signer, type Verifier } from "./signing.ts";

/** The key ID of every such signature. */
export const hashKeyId = "rashomon-hash:1";

/**
 * A signer whose signature is base64 of six bytes of SHA-256(key) and 26 of SHA-256(message).
 * @param key shared with the verifier (default: the server's name).
 * @example signEvent(pdu, version, hashSigner("alpha.test"))
 */
export function hashSigner(server: ServerName, key: string = server): Signer {
  return { server, keyId: hashKeyId, sign: (message) => digest(key, freshDigest(message)) };
}

/**
 * Verifies signatures of `hashSigner`; any other key is unknown to it.
 * @param keyOf the key of a server, `undefined` where it is not known (default: its name).
 */
export function hashVerifier(
  keyOf: (server: ServerName) => string | undefined = (server) => server,
): Verifier {
  return {
    verify({ server, keyId, message, signature }) {
      const key = keyId === hashKeyId ? keyOf(server) : undefined;
      if (key === undefined) return "unknown-key";
      return digest(key, recentDigest(message)) === signature ? "valid" : "invalid";
    },
  };
}

/** The policy server's signature of the same kind; its key stands in a room's state. */
export function hashPolicySigner(server: ServerName, publicKey: string): Signer {
  return { ...hashSigner(server, publicKey), keyId: policyServerKeyId };
}

/** True if `hashPolicySigner` with this key made the signature. */
export function hashPolicySignatureHolds(claim: {
  readonly publicKey: string;
  readonly message: string;
  readonly signature: string;
}): boolean {
  return digest(claim.publicKey, recentDigest(claim.message)) === claim.signature;
}

/** Characters of base64 for the key's part: six bytes, so that the message's part begins with a byte. */
const keyLength = 8;

/** The first bytes of the key's hash, and after them the others of the message's. */
function digest(key: string, message: Digest): string {
  return keyPart(key) + message.standard.slice(keyLength);
}

/** By key: a run has a few, which sign and verify all of its events. */
const keyParts = new Map<string, string>();
const keysMost = 1 << 12;

function keyPart(key: string): string {
  let part = keyParts.get(key);
  if (part === undefined) {
    if (keyParts.size === keysMost) keyParts.clear();
    part = sha256Base64(key).slice(0, keyLength);
    keyParts.set(key, part);
  }
  return part;
}
