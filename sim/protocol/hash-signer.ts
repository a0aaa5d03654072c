// A deterministic stand-in for signatures, for simulations that do not study them: a hash over a
// key and the message. It finds every change to a signed event, but who knows the key can both
// sign and verify, so it proves nothing about who signed. Its key ID says so: it is not ed25519.
import { sha256Base64 } from "#sha256";
import type { ServerName } from "./event.ts";
import { policyServerKeyId, type Signer, type Verifier } from "./signing.ts";

/** The key ID of every such signature. */
export const hashKeyId = "rashomon-hash:1";

/**
 * A signer whose signature is base64(SHA-256(key ‖ message)).
 * @param key shared with the verifier (default: the server's name).
 * @example signEvent(pdu, version, hashSigner("alpha.test"))
 */
export function hashSigner(server: ServerName, key: string = server): Signer {
  return { server, keyId: hashKeyId, sign: (message) => digest(key, message) };
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
      return digest(key, message) === signature ? "valid" : "invalid";
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
  return digest(claim.publicKey, claim.message) === claim.signature;
}

/** Digests that were made last: what one server signs, all others of the process verify soon. */
const recent = Array.from({ length: 8 }, () => ({ key: "", message: "", digest: "" }));
let oldest = 0;

/** The line break keeps key and message apart: canonical JSON holds none. */
function digest(key: string, message: string): string {
  for (const known of recent) {
    if (known.message === message && known.key === key && known.digest !== "") return known.digest;
  }
  const place = recent[oldest];
  oldest = (oldest + 1) % recent.length;
  place.key = key;
  place.message = message;
  place.digest = sha256Base64(`${key}\n${message}`);
  return place.digest;
}
