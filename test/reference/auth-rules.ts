// The authorisation rules of all room versions in the order and with the numbers of their pages,
// each rule one statement; comments give the number of versions 10 and 11. Memberships and power levels have files of their
// own, and so have the rules about an event's list of auth events (auth-events.ts).
// Spec v1.19, rooms/v1 to v12, "Authorisation rules".
import { allowed, type AuthVerdict } from "../../sim/protocol/auth/verdict.ts";
import type { EventId, Pdu } from "../../sim/protocol/event.ts";
import type { GetPdu } from "../../sim/check/referee.ts";
import { memberRules } from "./auth-rules-member.ts";
import { powerLevelRules } from "./auth-rules-power-levels.ts";
import {
  actionLevel,
  createIdOf,
  membershipOf,
  powerOf,
  refuse,
  sendLevel,
  type FindState,
  type Question,
} from "./room-facts.ts";
import { domainOf, field, isUserId } from "./values.ts";

/**
 * Judges an event by every rule that looks at a state (and a create event by rule 1).
 * @param input.find the state; a create event in it is not asked for since version 12.
 * @returns allowed, or the first rule that refuses; never throws on hostile content.
 */
export function judgeByState(input: {
  version: number;
  id: EventId;
  event: Pdu;
  get: GetPdu;
  find: FindState;
  departures?: Question["departures"];
  memory?: Question["memory"];
}): AuthVerdict {
  const { version, event } = input;

  // Rule 1.
  if (event.type === "m.room.create") return createRules(version, event);

  // Rule 2 since 12, as far as it is about existence; before, rule 2.4 has seen to it.
  const create = findCreate(input);
  if (create?.type !== "m.room.create") {
    return refuse(version, { 1: "2.4", 12: "2" }, "the room's create event is not there");
  }
  const { id, get, find, departures, memory } = input;
  const levels = find("m.room.power_levels", "");
  const question: Question = { version, id, event, get, find, create, levels, departures, memory };

  // Rule 3 (12: 4).
  if (
    field(create.content, "m.federate") === false &&
    domainOf(event.sender) !== domainOf(create.sender)
  ) {
    return refuse(
      version,
      { 1: "3", 12: "4" },
      `${event.sender} is not on the server of ${create.sender}`,
    );
  }

  // Rule 4 of versions 1 to 5 alone.
  if (version <= 5 && event.type === "m.room.aliases") return aliasRules(version, event);

  // Rule 4 (12: 5).
  if (event.type === "m.room.member") return memberRules(question);

  return otherRules(question);
}

function findCreate(input: {
  version: number;
  event: Pdu;
  get: GetPdu;
  find: FindState;
}): Pdu | undefined {
  if (input.version < 12) return input.find("m.room.create", "");
  const id = createIdOf(input.event.room_id);
  return id === undefined ? undefined : input.get(id);
}

/** Rule 1. */
function createRules(version: number, event: Pdu): AuthVerdict {
  const { content, sender, room_id: roomId } = event;
  // 1.1
  if (event.prev_events.length > 0) return refuse(version, { 1: "1.1" }, "it has prev_events");
  // 1.2
  if (version >= 12) {
    if (roomId !== undefined) return refuse(version, { 1: "1.2" }, "it has a room_id");
  } else if (roomId === undefined || domainOf(roomId) !== domainOf(sender)) {
    return refuse(version, { 1: "1.2" }, `${roomId} is not of the server of ${sender}`);
  }
  // 1.3
  const named = field(content, "room_version");
  if (
    named !== undefined &&
    !(typeof named === "string" && /^([1-9]|1[0-2]|org\.matrix\.hydra\.11)$/.test(named))
  ) {
    return refuse(version, { 1: "1.3" }, "room_version is not recognised");
  }
  // 1.4 up to version 10
  if (version <= 10 && field(content, "creator") === undefined) {
    return refuse(version, { 1: "1.4" }, "content has no creator");
  }
  // 1.4 since version 12
  const more = field(content, "additional_creators");
  if (version >= 12 && more !== undefined) {
    const ids = Array.isArray(more) ? more : [undefined];
    if (!ids.every((user) => typeof user === "string" && isUserId(user))) {
      return refuse(version, { 1: "1.4" }, "additional_creators is no array of user IDs");
    }
  }
  // 1.5 (11: 1.4)
  return allowed;
}

/** Rules 5 to 10 (12: 6 to 11): everything that is neither a create event nor a membership. */
function otherRules(question: Question): AuthVerdict {
  const { version, event } = question;
  const { sender, state_key: stateKey, type } = event;

  // Rule 5 (12: 6).
  const membership = membershipOf(question, sender);
  if (membership !== "join") {
    return refuse(
      version,
      { 1: "6", 6: "5", 12: "6" },
      `${sender} is not joined but ${membership}`,
    );
  }
  const power = powerOf(question, sender);

  // Rule 6 (12: 7).
  if (type === "m.room.third_party_invite") {
    if (power >= actionLevel(question, "invite")) return allowed;
    return refuse(
      version,
      { 1: "7.1", 6: "6.1", 12: "7.1" },
      `${sender} with ${power} may not invite`,
    );
  }

  // Rule 7 (12: 8).
  const needed = sendLevel(question);
  if (needed > power) {
    return refuse(
      version,
      { 1: "8", 6: "7", 12: "8" },
      `${type} needs ${needed}, ${sender} has ${power}`,
    );
  }

  // Rule 8 (12: 9).
  if (stateKey?.startsWith("@") && stateKey !== sender) {
    return refuse(
      version,
      { 1: "9", 6: "8", 12: "9" },
      `${sender} may not set the state of ${stateKey}`,
    );
  }

  // Rule 9 (12: 10).
  if (type === "m.room.power_levels") return powerLevelRules(question);

  // Rule 11 of versions 1 and 2 alone.
  if (version <= 2 && type === "m.room.redaction") return redactionRules(question);

  // Rule 10 (12: 11).
  return allowed;
}

/** Rule 4 of versions 1 to 5. */
function aliasRules(version: number, event: Pdu): AuthVerdict {
  // 4.1
  if (event.state_key === undefined) return refuse(version, { 1: "4.1" }, "no state_key");
  // 4.2
  if (domainOf(event.sender) !== event.state_key) {
    return refuse(version, { 1: "4.2" }, `${event.sender} is not of ${event.state_key}`);
  }
  // 4.3
  return allowed;
}

/** Rule 11 of versions 1 and 2. */
function redactionRules(question: Question): AuthVerdict {
  const { version, event, id } = question;
  // 11.1
  if (powerOf(question, event.sender) >= actionLevel(question, "redact")) return allowed;
  // 11.2
  const domain = domainOf(event.redacts);
  if (domain !== undefined && domain === domainOf(id)) return allowed;
  // 11.3
  return refuse(version, { 1: "11.3" }, `${event.sender} may not redact`);
}
