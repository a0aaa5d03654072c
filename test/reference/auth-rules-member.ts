// The rules about memberships, numbered like the pages: 5 in versions 1 to 5, 4 in 6 to 11, 5 in
// 12. Comments give the number of versions 10 and 11.
// Of 4.2 only this: the vouching user's server must have signed. Whether its signature holds is
// found out before the rules run. Spec v1.19, rooms/v1 to v12.
import { allowed, type AuthVerdict } from "../../sim/protocol/auth/verdict.ts";
import type { Pdu } from "../../sim/protocol/event.ts";
import {
  actionLevel,
  firstCreator,
  joinRuleOf,
  membershipOf,
  powerOf,
  refuse,
  type Question,
} from "./room-facts.ts";
import { hasValidSignature } from "./third-party-signature.ts";
import { asObject, asText, domainOf, field, named } from "./values.ts";

/** Judges a membership event. */
export function memberRules(question: Question): AuthVerdict {
  const { version, event } = question;
  const membership = field(event.content, "membership");
  // 4.1
  if (event.state_key === undefined || membership === undefined) {
    return refuse(version, { 1: "5.1", 6: "4.1", 12: "5.1" }, "no state_key or no membership");
  }
  const target = event.state_key;
  // 4.2.1, since version 8
  if (version >= 8 && !isSignedByVoucher(event)) {
    return refuse(
      version,
      { 8: "4.2.1", 12: "5.2.1" },
      "the vouching user's server has not signed",
    );
  }
  if (membership === "join") return joinRules(question, target);
  if (membership === "invite") return inviteRules(question, target);
  if (membership === "leave") return leaveRules(question, target);
  if (membership === "ban") return banRules(question, target);
  if (membership === "knock" && version >= 7) return knockRules(question, target);
  // 4.8
  return refuse(
    version,
    { 1: "5.6", 6: "4.6", 7: "4.7", 8: "4.8", 12: "5.8" },
    "the membership is unknown",
  );
}

/** An event without any signatures, as in made-up rooms, is taken at its word. */
function isSignedByVoucher(event: Pdu): boolean {
  const voucher = field(event.content, "join_authorised_via_users_server");
  if (voucher === undefined) return true;
  const server = domainOf(voucher);
  if (server === undefined) return false;
  return event.signatures === undefined || field(event.signatures, server) !== undefined;
}

/** 4.3 (12: 5.3). */
function joinRules(question: Question, target: string): AuthVerdict {
  const { version, event, get } = question;
  const { sender } = event;
  // 4.3.1
  const [only, ...others] = named(event.prev_events);
  const afterCreate =
    only !== undefined && others.length === 0 && get(only)?.type === "m.room.create";
  if (afterCreate && target === firstCreator(question)) return allowed;
  // 4.3.2
  if (sender !== target)
    return refuse(
      version,
      { 1: "5.2.2", 6: "4.2.2", 8: "4.3.2", 12: "5.3.2" },
      `${sender} is not ${target}`,
    );
  // 4.3.3
  const membership = membershipOf(question, sender);
  if (membership === "ban")
    return refuse(
      version,
      { 1: "5.2.3", 6: "4.2.3", 8: "4.3.3", 12: "5.3.3" },
      `${sender} is banned`,
    );
  const welcome = membership === "invite" || membership === "join";
  const rule = joinRuleOf(question);
  // 4.3.4
  if ((rule === "invite" || (rule === "knock" && version >= 7)) && welcome) return allowed;
  // 4.3.5, since version 8
  const knockRestrictedSince = question.departures?.knockRestrictedEarly === true ? 8 : 10;
  if (
    (rule === "restricted" && version >= 8) ||
    (rule === "knock_restricted" && version >= knockRestrictedSince)
  ) {
    const voucher = asText(field(event.content, "join_authorised_via_users_server"));
    const sticks = question.departures?.restrictedJoinsStick === true ? question.memory : undefined;
    if (sticks && (welcome || voucher === undefined)) sticks.joinRule = "invite";
    // 4.3.5.1
    if (welcome) return allowed;
    // 4.3.5.2
    if (
      voucher === undefined ||
      membershipOf(question, voucher) !== "join" ||
      powerOf(question, voucher) < actionLevel(question, "invite")
    ) {
      return refuse(
        version,
        { 8: "4.3.5.2", 12: "5.3.5.2" },
        `${voucher} cannot vouch for ${sender}`,
      );
    }
    // 4.3.5.3
    if (sticks) sticks.joinRule = "public";
    return allowed;
  }
  // 4.3.6
  const isClosed = membership === "knock" && question.departures?.knockersMayNotJoin === true;
  if (rule === "public" && !isClosed) return allowed;
  const isOther = !["public", "invite", "knock", "restricted", "knock_restricted"].includes(rule);
  const isUnknown = isOther || (rule === "knock" && version < 7);
  if (question.departures?.otherJoinRulesAreInvite === true && isUnknown && welcome) {
    return allowed;
  }
  // 4.3.7
  return refuse(
    version,
    { 1: "5.2.6", 6: "4.2.6", 8: "4.3.7", 12: "5.3.7" },
    `join rule ${rule}, ${sender} is ${membership}`,
  );
}

