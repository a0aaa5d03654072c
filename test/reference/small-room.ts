// A small room for tests of single rules: one state in which everybody plays a part (creator,
// moderator, member, banned, invited, knocking, stranger), and a judge for events in it.
import { createPrivateKey, createPublicKey, sign } from "node:crypto";
import { slotKey, type GetPdu, type PlainState } from "../../sim/check/referee.ts";
import type { AuthVerdict } from "../../sim/protocol/auth/verdict.ts";
import type { EventId, EventReference, IdentifiedPdu, Pdu } from "../../sim/protocol/event.ts";
import type { JsonObject } from "../../sim/protocol/json.ts";
import { authSelection } from "./auth-events.ts";
import { canonical } from "./canonical.ts";
import { referee } from "./index.ts";
import { named } from "./values.ts";

export const creator = "@ada:a.test";
export const moderator = "@bob:b.test";
export const member = "@cat:c.test";
export const banned = "@dan:d.test";
export const invited = "@eve:e.test";
export const knocking = "@fay:f.test";
export const stranger = "@gus:g.test";

/** What a test event is; the rest is filled in. */
export type Draft = Partial<Pdu> & { readonly type: string; readonly sender: string };

/** How the room of a test differs from the plain one. */
export interface SmallRoomChange {
  readonly joinRule?: string;
  /** Fields laid over the power levels; `null` for a room without power levels. */
  readonly levels?: JsonObject | null;
  readonly create?: JsonObject;
  /** IDs (names in `smallRoom`) of rejected events. */
  readonly rejected?: readonly EventId[];
}

// Always the same key, since the room is published as vectors: 32 bytes of 7, in the DER form of
// RFC 8410.
const privateKey = createPrivateKey({
  key: Buffer.from(`302e020100300506032b657004220420${"07".repeat(32)}`, "hex"),
  format: "der",
  type: "pkcs8",
});
const rawKey = createPublicKey(privateKey).export({ format: "der", type: "spki" }).subarray(-32);

/** The public key of the room's third-party invite, unpadded base64. */
export const offerKey = rawKey.toString("base64").replaceAll("=", "");

/** A `signed` object for a third-party invite, validly signed. */
export function signedFor(mxid: string, token = "token"): JsonObject {
  const signed = { mxid, token };
  const signature = sign(null, Buffer.from(canonical(signed)), privateKey);
  return { ...signed, signatures: { "id.test": { "ed25519:0": signature.toString("base64") } } };
}

/** The plain room's levels; creators of version 12 must not be listed. */
export function plainLevels(version: string): JsonObject {
  return {
    users: { [moderator]: 50, ...(version === "12" ? {} : { [creator]: 100 }) },
    events: { "m.room.tombstone": 100, "m.room.power_levels": 50 },
    notifications: { room: 50, all: 100 },
    invite: 50,
    redact: 75,
  };
}

/** A small room with one event to judge, as plain data that every implementation can read. */
export interface SmallCase {
  readonly version: string;
  /** The event to judge. */
  readonly id: EventId;
  /** The state it is judged in. */
  readonly state: PlainState;
  /** Everything in the room, the event last; a few others only `auth_events` can name. */
  readonly events: readonly IdentifiedPdu[];
  readonly get: GetPdu;
  readonly rejected: (id: EventId) => boolean;
}

/** Puts an event into a small room; its auth events are chosen rightly if the draft has none. */
export function smallCase(version: string, draft: Draft, change: SmallRoomChange = {}): SmallCase {
  const room = smallRoom(version, change);
  const state = new Map([...room].map(([id, pdu]) => [slotKey(pdu.type, pdu.state_key ?? ""), id]));
  const event: Pdu = {
    ...(draft.type === "m.room.create" ? {} : { room_id: roomIdIn(version) }),
    content: {},
    prev_events: ["$last"],
    auth_events: [],
    depth: 20,
    origin_server_ts: 20,
    ...draft,
  };
  const slots = authSelection(Number(version), event);
  const chosen = [...slots].flatMap((slot) => state.get(slot) ?? []);
  const other: Pdu = { ...base("!other:a.test"), ...levelsEvent({}) };
  const second: Pdu = { ...base(roomIdIn(version)), ...levelsEvent({ ban: 1 }) };
  // In versions 1 and 2 an event's ID names its maker's server, and edges have hashes.
  const isOld = Number(version) <= 2;
  const id = isOld ? "$event:a.test" : "$event";
  const references = (edges: readonly EventReference[]): readonly EventReference[] =>
    isOld ? named(edges).map((edge) => [edge, { sha256: "" }]) : edges;
  const all = new Map<EventId, Pdu>([
    ...room,
    ["$other", other],
    ["$second", second],
    [
      id,
      {
        ...event,
        prev_events: references(event.prev_events),
        auth_events: references(draft.auth_events ?? chosen),
      },
    ],
  ]);
  return {
    version,
    id,
    state,
    events: [...all].map(([id, pdu]) => ({ id, pdu })),
    get: (id) => all.get(id),
    rejected: (id) => change.rejected?.includes(id) ?? false,
  };
}

/** What the twin says to an event in a small room. */
export function judge(
  version: string,
  draft: Draft,
  change: SmallRoomChange = {},
): { byAuthEvents: AuthVerdict; byState: AuthVerdict } {
  const input = smallCase(version, draft, change);
  return {
    byAuthEvents: referee.authoriseByAuthEvents(input),
    byState: referee.authoriseByState(input),
  };
}

/** The room's ID. */
export function roomIdIn(version: string): string {
  return version === "12" ? "!create" : "!room:a.test";
}

function smallRoom(version: string, change: SmallRoomChange): Map<EventId, Pdu> {
  const room = base(roomIdIn(version));
  const created = { room_version: version, creator, ...change.create };
  const create: Pdu = { ...room, type: "m.room.create", state_key: "", content: created };
  const { room_id: _derived, ...createOf12 } = create;
  const events = new Map<EventId, Pdu>([["$create", version === "12" ? createOf12 : create]]);
  const memberships: [EventId, string, string][] = [
    ["$ada", creator, "join"],
    ["$bob", moderator, "join"],
    ["$cat", member, "join"],
    ["$dan", banned, "ban"],
    ["$eve", invited, "invite"],
    ["$fay", knocking, "knock"],
  ];
  for (const [id, user, membership] of memberships) {
    const content = { membership };
    events.set(id, { ...room, type: "m.room.member", sender: user, state_key: user, content });
  }
  const rules = { join_rule: change.joinRule ?? "invite" };
  events.set("$rules", { ...room, type: "m.room.join_rules", state_key: "", content: rules });
  if (change.levels !== null) {
    const content = { ...plainLevels(version), ...change.levels };
    events.set("$levels", { ...room, ...levelsEvent(content) });
  }
  events.set("$offer", {
    ...room,
    type: "m.room.third_party_invite",
    sender: moderator,
    state_key: "token",
    content: { public_keys: [{ public_key: offerKey }] },
  });
  return events;
}

function levelsEvent(content: JsonObject): Pick<Pdu, "type" | "state_key" | "content"> {
  return { type: "m.room.power_levels", state_key: "", content };
}

function base(roomId: string): Pdu {
  return {
    type: "",
    room_id: roomId,
    sender: creator,
    content: {},
    prev_events: [],
    auth_events: [],
    depth: 1,
    origin_server_ts: 1,
  };
}
