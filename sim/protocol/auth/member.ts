// The rules of m.room.member: who may join, invite, leave, kick, ban and knock.
// Rule 5 in versions 1 to 5, rule 4 in 6 to 11, rule 5 in 12.
import type { EventIndex, RoomGraph } from "../room-graph.ts";
import { authoriseInvite } from "./invite.ts";
import {
  actionLevel,
  isCreator,
  joinRuleOf,
  membershipOf,
  membershipWord,
  readingOf,
  userPower,
  type StateView,
} from "./room-view.ts";
import { refuse } from "./rules.ts";
import { allowed, type AuthVerdict } from "./verdict.ts";
import { serverOf } from "../event.ts";

/** Judges a membership event against a state. */
export function authoriseMember(room: RoomGraph, event: EventIndex, view: StateView): AuthVerdict {
  const pdu = room.pdu(event);
  const { membership } = pdu.content;
  if (pdu.state_key === undefined || typeof membership !== "string") {
    return refuse(room, "member-fields", "state_key or content.membership is missing");
  }
  const voucher = checkVoucherSignature(room, event);
  if (!voucher.ok) return voucher;
  switch (membership) {
    case "join":
      return authoriseJoin(room, event, view);
    case "invite":
      return authoriseInvite(room, event, view);
    case "leave":
      return authoriseLeave(room, event, view);
    case "ban":
      return authoriseBan(room, event, view);
    case "knock":
      if (room.version.knock) return authoriseKnock(room, event, view);
  }
  return refuse(room, "member-unknown", `membership ${membership} is not known`);
}

/**
 * Since 8: the server of the user that vouches for a restricted join must have signed. Whether its
 * signature holds is receipt check 2; here it must be there. Rooms that carry no signatures at all
 * (made-up ones) are taken at their word.
 */
function checkVoucherSignature(room: RoomGraph, event: EventIndex): AuthVerdict {
  const { content, signatures } = room.pdu(event);
  const via = content.join_authorised_via_users_server;
  if (!room.version.restrictedJoin || via === undefined) return allowed;
  if (typeof via !== "string" || !via.includes(":")) {
    return refuse(room, "member-voucher-signature", "the vouching user is no user ID");
  }
  if (signatures === undefined || Object.hasOwn(signatures, serverOf(via))) return allowed;
  return refuse(room, "member-voucher-signature", `${serverOf(via)} has not signed`);
}

function authoriseJoin(room: RoomGraph, event: EventIndex, view: StateView): AuthVerdict {
  const pdu = room.pdu(event);
  const sender = room.sender(event);
  // The creator's first join stands directly on the create event.
  if (room.prevCount(event) === 1 && room.prev(event, 0) === room.create) {
    // By the text the sender does not matter here, only for whom the join is.
    if (isFirstCreator(room, room.userOf(pdu.state_key as string))) return allowed;
  }
  if (pdu.sender !== pdu.state_key) {
    return refuse(room, "join-other", `${pdu.sender} cannot join ${pdu.state_key}`);
  }
  const membership = membershipOf(room, view, sender);
  if (membership === "ban") return refuse(room, "join-banned", `${pdu.sender} is banned`);
  const rule = joinRuleOf(room, view);
  const welcome = membership === "invite" || membership === "join";
  if (rule === "invite" || (rule === "knock" && room.version.knock)) {
    if (welcome) return allowed;
    return refuse(room, "join-rule", `the join rule is ${rule}, ${pdu.sender} is not invited`);
  }
  if (isRestricted(room, rule, view)) return authoriseRestrictedJoin(room, event, view, welcome);
  const { knockersMayNotJoin, otherJoinRulesAreInvite } = readingOf(view);
  if (rule === "public") {
    if (membership !== "knock" || !knockersMayNotJoin) return allowed;
    return refuse(room, "join-rule", `${pdu.sender} has knocked`);
  }
  // A rule that no version knows, or not this one.
  if (otherJoinRulesAreInvite && welcome && !isRestrictedAnywhere(rule)) return allowed;
  return refuse(room, "join-rule", `the join rule is ${rule}`);
}

/** Since 8 `restricted`, since 10 `knock_restricted`. */
function isRestricted(room: RoomGraph, rule: string, view: StateView): boolean {
  const { restrictedJoin } = room.version;
  return (
    (rule === "restricted" && restrictedJoin) ||
    (rule === "knock_restricted" && knowsKnockRestricted(room, view, restrictedJoin))
  );
}

function isRestrictedAnywhere(rule: string): boolean {
  return rule === "restricted" || rule === "knock_restricted";
}

/** Since 10; by dialect as soon as the version has what the rule is made of. */
function knowsKnockRestricted(room: RoomGraph, view: StateView, parts: boolean): boolean {
  return room.version.knockRestrictedJoin || (parts && readingOf(view).knockRestrictedEarly);
}