/** 4.4 (12: 5.4). */
function inviteRules(question: Question, target: string): AuthVerdict {
  const { version, event } = question;
  const { sender } = event;
  // 4.4.1
  if (field(event.content, "third_party_invite") !== undefined) {
    return thirdPartyRules(question, target);
  }
  // 4.4.2
  if (membershipOf(question, sender) !== "join") {
    return refuse(
      version,
      { 1: "5.3.2", 6: "4.3.2", 8: "4.4.2", 12: "5.4.2" },
      `${sender} is not joined`,
    );
  }
  // 4.4.3
  const membership = membershipOf(question, target);
  if (membership === "join" || membership === "ban") {
    return refuse(
      version,
      { 1: "5.3.3", 6: "4.3.3", 8: "4.4.3", 12: "5.4.3" },
      `${target} is ${membership}`,
    );
  }
  // 4.4.4
  if (powerOf(question, sender) >= actionLevel(question, "invite")) return allowed;
  // 4.4.5
  return refuse(
    version,
    { 1: "5.3.5", 6: "4.3.5", 8: "4.4.5", 12: "5.4.5" },
    `${sender} may not invite`,
  );
}

/** 4.4.1 (12: 5.4.1). */
function thirdPartyRules(question: Question, target: string): AuthVerdict {
  const { version, event } = question;
  // 4.4.1.1
  if (membershipOf(question, target) === "ban") {
    return refuse(
      version,
      { 1: "5.3.1.1", 6: "4.3.1.1", 8: "4.4.1.1", 12: "5.4.1.1" },
      `${target} is banned`,
    );
  }
  // 4.4.1.2
  const signed = asObject(field(asObject(field(event.content, "third_party_invite")), "signed"));
  if (signed === undefined)
    return refuse(
      version,
      { 1: "5.3.1.2", 6: "4.3.1.2", 8: "4.4.1.2", 12: "5.4.1.2" },
      "no signed",
    );
  // 4.4.1.3
  const mxid = field(signed, "mxid");
  const token = field(signed, "token");
  if (mxid === undefined || token === undefined) {
    return refuse(
      version,
      { 1: "5.3.1.3", 6: "4.3.1.3", 8: "4.4.1.3", 12: "5.4.1.3" },
      "no mxid or no token",
    );
  }
  // 4.4.1.4
  if (mxid !== target)
    return refuse(
      version,
      { 1: "5.3.1.4", 6: "4.3.1.4", 8: "4.4.1.4", 12: "5.4.1.4" },
      `mxid is not ${target}`,
    );
  // 4.4.1.5
  const offer =
    typeof token === "string" ? question.find("m.room.third_party_invite", token) : undefined;
  if (offer === undefined)
    return refuse(
      version,
      { 1: "5.3.1.5", 6: "4.3.1.5", 8: "4.4.1.5", 12: "5.4.1.5" },
      "no offer for the token",
    );
  // 4.4.1.6
  if (offer.sender !== event.sender) {
    return refuse(
      version,
      { 1: "5.3.1.6", 6: "4.3.1.6", 8: "4.4.1.6", 12: "5.4.1.6" },
      `the offer was made by ${offer.sender}`,
    );
  }
  // 4.4.1.7
  if (hasValidSignature(signed, offer.content)) return allowed;
  // 4.4.1.8
  return refuse(
    version,
    { 1: "5.3.1.8", 6: "4.3.1.8", 8: "4.4.1.8", 12: "5.4.1.8" },
    "no signature verifies",
  );
}

