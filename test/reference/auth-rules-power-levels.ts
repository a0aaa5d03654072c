// The rules about power levels, numbered like the pages: 10 in versions 1 to 5, 9 in 6 to 11, 10
// in 12. Comments give the number of versions 10 and 11. Spec v1.19, rooms/v1 to v12.
import { allowed, type AuthVerdict } from "../../sim/protocol/auth/verdict.ts";
import { isPrivileged, powerOf, refuse, type Question } from "./room-facts.ts";
import type { JsonValue } from "../../sim/protocol/json.ts";
import { asLevel, asObject, field, isTooGreat, isUserId, type Fields } from "./values.ts";

const singleLevels = [
  "users_default",
  "events_default",
  "state_default",
  "ban",
  "redact",
  "kick",
  "invite",
];

/** What some take levels for that are absent. */
const absentLevels: Readonly<Record<string, bigint>> = {
  users_default: 0n,
  events_default: 0n,
  state_default: 50n,
  ban: 50n,
  redact: 50n,
  kick: 50n,
  invite: 0n,
};

/** Judges a power levels event whose sender is known to be joined and to have the level for it. */
export function powerLevelRules(question: Question): AuthVerdict {
  const wellFormed = shapeRules(question);
  if (!wellFormed.ok) return wellFormed;
  const previous = question.levels;
  // 9.4 (12: 10.5)
  if (previous === undefined) return allowed;
  const isSide = question.event.state_key !== "";
  if (isSide && question.departures?.sideLevelsUncompared === true) return allowed;
  return alterationRules(question, previous.content);
}

/** 9.1 to 9.3 (12: 10.1 to 10.4). */
function shapeRules(question: Question): AuthVerdict {
  const { version, create } = question;
  const content: Fields = question.event.content;
  // Beside the rules of versions 1 to 5: a number beyond all doubles rejects the event.
  if (version <= 5 && levelsIn(content).some(isTooGreat)) {
    return refuse(version, { 1: "floats" }, "a level is beyond all numbers");
  }
  // 9.1
  for (const name of version >= 10 ? singleLevels : []) {
    const level = field(content, name);
    if (level !== undefined && asLevel(version, level) === undefined) {
      return refuse(version, { 10: "9.1", 12: "10.1" }, `${name} is no integer`);
    }
  }
  // 9.2
  for (const name of version >= 10 ? ["events", "notifications"] : []) {
    const map = field(content, name);
    if (map !== undefined && !isObjectOfLevels(version, asObject(map))) {
      return refuse(version, { 10: "9.2", 12: "10.2" }, `${name} is no object of integers`);
    }
  }
  // 9.3
  const users = field(content, "users") === undefined ? {} : asObject(field(content, "users"));
  if (
    users === undefined ||
    !isObjectOfLevels(version, users) ||
    !Object.keys(users).every(isUserId)
  ) {
    return refuse(
      version,
      { 1: "10.1", 6: "9.1", 10: "9.3", 12: "10.3" },
      "users is no object from user IDs to integers",
    );
  }
  // 10.4, since version 12
  for (const user of Object.keys(users)) {
    if (isPrivileged(version, create, user)) {
      return refuse(version, { 12: "10.4" }, `users names the creator ${user}`);
    }
  }
  return allowed;
}

/** All that stands in the content, and one step deeper. */
function levelsIn(content: Fields): (JsonValue | undefined)[] {
  return Object.values(content).flatMap((value) => Object.values(asObject(value) ?? [value]));
}