/** Who is joined or invited may join; others need somebody who vouches for them. */
function authoriseRestrictedJoin(
  room: RoomGraph,
  event: EventIndex,
  view: StateView,
  welcome: boolean,
): AuthVerdict {
  const verdict = welcome ? allowed : authoriseVouchedJoin(room, event, view);
  if (readingOf(view).restrictedJoinsStick) {
    const unvouched = room.pdu(event).content.join_authorised_via_users_server === undefined;
    if (welcome || unvouched) view.stuckJoinRule = "invite";
    else if (verdict.ok) view.stuckJoinRule = "public";
  }
  return verdict;
}

/** Up to 10 the creator is named in the content; additional creators have no such first join. */
function isFirstCreator(room: RoomGraph, user: number): boolean {
  if (room.version.privilegedCreators) return room.sender(room.create) === user;
  return isCreator(room, room.create, user);
}

/** Since 8: a restricted join needs a joined member that may invite. */
function authoriseVouchedJoin(room: RoomGraph, event: EventIndex, view: StateView): AuthVerdict {
  const via = room.pdu(event).content.join_authorised_via_users_server;
  if (typeof via !== "string") {
    return refuse(room, "join-restricted", "nobody vouches for this restricted join");
  }
  const voucher = room.userOf(via);
  const membership = membershipOf(room, view, voucher);
  if (membership !== "join") {
    const detail = `${via}, who vouches, is not joined (${membership})`;
    return refuse(room, "join-restricted", detail);
  }
  const level = actionLevel(room, view, "invite");
  const power = userPower(room, view, voucher);
  if (power >= level) return allowed;
  const detail = `${via}, who vouches, has ${power}, inviting needs ${level}`;
  return refuse(room, "join-restricted", detail);
}

function authoriseLeave(room: RoomGraph, event: EventIndex, view: StateView): AuthVerdict {
  const pdu = room.pdu(event);
  const sender = room.sender(event);
  const own = membershipOf(room, view, sender);
  if (pdu.sender === pdu.state_key) {
    const present = own === "invite" || own === "join" || (own === "knock" && room.version.knock);
    if (present || (own === "leave" && readingOf(view).leavingTwiceAllowed)) return allowed;
    return refuse(room, "leave-self", `${pdu.sender} is not in the room (${own})`);
  }
  if (own !== "join") return refuse(room, "leave-sender", `${pdu.sender} is not joined (${own})`);
  const target = room.userOf(pdu.state_key as string);
  const power = userPower(room, view, sender);
  const banLevel = actionLevel(room, view, "ban");
  if (membershipOf(room, view, target) === "ban") {
    if (power < banLevel) {
      return refuse(room, "leave-unban", `${pdu.sender} has ${power}, unbanning needs ${banLevel}`);
    }
    if (readingOf(view).unbanTakesBanLevel) return allowed;
  }
  const kickLevel = actionLevel(room, view, "kick");
  const targetPower = userPower(room, view, target);
  if (power >= kickLevel && targetPower < power) return allowed;
  return refuse(
    room,
    "leave-kick",
    `${pdu.sender} has ${power}, kicking ${pdu.state_key} (${targetPower}) needs ${kickLevel} and more than the target`,
  );
}

function authoriseBan(room: RoomGraph, event: EventIndex, view: StateView): AuthVerdict {
  const pdu = room.pdu(event);
  const own = membershipOf(room, view, room.sender(event));
  if (own !== "join") return refuse(room, "ban-sender", `${pdu.sender} is not joined (${own})`);
  const power = userPower(room, view, room.sender(event));
  const level = actionLevel(room, view, "ban");
  const targetPower = userPower(room, view, room.userOf(pdu.state_key as string));
  if (power >= level && targetPower < power) return allowed;
  return refuse(
    room,
    "ban-power",
    `${pdu.sender} has ${power}, banning ${pdu.state_key} (${targetPower}) needs ${level} and more than the target`,
  );
}

/** Since 7. */
function authoriseKnock(room: RoomGraph, event: EventIndex, view: StateView): AuthVerdict {
  const pdu = room.pdu(event);
  const rule = joinRuleOf(room, view);
  // Since 10, `knock_restricted` allows knocking too.
  const open =
    rule === "knock" ||
    (rule === "knock_restricted" && knowsKnockRestricted(room, view, room.version.knock));
  if (!open) return refuse(room, "knock-rule", `the join rule is ${rule}`);
  if (pdu.sender !== pdu.state_key) {
    return refuse(room, "knock-other", `${pdu.sender} cannot knock for ${pdu.state_key}`);
  }
  const membership = membershipOf(room, view, room.sender(event));
  if (membership !== "ban" && membership !== "invite" && membership !== "join") return allowed;
  return refuse(room, "knock-membership", `${pdu.sender} is ${membershipWord(membership)} already`);
}
