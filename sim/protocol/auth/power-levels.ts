// The rules of m.room.power_levels: its shape, and that nobody gives or takes more than they have.
// Rule 10 in versions 1 to 5, rule 9 in 6 to 11, rule 10 in 12.
import { isUserId } from "../ids.ts";
import { isObject, type JsonObject, type JsonValue } from "../json.ts";
import type { EventIndex, RoomGraph } from "../room-graph.ts";
import { isBeyondDoubles, levelAt, levelOf, type PowerLevel } from "./power-level.ts";
import { createOf, isCreator, powerContentOf, readingOf, userPower } from "./room-view.ts";
import type { RuleReading } from "./reading.ts";
import type { StateView } from "./room-view.ts";
import { refuse } from "./rules.ts";
import { allowed, type AuthVerdict } from "./verdict.ts";

const scalars = [
  "users_default",
  "events_default",
  "state_default",
  "ban",
  "redact",
  "kick",
  "invite",
] as const;

const mapFields = ["events", "notifications"] as const;

/** Judges a power levels event whose sender may send such events at all. */
export function authorisePowerLevels(
  room: RoomGraph,
  event: EventIndex,
  view: StateView,
): AuthVerdict {
  const content = room.pdu(event).content;
  const shape = checkShape(room, content, createOf(room, view));
  if (!shape.ok) return shape;
  const before = powerContentOf(room, view);
  if (before === undefined) return allowed;
  const reading = readingOf(view);
  if (reading.sideLevelsUncompared && room.pdu(event).state_key !== "") return allowed;
  const power = userPower(room, view, room.sender(event));
  const filled = reading.absentLevelsAreDefaults;
  const after = filled ? withDefaults(content, before) : content;
  const change = { before: filled ? withDefaults(before, content) : before, after, power };
  const scalar = checkScalars(room, change, reading);
  if (!scalar.ok) return scalar;
  const maps = checkMaps(room, change);
  if (!maps.ok) return maps;
  return checkUsers(room, event, change);
}

/** The levels of an event with the defaults of all that it lacks and the other event has. */
function withDefaults(content: JsonObject, other: JsonObject): JsonObject {
  const filled: Record<string, JsonValue | undefined> = { ...absentLevels, ...content };
  for (const [field, byDefault] of [
    ["users", filled.users_default],
    ["events", filled.events_default],
  ] as const) {
    const absent = Object.keys(objectOf(other[field])).map((key) => [key, byDefault] as const);
    filled[field] = { ...Object.fromEntries(absent), ...objectOf(content[field]) };
  }
  return filled;
}

function checkShape(room: RoomGraph, content: JsonObject, create: EventIndex): AuthVerdict {
  const { version } = room;
  // Up to 9, only `users` has to have a shape; up to 5, no level may be beyond all numbers.
  const levels =
    version.powerLevels === "integers" ? checkLevels(room, content) : checkFloats(room, content);
  if (!levels.ok) return levels;
  const users = content.users;
  if (users === undefined) return allowed;
  if (!isObject(users)) return refuse(room, "levels-users", "users is not an object");
  for (const [user, level] of Object.entries(users)) {
    if (!isUserId(user) || levelOf(level, version) === undefined) {
      return refuse(room, "levels-users", `users has ${user}, no user ID with an integer`);
    }
  }
  if (version.privilegedCreators) {
    // Since 12: creators stand above the levels and must not be listed.
    for (const user of Object.keys(users)) {
      if (isCreator(room, create, room.userOf(user))) {
        return refuse(room, "levels-creator", `users lists the creator ${user}`);
      }
    }
  }
  return allowed;
}

/** Since 10 all levels are integers. */
function checkLevels(room: RoomGraph, content: JsonObject): AuthVerdict {
  for (const field of scalars) {
    if (content[field] !== undefined && levelOf(content[field], room.version) === undefined) {
      return refuse(room, "levels-integer", `${field} is not an integer`);
    }
  }
  for (const field of mapFields) {
    const value = content[field];
    if (value === undefined) continue;
    const isLevel = (level: JsonValue | undefined) => levelOf(level, room.version) !== undefined;
    if (!isObject(value) || !Object.values(value).every(isLevel)) {
      return refuse(room, "levels-map", `${field} is not an object of integers`);
    }
  }
  return allowed;
}

