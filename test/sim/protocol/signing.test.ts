import { expect, test } from "vitest";
import { ed25519Signer, nodeVerifier } from "../../../sim/bridge/ed25519.ts";
import type { Pdu } from "../../../sim/protocol/event.ts";
import { contentHash, contentHashHolds } from "../../../sim/protocol/event-hash.ts";
import { hashKeyId, hashSigner, hashVerifier } from "../../../sim/protocol/hash-signer.ts";
import type { JsonObject } from "../../../sim/protocol/json.ts";
import { redact } from "../../../sim/protocol/redact.ts";
import { roomVersion } from "../../../sim/protocol/room-version.ts";
import {
  isKeyValidAt,
  signersWanted,
  signEvent,
  signJson,
  verifyEvent,
} from "../../../sim/protocol/signing.ts";
import type { SignatureClaim, SignatureVerdict } from "../../../sim/protocol/signing.ts";
import { haveVectors, vectorText } from "../../vectors.ts";
import { readRealRoom, realRoomNames } from "./real-rooms.ts";

const v11 = roomVersion("11");

function eventOf(content: JsonObject, type = "m.room.message"): Pdu {
  return {
    type,
    room_id: "!r:a.test",
    sender: "@a:a.test",
    content,
    prev_events: [],
    auth_events: [],
    depth: 1,
    origin_server_ts: 1,
    unsigned: { age: 1 },
  };
}

const codeOf = (verdict: SignatureVerdict) => (verdict.ok ? "ok" : verdict.problem.code);

interface SigningVectors {
  key_seed_base64: string;
  server: string;
  key_id: string;
  vectors: { kind: string; input: JsonObject; signature: string; content_hash?: string }[];
}

test.runIf(haveVectors)("the specification's four signing vectors come out", () => {
  const file = JSON.parse(vectorText("matrix-spec", "signing.json")) as SigningVectors;
  expect(file.vectors).toHaveLength(4);
  const { server, key_id: keyId } = file;
  const seed = Uint8Array.from(Buffer.from(file.key_seed_base64, "base64"));
  const signer = ed25519Signer({ server, keyId, seed });
  for (const { kind, input, signature, content_hash } of file.vectors) {
    const signed =
      kind === "json" ? signJson(input, signer) : signEvent(input as Pdu, roomVersion("1"), signer);
    expect(signed).toMatchObject({ signatures: { [server]: { [keyId]: signature } } });
    if (content_hash !== undefined) expect(signed.hashes).toEqual({ sha256: content_hash });
  }
});

test.each(realRoomNames)(
  "every ed25519 signature of %s verifies, and none after a change",
  (name) => {
    const room = readRealRoom(name);
    const verifier = nodeVerifier(room.keys);
    for (const { id, pdu } of room.events) {
      expect(verifyEvent(pdu, room.version, verifier), id).toEqual({ ok: true });
      const changed = { ...pdu, depth: Number(pdu.depth) + 1 };
      expect(codeOf(verifyEvent(changed, room.version, verifier)), id).toBe("invalid-signature");
    }
  },
);

test("a signed event carries its content hash and verifies, also once it is redacted", () => {
  const signed = signEvent(eventOf({ body: "b" }), v11, hashSigner("a.test"));
  expect(contentHashHolds(signed, v11)).toBe(true);
  expect(verifyEvent(signed, v11, hashVerifier())).toEqual({ ok: true });
  expect(verifyEvent(redact(signed, v11), v11, hashVerifier())).toEqual({ ok: true });
  expect(signed.unsigned).toEqual({ age: 1 });
});

