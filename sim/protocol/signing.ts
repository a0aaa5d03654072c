// Signing and verifying JSON and events. Keys and algorithms come in through two ports, so that
// this folder stays free of cryptographic libraries: sim/bridge/ed25519.ts is the real pair,
// hash-signer.ts a cheap stand-in. Spec v1.19, appendices, "Signing JSON", and server-server API,
// "Validating hashes and signatures on received events".
import { canonicalJson } from "./canonical-json.ts";
import { contentHash, signedText } from "./event-hash.ts";
import { serverOf } from "./event.ts";
import type { Pdu, ServerName } from "./event.ts";
import { isUserId } from "./ids.ts";
import { emptyObject, isObject } from "./json.ts";
import type { JsonObject, JsonValue } from "./json.ts";
import { handContentOn } from "./recent-texts.ts";
import type { RoomVersion } from "./room-version.ts";

/** Signs for one server with one key. */
export interface Signer {
  readonly server: ServerName;
  /** Algorithm and name, for example `ed25519:1`. */
  readonly keyId: string;
  /** Unpadded base64 of the signature over the message's UTF-8 bytes. */
  sign(message: string): string;
}

/** What is to be verified. */
export interface SignatureClaim {
  readonly server: ServerName;
  readonly keyId: string;
  readonly message: string;
  /** Base64, as it stands in the event. */
  readonly signature: string;
  /**
   * Since version 5: the event's `origin_server_ts`, at which the key must have been valid (see
   * `isKeyValidAt`). Absent where it does not matter.
   */
  readonly validAt?: number | bigint | undefined;
}

/** Knows servers' keys. `unknown-key` also stands for a key that had expired. */
export interface Verifier {
  verify(claim: SignatureClaim): "valid" | "invalid" | "unknown-key";
}

/**
 * True if a key may be believed for an event. Spec v1.19, rooms/v5, "Signing key validity period".
 * @param key `validUntil` is `valid_until_ts` as the server published it, `now` the verifier's
 *   clock; both in milliseconds. A key is never believed for more than a week ahead.
 */
export function isKeyValidAt(
  key: { readonly validUntil: number; readonly now: number },
  timestamp: number | bigint,
): boolean {
  return timestamp <= Math.min(key.validUntil, key.now + keyTrustMs);
}

const keyTrustMs = 7 * 24 * 3600 * 1000;

/** Why an event's signatures do not suffice. */
export interface SignatureProblem {
  readonly code: "missing-signature" | "unknown-key" | "invalid-signature";
  /** The server whose signature is wanted. */
  readonly server: ServerName;
  /** One sentence. */
  readonly message: string;
}

/** The answer of `verifyEvent`. */
export type SignatureVerdict =
  { readonly ok: true } | { readonly ok: false; readonly problem: SignatureProblem };

/** The key that policy servers sign with; it is published nowhere and skipped here (v1.18). */
export const policyServerKeyId = "ed25519:policy_server";

/**
 * Signs a JSON object and returns it with the signature added to those it has.
 * `unsigned` is kept and not covered. Throws `CanonicalJsonError` on floats and the like.
 */
export function signJson(object: JsonObject, signer: Signer): JsonObject {
  const covered = copyOf(object);
  delete covered.signatures;
  delete covered.unsigned;
  return withSignature(object, signer, signer.sign(canonicalJson(covered)));
}

/**
 * Signs an event: adds `hashes.sha256` where it is absent, then the signature over the redacted
 * form. Signing twice with different signers gives an event with both signatures.
 * Spec v1.19, server-server API, "Adding hashes and signatures to outgoing events".
 * @example signEvent(pdu, roomVersion("11"), signer).signatures // { "a.test": { … } }
 */
export function signEvent(pdu: Pdu, version: RoomVersion, signer: Signer): Pdu {
  const signatures = isObject(pdu.signatures) ? copyOf(pdu.signatures) : emptyObject();
  const own = signaturesBy(signer, signatures);
  const hashes = hashesOf(pdu, version);
  // Where both have their place already, the whole event is copied at once.
  const signed =
    pdu.hashes !== undefined && pdu.signatures !== undefined
      ? { ...pdu, hashes, signatures: signatures as JsonObject }
      : copyWith(pdu, { hashes, signatures });
  handContentOn(pdu, signed, version);
  // The text does not cover signatures, so it is asked of the event into which they go.
  own[signer.keyId] = signer.sign(signedText(signed, version));
  return signed;
}

/** The event with `hashes.sha256`; the same object where it has one already. */
export function withContentHash(pdu: Pdu, version: RoomVersion): Pdu {
  const hashes = hashesOf(pdu, version);
  return hashes === pdu.hashes ? pdu : copyWith(pdu, { hashes });
}

/** The event's hashes, with its content hash among them. */
function hashesOf(pdu: Pdu, version: RoomVersion): JsonObject {
  if (isObject(pdu.hashes) && typeof pdu.hashes.sha256 === "string") return pdu.hashes;
  const hashes = isObject(pdu.hashes) ? copyOf(pdu.hashes) : emptyObject();
  hashes.sha256 = contentHash(pdu, version);
  return hashes as JsonObject;
}

