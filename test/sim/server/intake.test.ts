// Receipt checks 1 to 3.
import { expect, test } from "vitest";
import type { Pdu } from "../../../sim/protocol/event.ts";
import { hashSigner, hashVerifier } from "../../../sim/protocol/hash-signer.ts";
import { roomVersion } from "../../../sim/protocol/room-version.ts";
import { signEvent } from "../../../sim/protocol/signing.ts";
import { strictIntake, trustingIntake } from "../../../sim/server/index.ts";

const version = roomVersion("11");
const intake = strictIntake(hashVerifier());
const id = `$${"A".repeat(43)}`;

const bare: Pdu = {
  type: "m.room.message",
  room_id: "!room:a.test",
  sender: "@ada:a.test",
  content: { body: "hello" },
  prev_events: [id],
  auth_events: [id],
  depth: 5,
  origin_server_ts: 1,
};
const signed = signEvent(bare, version, hashSigner("a.test"));

test("an event that is whole passes", () => {
  expect(intake(signed, version)).toBeUndefined();
});

const spoiled: readonly [string, Pdu, number, string][] = [
  ["no depth", { ...signed, depth: undefined as unknown as number }, 1, "missing-field"],
  ["a sender that is no user", { ...signed, sender: "ada" }, 1, "bad-id"],
  ["21 prev events", { ...signed, prev_events: Array(21).fill(id) }, 1, "too-many"],
  ["11 auth events", { ...signed, auth_events: Array(11).fill(id) }, 1, "too-many"],
  ["a float in its content", { ...signed, content: { n: 1.5 } }, 1, "not-canonical"],
  ["no signature", { ...signed, signatures: {} }, 2, "missing-signature"],
  ["a depth that was changed after signing", { ...signed, depth: 6 }, 2, "invalid-signature"],
  ["content that was changed after signing", { ...signed, content: {} }, 3, "content-hash"],
];

test.each(spoiled)("%s fails", (_, pdu, check, rule) => {
  const reason = intake(pdu, version);
  expect(reason).toMatchObject({ check, rule });
  expect(reason?.spec).toContain("server-server-api");
  expect(reason?.detail).not.toBe("");
});

test("the checks run in order: the first that fails is the one that is named", () => {
  expect(intake({ ...signed, sender: "ada", signatures: {} }, version)?.check).toBe(1);
  expect(intake({ ...signed, content: {}, signatures: {} }, version)?.check).toBe(2);
});

test("a restricted join needs the voucher's server's signature too", () => {
  const join: Pdu = {
    ...{ ...bare, type: "m.room.member", state_key: "@ada:a.test" },
    content: { membership: "join", join_authorised_via_users_server: "@bob:b.test" },
  };
  const half = signEvent(join, version, hashSigner("a.test"));
  expect(intake(half, version)).toMatchObject({ check: 2, rule: "missing-signature" });
  expect(intake(signEvent(half, version, hashSigner("b.test")), version)).toBeUndefined();
});

test("the trusting intake lets everything pass", () => {
  for (const [, pdu] of spoiled) expect(trustingIntake(pdu, version)).toBeUndefined();
});