test("every field that redaction keeps is covered by the signature, the rest by the hash", () => {
  const signed = signEvent(eventOf({ body: "b" }), v11, hashSigner("a.test"));
  const spoilt: Partial<Pdu>[] = [
    { type: "m.x" },
    { room_id: "!s:a.test" },
    { sender: "@b:a.test" },
    { state_key: "" },
    { prev_events: ["$x"] },
    { auth_events: ["$x"] },
    { depth: 2 },
    { origin_server_ts: 2 },
    { hashes: { sha256: "x" } },
  ];
  for (const change of spoilt) {
    const verdict = verifyEvent({ ...signed, ...change } as Pdu, v11, hashVerifier());
    expect(codeOf(verdict), JSON.stringify(change)).toBe("invalid-signature");
  }
  const other = { ...signed, content: { body: "other" } };
  expect(verifyEvent(other, v11, hashVerifier())).toEqual({ ok: true });
  expect(contentHashHolds(other, v11)).toBe(false);
});

test("an existing content hash is kept, right or wrong, for servers that lie", () => {
  const lie = { ...eventOf({ body: "b" }), hashes: { sha256: "lie" } };
  expect(signEvent(lie, v11, hashSigner("a.test")).hashes).toEqual({ sha256: "lie" });
  const other = { ...eventOf({ body: "b" }), hashes: { md5: "m" } };
  const both = signEvent(other, v11, hashSigner("a.test"));
  expect(both.hashes).toEqual({ md5: "m", sha256: contentHash(other, v11) });
});

test("the sender's server must have signed, whoever else did", () => {
  const event = eventOf({ body: "b" });
  const byOther = signEvent(event, v11, hashSigner("b.test"));
  expect(codeOf(verifyEvent(event, v11, hashVerifier()))).toBe("missing-signature");
  expect(codeOf(verifyEvent(byOther, v11, hashVerifier()))).toBe("missing-signature");
  const byBoth = signEvent(byOther, v11, hashSigner("a.test"));
  expect(verifyEvent(byBoth, v11, hashVerifier())).toEqual({ ok: true });
  expect(Object.keys(byBoth.signatures!).sort()).toEqual(["a.test", "b.test"]);
});

test("unknown keys are skipped, but one known key is needed and none of those may fail", () => {
  const good = signEvent(eventOf({}), v11, hashSigner("a.test"));
  const own = good.signatures!["a.test"] as JsonObject;
  const withKeys = (keys: JsonObject) => {
    const signed = { ...good, signatures: { "a.test": keys } };
    return codeOf(verifyEvent(signed, v11, hashVerifier()));
  };
  expect(withKeys({ ...own, "ed25519:old": "x" })).toBe("ok");
  expect(withKeys({ "ed25519:old": "x" })).toBe("unknown-key");
  expect(withKeys({ "ed25519:policy_server": "x" })).toBe("missing-signature");
  expect(withKeys({ [hashKeyId]: "x" })).toBe("invalid-signature");
  expect(withKeys({ [hashKeyId]: 7 })).toBe("missing-signature");
  // Two known keys of which one fails: v1.19 wants all known ones to hold.
  const lenient = {
    verify: (claim: { keyId: string }) => (claim.keyId === "k:2" ? "invalid" : "valid"),
  } as const;
  const two = { ...good, signatures: { "a.test": { "k:1": "x", "k:2": "x" } } };
  expect(codeOf(verifyEvent(two, v11, lenient))).toBe("invalid-signature");
});

test("an invite from a third-party identifier needs no signature of the sender's server", () => {
  const invite = { membership: "invite", third_party_invite: { signed: {} } };
  expect(signersWanted(eventOf(invite, "m.room.member"), v11)).toEqual([]);
  expect(verifyEvent(eventOf(invite, "m.room.member"), v11, hashVerifier())).toEqual({ ok: true });
  expect(signersWanted(eventOf({ ...invite, membership: "join" }, "m.room.member"), v11)).toEqual([
    "a.test",
  ]);
  expect(signersWanted(eventOf(invite), v11)).toEqual(["a.test"]);
  expect(signersWanted(eventOf({ membership: "invite" }, "m.room.member"), v11)).toEqual([
    "a.test",
  ]);
});

