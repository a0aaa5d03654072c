// Events one by one, for each version: the text that is signed, content hash, reference hash, event
// ID, signature and redacted form; and values that are no events of the version, with the reason.
import { readPdu } from "../../../sim/protocol/event-format.ts";
import {
  contentHash,
  eventId,
  referenceHash,
  signedText,
} from "../../../sim/protocol/event-hash.ts";
import type { EventReference, Pdu } from "../../../sim/protocol/event.ts";
import { JsonFloat, type JsonObject, type JsonValue } from "../../../sim/protocol/json.ts";
import { redact } from "../../../sim/protocol/redact.ts";
import { roomVersion, type RoomVersion } from "../../../sim/protocol/room-version.ts";
import { signerOf } from "./keys.ts";
import { sealed } from "./seal.ts";

const server = "alpha.test";
const user = `@ada:${server}`;

/** All event vectors of a version. */
export function eventVectors(id: string): JsonObject {
  const version = roomVersion(id);
  const signer = signerOf(server);
  return {
    format: "rashomon-events/1",
    room_version: id,
    keys: { [server]: { [signer.keyId]: signer.publicKey } },
    events: drafts(version).map(([about, draft]) => describe(about, draft, version)),
    invalid: spoilt(version),
  };
}

function describe(about: string, draft: Pdu, version: RoomVersion): JsonObject {
  const { id, pdu } = sealed(draft, version);
  const isEvent = readPdu(pdu as JsonObject, version);
  if (!isEvent.ok) throw new Error(`${about}: ${isEvent.problem.message}`);
  return {
    about,
    event: pdu,
    event_id: eventId(pdu, version),
    ...(version.roomIdIsCreateHash && pdu.type === "m.room.create"
      ? { room_id: `!${id.slice(1)}` }
      : {}),
    content_hash: contentHash(pdu, version),
    reference_hash: referenceHash(pdu, version),
    signed_text: signedText(pdu, version),
    redacted: redact(pdu, version),
  };
}

const signedPart = { mxid: "@eve:beta.test", token: "t", signatures: {} };
const levels = {
  ...{ ban: 50, kick: 50, redact: 50, invite: 25, users: {}, users_default: 0 },
  ...{ events: { "m.room.name": 60 }, events_default: 0, state_default: 50 },
  notifications: { room: 50 },
};

/** Content by type: what every version redacts in its own way, and one field that none keeps. */
const contents: readonly (readonly [type: string, stateKey: string | undefined, JsonObject])[] = [
  [
    "m.room.create",
    "",
    { creator: user, "m.federate": true, predecessor: { room_id: "!o:a.test" } },
  ],
  [
    "m.room.member",
    "@eve:beta.test",
    {
      membership: "invite",
      displayname: "Eve",
      third_party_invite: { display_name: "E.", signed: signedPart },
    },
  ],
  [
    "m.room.member",
    user,
    { membership: "join", join_authorised_via_users_server: user, reason: "restricted" },
  ],
  ["m.room.power_levels", "", levels],
  ["m.room.join_rules", "", { join_rule: "restricted", allow: [{ type: "m.room_membership" }] }],
  ["m.room.aliases", server, { aliases: ["#a:alpha.test"] }],
  ["m.room.history_visibility", "", { history_visibility: "shared", note: 1 }],
  ["m.room.server_acl", "", { allow: ["*"], deny: [], allow_ip_literals: false }],
  ["m.room.redaction", undefined, { redacts: "$old", reason: "spam" }],
  // Keys sort by code point (U+FB33 before U+1F600), not by UTF-16 unit; digits are keys too.
  [
    "m.room.message",
    undefined,
    { "\u{1f600}": 1, "\ufb33": 2, "10": 3, "9": 4, body: 'a\u0007"\\\n' },
  ],
];

function drafts(version: RoomVersion): [about: string, draft: Pdu][] {
  const made = contents.map(([type, stateKey, content]): [string, Pdu] => [
    `${type} ${Object.keys(content)[0] ?? ""}`,
    draftOf(version, { type, stateKey, content }),
  ]);
  if (version.strictJson) return made;
  const odd = { long: 2n ** 60n, float: new JsonFloat("5.114698E4"), small: new JsonFloat("1e-5") };
  const content: JsonObject = { body: "numbers that have no canonical form", ...odd };
  const type = "m.room.message";
  return [...made, ["numbers as Python writes them", draftOf(version, { type, content })]];
}

function draftOf(
  version: RoomVersion,
  { type, stateKey, content }: { type: string; stateKey?: string | undefined; content: JsonObject },
): Pdu {
  const isCreate = type === "m.room.create";
  const room = version.roomIdIsCreateHash ? `!${"R".repeat(43)}` : "!room:alpha.test";
  const edges = isCreate ? [] : [reference(version)];
  return {
    type,
    ...(isCreate && version.roomIdIsCreateHash ? {} : { room_id: room }),
    sender: user,
    ...(stateKey === undefined ? {} : { state_key: stateKey }),
    content: isCreate ? { ...content, room_version: version.id } : content,
    prev_events: edges,
    auth_events: edges,
    depth: version.strictJson ? 2 ** 53 - 1 : 2n ** 63n - 1n,
    origin_server_ts: 1_700_000_000_000,
    origin: server,
    membership: "none",
    prev_state: [],
    ...(type === "m.room.redaction" && !version.redactsInContent ? { redacts: "$old" } : {}),
    unsigned: { age: 7 },
  };
}

function reference(version: RoomVersion): EventReference {
  if (version.edgesArePairs) return ["$first:alpha.test", { sha256: "A".repeat(43) }];
  return version.eventIds === "base64" ? `$+/${"A".repeat(41)}` : `$-_${"A".repeat(41)}`;
}

/** One thing spoiled in a good event, and why the version then drops it. */
function spoilt(version: RoomVersion): JsonValue[] {
  const good = sealed(
    draftOf(version, { type: "m.room.message", content: { body: "b" } }),
    version,
  ).pdu;
  const foreign = version.edgesArePairs
    ? `$${"A".repeat(43)}`
    : ["$first:alpha.test", { sha256: "A" }];
  const many = Array.from({ length: 21 }, () => reference(version));
  const changes: Record<string, JsonObject> = {
    "no sender": { sender: null as unknown as JsonValue },
    "a sender that is no user": { sender: "ada" },
    "references in another version's form": { prev_events: [foreign as JsonValue] },
    "21 prev_events": { prev_events: many as unknown as JsonValue },
    "11 auth_events": { auth_events: many.slice(0, 11) as unknown as JsonValue },
    "a type of 256 characters": { type: "t".repeat(256) },
    "a depth beyond the limit": { depth: version.strictJson ? 2n ** 53n : 2n ** 63n },
    "more than 65536 bytes": { content: { body: "b".repeat(66_000) } },
    ...(version.strictJson ? { "a float": { content: { n: new JsonFloat("1.5") } } } : {}),
    ...(version.eventIds === "on-wire" ? { "an ID without server": { event_id: "$x" } } : {}),
  };
  return Object.entries(changes).map(([about, change]) => {
    const event = { ...good, ...change } as JsonObject;
    const read = readPdu(event, version);
    if (read.ok) throw new Error(`version ${version.id}: ${about} is an event`);
    return { about, event, code: read.problem.code, field: read.problem.field ?? null };
  });
}
