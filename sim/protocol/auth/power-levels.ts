// The rules of m.room.power_levels: its shape, and that nobody gives or takes more than they have.
// Rule 9 in versions 10 and 11, rule 10 in version 12.
import { isUserId } from "../ids.ts";
import { isObject, type JsonObject, type JsonValue } from "../json.ts";
import type { EventIndex, RoomGraph } from "../room-graph.ts";
import { createOf, integer, isCreator, powerContentOf, userPower } from "./room-view.ts";
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
  const power = userPower(room, view, room.sender(event));
  const scalar = checkScalars(room, { before, after: content, power });
  if (!scalar.ok) return scalar;
  const maps = checkMaps(room, { before, after: content, power });
  if (!maps.ok) return maps;
  return checkUsers(room, event, { before, after: content, power });
}

/** Since 10 all levels are integers. */
function checkShape(room: RoomGraph, content: JsonObject, create: EventIndex): AuthVerdict {
  for (const field of scalars) {
    if (content[field] !== undefined && integer(content[field]) === undefined) {
      return refuse(room, "levels-integer", `${field} is not an integer`);
    }
  }
  for (const field of ["events", "notifications"] as const) {
    const value = content[field];
    if (value === undefined) continue;
    if (!isObject(value) || !Object.values(value).every((level) => isInteger(level))) {
      return refuse(room, "levels-map", `${field} is not an object of integers`);
    }
  }
  const users = content.users;
  if (users === undefined) return allowed;
  if (!isObject(users)) return refuse(room, "levels-users", "users is not an object");
  for (const [user, level] of Object.entries(users)) {
    if (!isUserId(user) || !isInteger(level)) {
      return refuse(room, "levels-users", `users has ${user}, no user ID with an integer`);
    }
  }
  if (room.version.privilegedCreators) {
    // Since 12: creators stand above the levels and must not be listed.
    for (const user of Object.keys(users)) {
      if (isCreator(room, create, room.userOf(user))) {
        return refuse(room, "levels-creator", `users lists the creator ${user}`);
      }
    }
  }
  return allowed;
}

function isInteger(value: JsonValue | undefined): boolean {
  return integer(value) !== undefined;
}

interface Change {
  readonly before: JsonObject;
  readonly after: JsonObject;
  readonly power: number;
}

function checkScalars(room: RoomGraph, { before, after, power }: Change): AuthVerdict {
  for (const field of scalars) {
    const old = integer(before[field]);
    const now = integer(after[field]);
    if (old === now) continue;
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
  for (const side of ["old", "new"] as const) {
    for (const field of ["events", "notifications"] as const) {
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
    const old = integer(was[key]);
    const now = integer(is[key]);
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
    const old = integer(was[user]);
    if (old === undefined || old === integer(is[user]) || user === sender) continue;
    if (old >= power) {
      return refuse(room, "levels-user-old", `${user} had ${old}, the sender has ${power}`);
    }
  }
  for (const user of Object.keys(is)) {
    const now = integer(is[user]);
    if (now === undefined || now === integer(was[user])) continue;
    if (now > power) {
      return refuse(room, "levels-user-new", `${user} becomes ${now}, the sender has ${power}`);
    }
  }
  return allowed;
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return value !== undefined && isObject(value) ? value : {};
}
