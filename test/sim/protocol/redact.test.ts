import { expect, test } from "vitest";
import type { Pdu } from "../../../sim/protocol/event.ts";
import { redact } from "../../../sim/protocol/redact.ts";
import { roomVersion } from "../../../sim/protocol/room-version.ts";
import type { JsonObject } from "../../../sim/protocol/json.ts";

/** An event with every top-level field that any version knows, and one that none does. */
function eventOf(type: string, content: JsonObject): Pdu {
  return {
    type,
    content,
    room_id: "!r:a.test",
    sender: "@a:a.test",
    state_key: "",
    prev_events: [],
    auth_events: [],
    prev_state: [],
    depth: 1,
    origin: "a.test",
    origin_server_ts: 1,
    membership: "join",
    redacts: "$x",
    hashes: {},
    signatures: {},
    unsigned: {},
    mystery: 1,
  };
}

const kept10 = [
  ...["auth_events", "content", "depth", "hashes", "membership", "origin", "origin_server_ts"],
  ...["prev_events", "prev_state", "room_id", "sender", "signatures", "state_key", "type"],
];

test("version 10 keeps origin, membership and prev_state; versions 11 and 12 do not", () => {
  const event = eventOf("m.room.message", { body: "gone" });
  expect(Object.keys(redact(event, roomVersion("10"))).sort()).toEqual(kept10);
  const kept11 = kept10.filter((key) => !["origin", "membership", "prev_state"].includes(key));
  for (const version of ["11", "12"].map(roomVersion)) {
    expect(Object.keys(redact(event, version)).sort()).toEqual(kept11);
    expect(redact(event, version).content).toEqual({});
  }
});

const levels = {
  ...{ ban: 1, events: {}, events_default: 1, kick: 1, redact: 1, state_default: 1 },
  ...{ users: {}, users_default: 1 },
};
const member = { membership: "join", join_authorised_via_users_server: "@b:b.test" };

test.each([
  [
    "m.room.member",
    { ...member, displayname: "A", third_party_invite: { signed: {} } },
    member,
    "signed",
  ],
  ["m.room.create", { creator: "@a:a.test", room_version: "10" }, { creator: "@a:a.test" }, "all"],
  [
    "m.room.join_rules",
    { join_rule: "restricted", allow: [], x: 1 },
    { join_rule: "restricted", allow: [] },
    "same",
  ],
  ["m.room.power_levels", { ...levels, invite: 1, notifications: {} }, levels, "invite"],
  [
    "m.room.history_visibility",
    { history_visibility: "shared", x: 1 },
    { history_visibility: "shared" },
    "same",
  ],
  ["m.room.redaction", { redacts: "$x", reason: "r" }, {}, "redacts"],
  ["m.room.server_acl", { deny: ["*"] }, {}, "same"],
  ["m.room.aliases", { aliases: ["#a:a.test"] }, {}, "same"],
] as const)(
  "content of %s is cut to what versions 10 and 11 name",
  (type, content, kept, since11) => {
    const event = eventOf(type, content as JsonObject);
    const more: Record<string, JsonObject> = {
      same: {},
      signed: { third_party_invite: { signed: {} } },
      all: content as JsonObject,
      invite: { invite: 1 },
      redacts: { redacts: "$x" },
    };
    expect(redact(event, roomVersion("10")).content).toEqual(kept);
    expect(redact(event, roomVersion("11")).content).toEqual({ ...kept, ...more[since11] });
    expect(redact(event, roomVersion("12")).content).toEqual({ ...kept, ...more[since11] });
  },
);

test("of a third-party invite only `signed` stays, and only where it is there", () => {
  const v11 = roomVersion("11");
  const invite = (third_party_invite: JsonObject) =>
    redact(eventOf("m.room.member", { membership: "invite", third_party_invite }), v11).content;
  expect(invite({ signed: { token: "t" }, display_name: "D" })).toEqual({
    membership: "invite",
    third_party_invite: { signed: { token: "t" } },
  });
  expect(invite({ display_name: "D" })).toEqual({ membership: "invite" });
});

test("the original is left as it was, and redacting twice changes nothing more", () => {
  const event = eventOf("m.room.member", { membership: "join", displayname: "A" });
  const before = structuredClone(event);
  const once = redact(event, roomVersion("11"));
  expect(event).toEqual(before);
  expect(redact(once, roomVersion("11"))).toEqual(once);
});

test("redacted content inherits nothing that could be taken for content", () => {
  const event = eventOf("m.room.member", {});
  const content = redact(event, roomVersion("11")).content;
  expect(Object.keys(content)).toEqual([]);
  expect(content.toString).toBeUndefined();
});
