// The signing key of a virtual origin, from a seed and its name, and the object in which it is
// published. The key's ID follows from the key: homeservers keep keys by name and ID for good, so
// another key under the same ID would be refused for as long as their database lives.
// Spec v1.19, server-server API, "Publishing Keys".
import { createHash } from "node:crypto";
import { canonicalJson } from "../protocol/canonical-json.ts";
import type { ServerName } from "../protocol/event.ts";
import type { JsonObject } from "../protocol/json.ts";
import { signJson } from "../protocol/signing.ts";
import { ed25519Signer, type Ed25519Signer } from "./ed25519.ts";

/** The same seed and name, the same key. */
export function originKey(seed: string, server: ServerName): Ed25519Signer {
  const secret = createHash("sha256").update(`rashomon origin key\n${seed}\n${server}`).digest();
  const signer = ed25519Signer({ server, seed: secret });
  const name = signer.publicKey.replace(/[^A-Za-z0-9]/g, "").slice(0, 8);
  return { ...signer, keyId: `ed25519:${name}` };
}

/** The signed answer to `GET /_matrix/key/v2/server`. */
export function keyObject(signer: Ed25519Signer, validUntilMs: number): JsonObject {
  const { server, keyId, publicKey } = signer;
  return signJson(
    {
      server_name: server,
      verify_keys: { [keyId]: { key: publicKey } },
      old_verify_keys: {},
      valid_until_ts: validUntilMs,
    },
    signer,
  );
}

/** What a signature on a JSON object covers. Spec v1.19, appendices, "Signing JSON". */
export function coveredText(object: JsonObject): string {
  const { signatures: _signatures, unsigned: _unsigned, ...covered } = object;
  return canonicalJson(covered);
}