/** 4.5 (12: 5.5). */
function leaveRules(question: Question, target: string): AuthVerdict {
  const { version, event } = question;
  const { sender } = event;
  const membership = membershipOf(question, target);
  // 4.5.1
  if (sender === target) {
    const inside = version >= 7 ? ["invite", "join", "knock"] : ["invite", "join"];
    if (inside.includes(membership)) return allowed;
    const again = membership === "leave" && question.departures?.leavingTwiceAllowed === true;
    if (again) return allowed;
    return refuse(
      version,
      { 1: "5.4.1", 6: "4.4.1", 8: "4.5.1", 12: "5.5.1" },
      `${sender} is ${membership}`,
    );
  }
  // 4.5.2
  if (membershipOf(question, sender) !== "join") {
    return refuse(
      version,
      { 1: "5.4.2", 6: "4.4.2", 8: "4.5.2", 12: "5.5.2" },
      `${sender} is not joined`,
    );
  }
  const power = powerOf(question, sender);
  // 4.5.3
  if (membership === "ban" && power < actionLevel(question, "ban")) {
    return refuse(
      version,
      { 1: "5.4.3", 6: "4.4.3", 8: "4.5.3", 12: "5.5.3" },
      `${sender} with ${power} may not unban`,
    );
  }
  if (membership === "ban" && question.departures?.unbanTakesBanLevel === true) return allowed;
  // 4.5.4
  if (power >= actionLevel(question, "kick") && powerOf(question, target) < power) return allowed;
  // 4.5.5
  return refuse(
    version,
    { 1: "5.4.5", 6: "4.4.5", 8: "4.5.5", 12: "5.5.5" },
    `${sender} with ${power} may not kick ${target}`,
  );
}

/** 4.6 (12: 5.6). */
function banRules(question: Question, target: string): AuthVerdict {
  const { version, event } = question;
  const { sender } = event;
  // 4.6.1
  if (membershipOf(question, sender) !== "join") {
    return refuse(
      version,
      { 1: "5.5.1", 6: "4.5.1", 8: "4.6.1", 12: "5.6.1" },
      `${sender} is not joined`,
    );
  }
  // 4.6.2
  const power = powerOf(question, sender);
  if (power >= actionLevel(question, "ban") && powerOf(question, target) < power) return allowed;
  // 4.6.3
  return refuse(
    version,
    { 1: "5.5.3", 6: "4.5.3", 8: "4.6.3", 12: "5.6.3" },
    `${sender} with ${power} may not ban ${target}`,
  );
}

/** 4.7 (12: 5.7), since version 7. */
function knockRules(question: Question, target: string): AuthVerdict {
  const { version, event } = question;
  const { sender } = event;
  // 4.7.1
  const rule = joinRuleOf(question);
  const alsoSince = question.departures?.knockRestrictedEarly === true ? 7 : 10;
  if (rule !== "knock" && !(rule === "knock_restricted" && version >= alsoSince)) {
    return refuse(version, { 7: "4.6.1", 8: "4.7.1", 12: "5.7.1" }, `the join rule is ${rule}`);
  }
  // 4.7.2
  if (sender !== target)
    return refuse(version, { 7: "4.6.2", 8: "4.7.2", 12: "5.7.2" }, `${sender} is not ${target}`);
  // 4.7.3
  const membership = membershipOf(question, sender);
  if (!["ban", "invite", "join"].includes(membership)) return allowed;
  // 4.7.4
  return refuse(version, { 7: "4.6.4", 8: "4.7.4", 12: "5.7.4" }, `${sender} is ${membership}`);
}
