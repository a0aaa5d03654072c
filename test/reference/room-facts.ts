// What the authorisation rules want to know of a room state: who created the room, who is in it,
// which join rule holds, how much power somebody has and how much an act needs.
// Spec v1.19, client-server API, "m.room.power_levels", and rooms/v12 "Authorisation rules".
import type { AuthRefusal } from "../../sim/protocol/auth/verdict.ts";
import type { EventId, Pdu, UserId } from "../../sim/protocol/event.ts";
import type { GetPdu } from "../../sim/check/referee.ts";
import type { Departures } from "./dialects.ts";
import { asLevel, asObject, asText, field, type Level } from "./values.ts";

/** Finds the event at a type and state key of the state that an event is judged against. */
export type FindState = (type: string, stateKey: string) => Pdu | undefined;

/** One question to the rules: may this event stand in a room with this state? */
export interface Question {
  /** 1 to 12. */
  readonly version: number;
  readonly id: EventId;
  readonly event: Pdu;
  readonly get: GetPdu;
  readonly find: FindState;
  /** The room's create event, in version 12 found through the room ID. */
  readonly create: Pdu;
  /** The state's power levels event, if it has one. */
  readonly levels: Pdu | undefined;
  /** How a dialect of state resolution reads the rules; none of them: to the letter. */
  readonly departures?: Departures | undefined;
  /** With `restrictedJoinsStick`: what one question leaves behind for the next. */
  readonly memory?: RuleMemory | undefined;
}

/** The join rule that holds instead of the room's, if any. */
export interface RuleMemory {
  joinRule: string | undefined;
}

/**
 * A refusal.
 * @param numbers the rule's number by the first version whose page has it so: `{ 1: "3", 12: "4" }`
 *   is 3 in versions 1 to 11.
 */
export function refuse(
  version: number,
  numbers: Readonly<Record<number, string>>,
  detail: string,
): AuthRefusal {
  const since = Object.keys(numbers)
    .map(Number)
    .filter((first) => first <= version)
    .at(-1);
  const rule = since === undefined ? "no rule" : (numbers[since] ?? "no rule");
  return { ok: false, rule, spec: `rooms/v${version}#authorization-rules`, detail };
}

/** The create event's ID, which since version 12 is the room ID with `$` for `!`. */
export function createIdOf(roomId: string | undefined): EventId | undefined {
  if (roomId !== lastRoom.id) {
    lastRoom.id = roomId;
    lastRoom.create = roomId?.startsWith("!") ? `$${roomId.slice(1)}` : undefined;
  }
  return lastRoom.create;
}

/** Asked for with every event of a room: the same text is found faster than an equal one. */
const lastRoom: { id: string | undefined; create: EventId | undefined } = {
  id: undefined,
  create: undefined,
};

/** The one creator whose first join needs nothing: up to version 10 named by the content. */
export function firstCreator(question: Question): UserId | undefined {
  const { version, create } = question;
  return version >= 11 ? create.sender : asText(field(create.content, "creator"));
}

/** True for those who stand above every level since version 12; nobody does before. */
export function isPrivileged(version: number, create: Pdu, user: UserId): boolean {
  if (version < 12) return false;
  if (user === create.sender) return true;
  const more = field(create.content, "additional_creators");
  return Array.isArray(more) && more.includes(user);
}

/** `join`, `leave`, …; a user without a membership event has left. */
export function membershipOf(question: Question, user: UserId): string {
  const member = question.find("m.room.member", user);
  return asText(field(member?.content, "membership")) ?? "leave";
}

/** The join rule; without one the room is by invitation. */
export function joinRuleOf(question: Question): string {
  if (question.memory?.joinRule !== undefined) return question.memory.joinRule;
  const rules = question.find("m.room.join_rules", "");
  const absent = question.departures?.joinsNeedJoinRules === true ? "none" : "invite";
  return asText(field(rules?.content, "join_rule")) ?? absent;
}

/** The power of a user: a number, for a creator since version 12 `Infinity`. */
export function powerOf(question: Question, user: UserId): Level {
  const { version, create, levels } = question;
  if (isPrivileged(version, create, user)) return Infinity;
  if (levels === undefined) {
    return version < 12 && user === firstCreator(question) ? 100 : 0;
  }
  const users = asObject(field(levels.content, "users"));
  const named = asLevel(version, field(users, user));
  return named ?? asLevel(version, field(levels.content, "users_default")) ?? 0;
}

/** The power that inviting, kicking, banning or redacting needs. */
export function actionLevel(
  question: Question,
  action: "invite" | "kick" | "ban" | "redact",
): Level {
  const level = asLevel(question.version, field(question.levels?.content, action));
  return level ?? (action === "invite" ? 0 : 50);
}

/** The power that sending an event of the question's type needs. */
export function sendLevel(question: Question): Level {
  const { event, version } = question;
  const content = question.levels?.content;
  const byType = asLevel(version, field(asObject(field(content, "events")), event.type));
  if (byType !== undefined) return byType;
  if (event.state_key !== undefined) return asLevel(version, field(content, "state_default")) ?? 50;
  return asLevel(version, field(content, "events_default")) ?? 0;
}
