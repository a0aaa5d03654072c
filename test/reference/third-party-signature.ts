// Rule 4.4.1.7 (version 12: 5.4.1.7): does a signature of a third-party invite's `signed` object
// verify under a key of the offer in the room state? Ed25519 over the object's canonical form
// without `signatures` and `unsigned`. Spec v1.19, appendices "Signing JSON".
import { createPublicKey, verify } from "node:crypto";
import { canonical } from "./canonical.ts";
import { asObject, asText, field, type Fields } from "./values.ts";

/** True if any ed25519 signature of `signed` verifies under any public key of the offer. */
export function hasValidSignature(signed: Fields, offer: Fields): boolean {
  const text = Buffer.from(canonical(signed, ["signatures", "unsigned"]), "utf8");
  const keys = publicKeys(offer);
  for (const server of Object.values(asObject(field(signed, "signatures")) ?? {})) {
    for (const [keyId, signature] of Object.entries(asObject(server) ?? {})) {
      if (!keyId.startsWith("ed25519:") || typeof signature !== "string") continue;
      const bytes = Buffer.from(signature, "base64");
      if (keys.some((key) => verifies(text, key, bytes))) return true;
    }
  }
  return false;
}

/** `public_key` and the `public_key` of every entry of `public_keys`. */
function publicKeys(offer: Fields): Buffer[] {
  const list = field(offer, "public_keys");
  const entries = Array.isArray(list) ? list.map((entry) => asObject(entry)) : [];
  return [offer, ...entries]
    .map((holder) => asText(field(holder, "public_key")))
    .filter((text) => text !== undefined)
    .map((text) => Buffer.from(text, "base64"));
}

function verifies(text: Buffer, rawKey: Buffer, signature: Buffer): boolean {
  if (rawKey.length !== 32 || signature.length !== 64) return false;
  // The fixed DER head of an Ed25519 SubjectPublicKeyInfo (RFC 8410) goes before the raw key.
  const head = Buffer.from("302a300506032b6570032100", "hex");
  const key = Buffer.concat([head, rawKey]);
  return verify(null, text, createPublicKey({ key, format: "der", type: "spki" }), signature);
}