/** Up to 5: a float that no double holds is refused wherever it stands. */
function checkFloats(room: RoomGraph, content: JsonObject): AuthVerdict {
  for (const [field, value] of Object.entries(content)) {
    const values = isObject(value) ? Object.values(value) : [value];
    if (values.some(isBeyondDoubles)) {
      return refuse(room, "levels-float", `${field} holds a number beyond every double`);
    }
  }
  return allowed;
}

interface Change {
  readonly before: JsonObject;
  readonly after: JsonObject;
  readonly power: PowerLevel;
}

/** What dialects take single levels for that are absent. */
const absentLevels: Readonly<Record<(typeof scalars)[number], number>> = {
  users_default: 0,
  events_default: 0,
  state_default: 50,
  ban: 50,
  redact: 50,
  kick: 50,
  invite: 0,
};

function checkScalars(
  room: RoomGraph,
  { before, after, power }: Change,
  reading: RuleReading,
): AuthVerdict {
  for (const field of scalars) {
    if (field === "users_default" && reading.usersDefaultUncompared) continue;
    let old = levelOf(before[field], room.version);
    let now = levelOf(after[field], room.version);
    if (old === now) continue;
    if (reading.absentLevelsHaveDefaults) {
      old ??= absentLevels[field];
      now ??= absentLevels[field];
    }
    if (old !== undefined && old > power) {
      return refuse(room, "levels-scalar-old", `${field} was ${old}, the sender has ${power}`);
    }
    if (now !== undefined && now > power) {
      return refuse(room, "levels-scalar-new", `${field} becomes ${now}, the sender has ${power}`);
    }
  }
  return allowed;
}

/** Every old entry is looked at before any new one, over both fields: the rules come in turn. */
function checkMaps(room: RoomGraph, change: Change): AuthVerdict {
  // Since 6, `notifications` is guarded too.
  const fields = room.version.notificationLevels ? mapFields : (["events"] as const);
  for (const side of ["old", "new"] as const) {
    for (const field of fields) {
      const verdict = checkMap(room, { ...change, field, side });
      if (!verdict.ok) return verdict;
    }
  }
  return allowed;
}

interface MapChange extends Change {
  readonly field: "events" | "notifications";
  readonly side: "old" | "new";
}

function checkMap(room: RoomGraph, { before, after, power, field, side }: MapChange): AuthVerdict {
  const was = objectOf(before[field]);
  const is = objectOf(after[field]);
  for (const key of Object.keys(side === "old" ? was : is)) {
    const old = levelAt(was, key, room.version);
    const now = levelAt(is, key, room.version);
    if (old === now) continue;
    if (side === "old" && old !== undefined && old > power) {
      return refuse(room, "levels-map-old", `${field}.${key} was ${old}, the sender has ${power}`);
    }
    if (side === "new" && now !== undefined && now > power) {
      return refuse(room, "levels-map-new", `${field}.${key} becomes ${now} over ${power}`);
    }
  }
  return allowed;
}

function checkUsers(room: RoomGraph, event: EventIndex, change: Change): AuthVerdict {
  const { before, after, power } = change;
  const sender = room.pdu(event).sender;
  const was = objectOf(before.users);
  const is = objectOf(after.users);
  // Everybody may lower themselves; others only if they stand strictly below the sender.
  for (const user of Object.keys(was)) {
    const old = levelAt(was, user, room.version);
    if (old === undefined || old === levelAt(is, user, room.version) || user === sender) continue;
    if (old >= power) {
      return refuse(room, "levels-user-old", `${user} had ${old}, the sender has ${power}`);
    }
  }
  for (const user of Object.keys(is)) {
    const now = levelAt(is, user, room.version);
    if (now === undefined || now === levelAt(was, user, room.version)) continue;
    if (now > power) {
      return refuse(room, "levels-user-new", `${user} becomes ${now}, the sender has ${power}`);
    }
  }
  return allowed;
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return value !== undefined && isObject(value) ? value : {};
}
