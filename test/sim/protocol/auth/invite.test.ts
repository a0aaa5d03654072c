// Invitations by members and through third-party identifiers.
import { expect, test } from "vitest";
import { ed25519Signer } from "../../../../sim/bridge/ed25519.ts";
import { canonicalJson } from "../../../../sim/protocol/canonical-json.ts";
import type { JsonObject, JsonValue } from "../../../../sim/protocol/json.ts";
import { ada, bob, cay, dan, usualLevels, usualRoom, type RoomBuilder } from "../room-builder.ts";
import { judge, outcome, runTrials, type Trial } from "./trials.ts";

const invite = (user: string, by: string, fields = {}) => ({
  type: "m.room.member",
  sender: by,
  stateKey: user,
  content: { ...fields, membership: "invite" },
});

const plain: Trial[] = [
  { claim: "a member may invite", event: () => invite(dan, cay) },
  {
    claim: "an invited user may be invited again",
    event: (room) => (room.member(dan, "invite", { by: bob }), invite(dan, cay)),
  },
  {
    claim: "who is not joined cannot invite",
    refusedBy: ["4.4.2", "5.4.2"],
    event: () => invite(dan, "@eve:a.test"),
  },
  {
    claim: "a member cannot be invited",
    refusedBy: ["4.4.3", "5.4.3"],
    event: () => invite(cay, bob),
  },
  {
    claim: "a banned user cannot be invited",
    refusedBy: ["4.4.3", "5.4.3"],
    event: (room) => (room.member(cay, "ban", { by: ada }), invite(cay, bob)),
  },
  {
    claim: "inviting takes the level of an invitation",
    refusedBy: ["4.4.5", "5.4.5"],
    event: (room) => (
      room.state("m.room.power_levels", { ...usualLevels(room.version), invite: 10 }),
      invite(dan, cay)
    ),
  },
];

/** An identity server's key for tests. */
const identity = ed25519Signer({ server: "id.test", seed: new Uint8Array(32).fill(7) });

/** What the identity server signs for a user. */
function signedFor(mxid: string, token = "tok"): { [field: string]: JsonValue } {
  const body = { mxid, token };
  const signature = identity.sign(canonicalJson(body));
  return { ...body, signatures: { "id.test": { "ed25519:1": signature } } };
}

function offer(room: RoomBuilder, content: JsonObject = { public_key: identity.publicKey }) {
  room.add({ type: "m.room.third_party_invite", sender: bob, stateKey: "tok", content });
}

const third = (signed: JsonValue | undefined) =>
  invite(dan, bob, { third_party_invite: signed === undefined ? {} : { signed } });

const refusals: Trial[] = [
  {
    claim: "a banned user cannot be invited through a third-party identifier",
    refusedBy: ["4.4.1.1", "5.4.1.1"],
    event: (room) => (offer(room), room.member(dan, "ban", { by: ada }), third(signedFor(dan))),
  },
  {
    claim: "a third-party invite without `signed` is refused",
    refusedBy: ["4.4.1.2", "5.4.1.2"],
    event: (room) => (offer(room), third(undefined)),
  },
  {
    claim: "`signed` without a token is refused",
    refusedBy: ["4.4.1.3", "5.4.1.3"],
    event: (room) => (offer(room), third({ mxid: dan })),
  },
  {
    claim: "`signed` for somebody else is refused",
    refusedBy: ["4.4.1.4", "5.4.1.4"],
    event: (room) => (offer(room), third(signedFor(cay))),
  },
  {
    claim: "a token that nothing in the state offers is refused",
    refusedBy: ["4.4.1.5", "5.4.1.5"],
    event: (room) => (offer(room), third(signedFor(dan, "other"))),
  },
  {
    claim: "an offer that somebody else made is refused",
    refusedBy: ["4.4.1.6", "5.4.1.6"],
    event: (room) => (offer(room), { ...third(signedFor(dan)), sender: ada }),
  },
];

runTrials([...plain, ...refusals]);

const otherKey = ed25519Signer({ server: "id.test", seed: new Uint8Array(32).fill(8) }).publicKey;

/** Accepts exactly the identity server's signatures; ed25519 is deterministic. */
const verifySignature = (publicKey: string, signature: string, message: string) =>
  publicKey === identity.publicKey && signature === identity.sign(message);

test.each([
  ["public_key", { public_key: identity.publicKey }, "allowed"],
  [
    "public_keys",
    { public_keys: [{ public_key: otherKey }, { public_key: identity.publicKey }] },
    "allowed",
  ],
  ["another key", { public_key: otherKey }, "4.4.1.8"],
  ["no key", {}, "4.4.1.8"],
  ["a malformed list of keys", { public_keys: [null, 7, { public_key: 1 }] }, "4.4.1.8"],
] as const)("a signature is looked for under the offer's keys: %s", (_name, content, expected) => {
  const room = usualRoom("11");
  room.graph.verifySignature = verifySignature;
  offer(room, content);
  expect(outcome(judge(room, third(signedFor(dan))))).toBe(expected);
});

test("a room that cannot verify signatures refuses third-party invites", () => {
  const room = usualRoom("12");
  offer(room);
  expect(outcome(judge(room, third(signedFor(dan))))).toBe("5.4.1.8");
});

test("only ed25519 signatures count, and malformed ones are no signatures", () => {
  const signed = signedFor(dan);
  const { signature } = {
    signature: (signed.signatures as { [s: string]: { [k: string]: string } })["id.test"][
      "ed25519:1"
    ],
  };
  for (const signatures of [
    { "id.test": { "rsa:1": signature } },
    { "id.test": { "ed25519:1": 5 } },
    { "id.test": signature },
    "none",
  ]) {
    const room = usualRoom("11");
    room.graph.verifySignature = verifySignature;
    offer(room);
    expect(outcome(judge(room, third({ ...signed, signatures })))).toBe("4.4.1.8");
  }
});
