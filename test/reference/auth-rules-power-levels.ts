// Rule 9 (version 12: 10) of the authorisation rules: power levels, numbered like the page.
// Spec v1.19, rooms/v10 to v12.
import { allowed, type AuthVerdict } from "../../sim/protocol/auth/verdict.ts";
import { powerOf, privilegedCreators, refuse, type Question } from "./room-facts.ts";
import { asInteger, asObject, field, isUserId, type Fields } from "./values.ts";

const singleLevels = [
  "users_default",
  "events_default",
  "state_default",
  "ban",
  "redact",
  "kick",
  "invite",
];

/** Judges a power levels event whose sender is known to be joined and to have the level for it. */
export function powerLevelRules(question: Question): AuthVerdict {
  const wellFormed = shapeRules(question);
  if (!wellFormed.ok) return wellFormed;
  const previous = question.find("m.room.power_levels", "");
  // 9.4 (12: 10.5)
  if (previous === undefined) return allowed;
  return alterationRules(question, previous.content);
}

/** 9.1 to 9.3 (12: 10.1 to 10.4). */
function shapeRules(question: Question): AuthVerdict {
  const { version, create } = question;
  const content: Fields = question.event.content;
  // 9.1
  for (const name of singleLevels) {
    const level = field(content, name);
    if (level !== undefined && asInteger(level) === undefined) {
      return refuse(version, "9.1", "10.1", `${name} is no integer`);
    }
  }
  // 9.2
  for (const name of ["events", "notifications"]) {
    const map = field(content, name);
    if (map !== undefined && !isObjectOfIntegers(asObject(map))) {
      return refuse(version, "9.2", "10.2", `${name} is no object of integers`);
    }
  }
  // 9.3
  const users = field(content, "users") === undefined ? {} : asObject(field(content, "users"));
  if (users === undefined || !isObjectOfIntegers(users) || !Object.keys(users).every(isUserId)) {
    return refuse(version, "9.3", "10.3", "users is no object from user IDs to integers");
  }
  // 10.4, since version 12
  for (const creator of privilegedCreators(version, create)) {
    if (Object.hasOwn(users, creator)) {
      return refuse(version, "–", "10.4", `users names the creator ${creator}`);
    }
  }
  return allowed;
}

/** 9.5 to 9.10 (12: 10.6 to 10.11): what the event alters, against the sender's power. */
function alterationRules(question: Question, before: Fields): AuthVerdict {
  const { version, event } = question;
  const after: Fields = event.content;
  const power = powerOf(question, event.sender);
  // 9.5
  for (const { name, old, now } of alterations(before, after, singleLevels)) {
    // 9.5.1
    if (old !== undefined && old > power) {
      return refuse(version, "9.5.1", "10.6.1", `${name} is ${old}, the sender has ${power}`);
    }
    // 9.5.2
    if (now !== undefined && now > power) {
      return refuse(version, "9.5.2", "10.6.2", `${name} to ${now}, the sender has ${power}`);
    }
  }
  const maps = ["events", "notifications"].flatMap((name) => mapAlterations(before, after, name));
  // 9.6.1
  for (const { name, old } of maps) {
    if (old !== undefined && old > power) {
      return refuse(version, "9.6.1", "10.7.1", `${name} is ${old}, the sender has ${power}`);
    }
  }
  // 9.7.1
  for (const { name, now } of maps) {
    if (now !== undefined && now > power) {
      return refuse(version, "9.7.1", "10.8.1", `${name} to ${now}, the sender has ${power}`);
    }
  }
  const users = mapAlterations(before, after, "users");
  // 9.8.1
  for (const { name, old } of users) {
    if (name !== event.sender && old !== undefined && old >= power) {
      return refuse(version, "9.8.1", "10.9.1", `${name} has ${old}, the sender ${power}`);
    }
  }
  // 9.9.1
  for (const { name, now } of users) {
    if (now !== undefined && now > power) {
      return refuse(version, "9.9.1", "10.10.1", `${name} to ${now}, the sender has ${power}`);
    }
  }
  // 9.10 (12: 10.11)
  return allowed;
}

/** A level that was added (no `old`), changed, or removed (no `now`). */
interface Alteration {
  readonly name: string;
  readonly old: number | undefined;
  readonly now: number | undefined;
}

function alterations(
  before: Fields | undefined,
  after: Fields | undefined,
  names: Iterable<string>,
): Alteration[] {
  const found: Alteration[] = [];
  for (const name of names) {
    const old = asInteger(field(before, name));
    const now = asInteger(field(after, name));
    if (old !== now) found.push({ name, old, now });
  }
  return found;
}

function mapAlterations(before: Fields, after: Fields, map: string): Alteration[] {
  const old = asObject(field(before, map));
  const now = asObject(field(after, map));
  const names = new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})]);
  return alterations(old, now, names);
}

function isObjectOfIntegers(map: Fields | undefined): boolean {
  return map !== undefined && Object.values(map).every((value) => asInteger(value) !== undefined);
}