/** 9.5 to 9.10 (12: 10.6 to 10.11): what the event alters, against the sender's power. */
function alterationRules(question: Question, before: Fields): AuthVerdict {
  const { version, event } = question;
  const after: Fields = event.content;
  const power = powerOf(question, event.sender);
  const single = singleRules(question, before, power);
  if (!single.ok) return single;
  const guarded = version >= 6 ? ["events", "notifications"] : ["events"];
  const isFilled = question.departures?.absentLevelsAreDefaults === true;
  const maps = guarded.flatMap((map) => {
    const byDefault = isFilled && map === "events" ? "events_default" : undefined;
    return mapAlterations(version, { before, after, map, byDefault });
  });
  // 9.6.1
  for (const { name, old } of maps) {
    if (old !== undefined && old > power) {
      return refuse(
        version,
        { 1: "10.4.1", 6: "9.4.1", 10: "9.6.1", 12: "10.7.1" },
        `${name} is ${old}, the sender has ${power}`,
      );
    }
  }
  // 9.7.1
  for (const { name, now } of maps) {
    if (now !== undefined && now > power) {
      return refuse(
        version,
        { 1: "10.5.1", 6: "9.5.1", 10: "9.7.1", 12: "10.8.1" },
        `${name} to ${now}, the sender has ${power}`,
      );
    }
  }
  const byDefault = isFilled ? "users_default" : undefined;
  const users = mapAlterations(version, { before, after, map: "users", byDefault });
  // 9.8.1
  for (const { name, old } of users) {
    if (name !== event.sender && old !== undefined && old >= power) {
      return refuse(
        version,
        { 1: "10.6.1", 6: "9.6.1", 10: "9.8.1", 12: "10.9.1" },
        `${name} has ${old}, the sender ${power}`,
      );
    }
  }
  // 9.9.1
  for (const { name, now } of users) {
    if (now !== undefined && now > power) {
      return refuse(
        version,
        { 1: "10.7.1", 6: "9.7.1", 10: "9.9.1", 12: "10.10.1" },
        `${name} to ${now}, the sender has ${power}`,
      );
    }
  }
  // 9.10 (12: 10.11)
  return allowed;
}

/** 9.5 (12: 10.6). */
function singleRules(question: Question, before: Fields, power: bigint | number): AuthVerdict {
  const { version, event } = question;
  const after: Fields = event.content;
  const { absentLevelsAreDefaults = false, usersDefaultUncompared = false } =
    question.departures ?? {};
  const names = singleLevels.filter((name) => name !== "users_default" || !usersDefaultUncompared);
  const filled = (name: string) => (absentLevelsAreDefaults ? absentLevels[name] : undefined);
  const single = alterations(version, { before, after, names, filled: [filled, filled] });
  const absent = (name: string): bigint | undefined =>
    question.departures?.absentLevelsHaveDefaults === true ? absentLevels[name] : undefined;
  for (const { name, old = absent(name), now = absent(name) } of single) {
    // 9.5.1
    if (old !== undefined && old > power) {
      return refuse(
        version,
        { 1: "10.3.1", 6: "9.3.1", 10: "9.5.1", 12: "10.6.1" },
        `${name} is ${old}, the sender has ${power}`,
      );
    }
    // 9.5.2
    if (now !== undefined && now > power) {
      return refuse(
        version,
        { 1: "10.3.2", 6: "9.3.2", 10: "9.5.2", 12: "10.6.2" },
        `${name} to ${now}, the sender has ${power}`,
      );
    }
  }
  return allowed;
}

/** A level that was added (no `old`), changed, or removed (no `now`). */
interface Alteration {
  readonly name: string;
  readonly old: bigint | undefined;
  readonly now: bigint | undefined;
}

type Filled = (name: string) => bigint | undefined;

function alterations(
  version: number,
  input: {
    before: Fields | undefined;
    after: Fields | undefined;
    names: Iterable<string>;
    /** What an absent level is taken for, before and after. */
    filled: readonly [Filled, Filled];
  },
): Alteration[] {
  const found: Alteration[] = [];
  for (const name of input.names) {
    const old = asLevel(version, field(input.before, name)) ?? input.filled[0](name);
    const now = asLevel(version, field(input.after, name)) ?? input.filled[1](name);
    if (old !== now) found.push({ name, old, now });
  }
  return found;
}

function mapAlterations(
  version: number,
  input: { before: Fields; after: Fields; map: string; byDefault: string | undefined },
): Alteration[] {
  const before = asObject(field(input.before, input.map));
  const after = asObject(field(input.after, input.map));
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  const { byDefault } = input;
  const filled = ([input.before, input.after] as const).map((content) => {
    if (byDefault === undefined) return () => undefined;
    return () => asLevel(version, field(content, byDefault)) ?? absentLevels[byDefault];
  }) as unknown as [Filled, Filled];
  return alterations(version, { before, after, names, filled });
}

function isObjectOfLevels(version: number, map: Fields | undefined): boolean {
  if (map === undefined) return false;
  return Object.values(map).every((value) => asLevel(version, value) !== undefined);
}