test("who vouches for a restricted join must have signed it, since version 8", () => {
  const content = { membership: "join", join_authorised_via_users_server: "@v:v.test:8448" };
  const join = eventOf(content, "m.room.member");
  expect(signersWanted(join, v11)).toEqual(["a.test", "v.test:8448"]);
  expect(signersWanted(join, { ...v11, restrictedJoin: false })).toEqual(["a.test"]);
  const half = signEvent(join, v11, hashSigner("a.test"));
  expect(verifyEvent(half, v11, hashVerifier())).toMatchObject({
    problem: { code: "missing-signature", server: "v.test:8448" },
  });
  const whole = signEvent(half, v11, hashSigner("v.test:8448"));
  expect(verifyEvent(whole, v11, hashVerifier())).toEqual({ ok: true });
  for (const voucher of [7, "nobody", null]) {
    const bad = eventOf({ ...content, join_authorised_via_users_server: voucher }, "m.room.member");
    const signed = signEvent(bad, v11, hashSigner("a.test"));
    expect(codeOf(verifyEvent(signed, v11, hashVerifier()))).toBe("missing-signature");
  }
});

test("signing JSON covers neither signatures nor unsigned, and keeps both", () => {
  const signer = hashSigner("a.test");
  const plain = signJson({ a: 1 }, signer);
  const again = signJson(
    { a: 1, unsigned: { b: 2 }, signatures: { "b.test": { k: "s" } } },
    signer,
  );
  expect(again.unsigned).toEqual({ b: 2 });
  expect(again.signatures).toEqual({
    ...(plain.signatures as JsonObject),
    "b.test": { k: "s" },
  });
});

test("a server named `__proto__` in signatures reaches no prototype", () => {
  const signed = signJson(
    { signatures: {} },
    { server: "__proto__", keyId: "k:1", sign: () => "s" },
  );
  expect(Object.keys(signed.signatures as JsonObject)).toEqual(["__proto__"]);
  expect(({} as Record<string, unknown>)["k:1"]).toBeUndefined();
});

test("versions 1 and 2 want the signature of the event ID's server, later ones do not", () => {
  const sent = { ...eventOf({}), event_id: "$0:b.test" };
  expect(signersWanted(sent, roomVersion("2"))).toEqual(["a.test", "b.test"]);
  expect(signersWanted(sent, roomVersion("3"))).toEqual(["a.test"]);
  const own = { ...sent, event_id: "$0:a.test" };
  expect(signersWanted(own, roomVersion("1"))).toEqual(["a.test"]);
  const third = { ...sent, type: "m.room.member", content: thirdPartyInvite };
  expect(signersWanted(third, roomVersion("1"))).toEqual(["b.test"]);
});

const thirdPartyInvite = { membership: "invite", third_party_invite: {} };

test("since version 5 the verifier is told when a key must have been valid", () => {
  const askedAt: unknown[] = [];
  const verifier = {
    verify(claim: SignatureClaim) {
      askedAt.push(claim.validAt);
      return hashVerifier().verify(claim);
    },
  };
  for (const version of ["4", "5", "12"].map(roomVersion)) {
    const signed = signEvent(eventOf({}), version, hashSigner("a.test"));
    expect(verifyEvent(signed, version, verifier)).toEqual({ ok: true });
  }
  expect(askedAt).toEqual([undefined, 1, 1]);
});

test("a key is believed until it expires, and for a week ahead at most", () => {
  const day = 24 * 3600 * 1000;
  expect(isKeyValidAt({ validUntil: 100, now: 0 }, 100)).toBe(true);
  expect(isKeyValidAt({ validUntil: 100, now: 0 }, 101)).toBe(false);
  expect(isKeyValidAt({ validUntil: 30 * day, now: 0 }, 7 * day)).toBe(true);
  expect(isKeyValidAt({ validUntil: 30 * day, now: 0 }, 7 * day + 1)).toBe(false);
  expect(isKeyValidAt({ validUntil: 30 * day, now: 0 }, 2n ** 62n)).toBe(false);
});