/**
 * Receipt check 2: of each server that must have signed, at least one signature is by a known key,
 * and every one by a known key is valid. Does not look at the content hash.
 * Spec v1.19, server-server API, "Validating hashes and signatures on received events".
 * @example verifyEvent(pdu, roomVersion("11"), verifier) // { ok: true }
 */
export function verifyEvent(pdu: Pdu, version: RoomVersion, verifier: Verifier): SignatureVerdict {
  const message = signedText(pdu, version);
  const validAt = version.enforceKeyValidity ? pdu.origin_server_ts : undefined;
  for (const server of signersWanted(pdu, version)) {
    const problem = verifySignaturesOf({ server, pdu, verifier, message, validAt });
    if (problem !== undefined) return { ok: false, problem };
  }
  return { ok: true };
}

/**
 * The servers whose signatures an event needs: the sender's, unless it is an invite from a
 * third-party identifier, which another server may send; in versions 1 and 2 that of the event's ID;
 * and since version 8 that of the user who vouches for a restricted join. A voucher that is no user ID is returned as it is written: nobody
 * can have signed for it.
 */
export function signersWanted(pdu: Pdu, version: RoomVersion): readonly ServerName[] {
  const wanted: ServerName[] = [];
  if (!isThirdPartyInvite(pdu)) wanted.push(serverOf(pdu.sender));
  if (version.eventIds === "on-wire" && pdu.event_id !== undefined) {
    const server = serverOf(pdu.event_id);
    if (!wanted.includes(server)) wanted.push(server);
  }
  const voucher = pdu.content.join_authorised_via_users_server;
  if (version.restrictedJoin && pdu.type === "m.room.member" && voucher !== undefined) {
    const named = typeof voucher === "string" ? voucher : "";
    const server = isUserId(named) ? serverOf(named) : named;
    if (!wanted.includes(server)) wanted.push(server);
  }
  return wanted;
}

function isThirdPartyInvite(pdu: Pdu): boolean {
  const { membership, third_party_invite: invite } = pdu.content;
  return pdu.type === "m.room.member" && membership === "invite" && isObject(invite);
}

function verifySignaturesOf(input: {
  server: ServerName;
  pdu: Pdu;
  verifier: Verifier;
  message: string;
  validAt: number | bigint | undefined;
}): SignatureProblem | undefined {
  const { server, pdu, verifier, message, validAt } = input;
  const all = isObject(pdu.signatures) ? pdu.signatures : {};
  const own = Object.hasOwn(all, server) ? all[server] : undefined;
  let known = 0;
  let unknown = 0;
  // The policy server's and malformed ones do not count.
  const signatures = isObject(own) ? own : {};
  for (const keyId in signatures) {
    const signature = signatures[keyId];
    if (keyId === policyServerKeyId || typeof signature !== "string") continue;
    const verdict = verifier.verify({ server, keyId, message, signature, validAt });
    if (verdict === "invalid") {
      const what = `The signature of ${server} with ${keyId} does not fit the event.`;
      return { code: "invalid-signature", server, message: what };
    }
    if (verdict === "valid") known++;
    else unknown++;
  }
  if (known > 0) return undefined;
  if (unknown > 0) {
    const what = `No key is known for any signature of ${server}.`;
    return { code: "unknown-key", server, message: what };
  }
  const what = `The event carries no signature of ${server}.`;
  return { code: "missing-signature", server, message: what };
}

function withSignature(object: JsonObject, signer: Signer, signature: string): JsonObject {
  const signatures = isObject(object.signatures) ? copyOf(object.signatures) : emptyObject();
  signaturesBy(signer, signatures)[signer.keyId] = signature;
  return copyWith(object, { signatures });
}

/** A copy of the signer's signatures, put in the place of those that stand there. */
function signaturesBy(signer: Signer, signatures: Fields): Fields {
  const before = Object.hasOwn(signatures, signer.server) ? signatures[signer.server] : undefined;
  const own = isObject(before) ? copyOf(before) : emptyObject();
  signatures[signer.server] = own as JsonObject;
  return own;
}

type Fields = Record<string, JsonValue | undefined>;

/** A copy that inherits nothing, so that no key of the original can reach a prototype. */
function copyOf(object: JsonObject): Fields {
  return Object.assign(emptyObject(), object);
}

/** A copy with fields written, each at its place if the keys are in order: see `canonicalJson`. */
function copyWith<Kind extends JsonObject>(object: Kind, fields: Fields): Kind {
  const copy = emptyObject();
  const added = Object.keys(fields);
  let next = 0;
  for (const key in object) {
    while (next < added.length && added[next] <= key) copy[added[next]] = fields[added[next++]];
    if (fields[key] === undefined) copy[key] = object[key];
  }
  while (next < added.length) copy[added[next]] = fields[added[next++]];
  return copy as Kind;
}
