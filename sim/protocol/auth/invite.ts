// The rules of invitations, by a member or through a third-party identifier.
// Rule 5.3 in versions 1 to 5, 4.3 in 6 and 7, 4.4 in 8 to 11, 5.4 in 12.
import { CanonicalJsonError } from "../canonical-json.ts";
import { isObject, type JsonObject, type JsonValue } from "../json.ts";
import { hashedJson } from "../lenient-json.ts";
import type { EventIndex, RoomGraph } from "../room-graph.ts";
import {
  actionLevel,
  membershipOf,
  membershipWord,
  userPower,
  type StateView,
} from "./room-view.ts";
import { refuse } from "./rules.ts";
import { allowed, type AuthVerdict } from "./verdict.ts";

/** Judges a membership event that invites. */
export function authoriseInvite(room: RoomGraph, event: EventIndex, view: StateView): AuthVerdict {
  const pdu = room.pdu(event);
  if (pdu.content.third_party_invite !== undefined) {
    return authoriseThirdPartyInvite(room, event, view);
  }
  const sender = room.sender(event);
  const own = membershipOf(room, view, sender);
  if (own !== "join") return refuse(room, "invite-sender", `${pdu.sender} is not joined (${own})`);
  const target = membershipOf(room, view, room.userOf(pdu.state_key as string));
  if (target === "join" || target === "ban") {
    return refuse(room, "invite-target", `${pdu.state_key} is ${membershipWord(target)} already`);
  }
  const power = userPower(room, view, sender);
  const level = actionLevel(room, view, "invite");
  if (power >= level) return allowed;
  return refuse(room, "invite-power", `${pdu.sender} has ${power}, inviting needs ${level}`);
}

function authoriseThirdPartyInvite(
  room: RoomGraph,
  event: EventIndex,
  view: StateView,
): AuthVerdict {
  const pdu = room.pdu(event);
  const target = pdu.state_key as string;
  if (membershipOf(room, view, room.userOf(target)) === "ban") {
    return refuse(room, "invite-3pid-banned", `${target} is banned`);
  }
  const invite = pdu.content.third_party_invite;
  const signed = invite !== undefined && isObject(invite) ? invite.signed : undefined;
  if (signed === undefined || !isObject(signed)) {
    return refuse(room, "invite-3pid-signed", "third_party_invite has no `signed`");
  }
  if (typeof signed.mxid !== "string" || typeof signed.token !== "string") {
    return refuse(room, "invite-3pid-fields", "`signed` lacks mxid or token");
  }
  if (signed.mxid !== target) {
    return refuse(room, "invite-3pid-mxid", `signed for ${signed.mxid}, not for ${target}`);
  }
  const offer = view.event(room.slotOf("m.room.third_party_invite", signed.token));
  if (offer < 0) {
    return refuse(room, "invite-3pid-offer", `no m.room.third_party_invite for its token`);
  }
  if (room.sender(offer) !== room.sender(event)) {
    return refuse(room, "invite-3pid-sender", `the offer was made by ${room.pdu(offer).sender}`);
  }
  if (signedByAny(room, signed, publicKeys(room.pdu(offer).content))) return allowed;
  return refuse(room, "invite-3pid-signature", "no signature verifies under the offer's keys");
}

/** The keys of an offer: `public_key`, and `public_key` of each of `public_keys`. */
function publicKeys(content: JsonObject): string[] {
  const keys: JsonValue[] = [];
  if (content.public_key !== undefined) keys.push(content.public_key);
  if (Array.isArray(content.public_keys)) {
    for (const entry of content.public_keys) {
      if (isObject(entry) && entry.public_key !== undefined) keys.push(entry.public_key);
    }
  }
  return keys.filter((key) => typeof key === "string");
}

function signedByAny(room: RoomGraph, signed: JsonObject, keys: readonly string[]): boolean {
  const verify = room.verifySignature;
  const signatures = signed.signatures;
  if (verify === undefined || signatures === undefined || !isObject(signatures)) return false;
  const { signatures: _signatures, unsigned: _unsigned, ...rest } = signed;
  const message = writtenForm(room, rest);
  if (message === undefined) return false;
  for (const byServer of Object.values(signatures)) {
    if (byServer === undefined || !isObject(byServer)) continue;
    for (const [keyId, signature] of Object.entries(byServer)) {
      if (!keyId.startsWith("ed25519:") || typeof signature !== "string") continue;
      if (keys.some((key) => verify(key, signature, message))) return true;
    }
  }
  return false;
}

/** What was signed; `undefined` where it cannot have been, for lack of a written form. */
function writtenForm(room: RoomGraph, signed: JsonObject): string | undefined {
  try {
    return hashedJson(signed, room.version);
  } catch (thrown) {
    if (!(thrown instanceof CanonicalJsonError)) throw thrown;
    return undefined;
  }
}
