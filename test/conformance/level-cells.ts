// Cells of the rules about power levels.
import type { RuleName } from "../../sim/protocol/auth/rules.ts";
import { JsonFloat, type JsonObject, type JsonValue } from "../../sim/protocol/json.ts";
import {
  creator,
  member,
  moderator,
  plainLevels,
  type SmallRoomChange,
} from "../reference/small-room.ts";
import { state, type Cell, type CellIn, type Trial } from "./trial.ts";

type Names = Extract<RuleName, `levels-${string}`>;

/** Power levels like those of the room but for some fields. */
function levels(version: string, sender: string, change: JsonObject): Trial {
  const content = { ...plainLevels(version), ...change };
  return { about: describe(change), event: state("m.room.power_levels", sender, content) };
}

function describe(change: JsonObject): string {
  return JSON.stringify(change, (_key, value: JsonValue) =>
    value instanceof JsonFloat ? `float ${value.text}` : value,
  );
}

const changes = (version: string, sender: string, good: JsonObject, bad: JsonObject): CellIn => ({
  accepts: levels(version, sender, good),
  refuses: levels(version, sender, bad),
});

/** A field of the room's levels with some entries changed. */
function withEntries(version: string, field: string, entries: JsonObject): JsonObject {
  return { [field]: { ...(plainLevels(version)[field] as JsonObject), ...entries } };
}

/** The field without one of its entries. */
function withoutEntry(version: string, field: string, name: string): JsonObject {
  const { [name]: _gone, ...kept } = plainLevels(version)[field] as Record<string, JsonValue>;
  return { [field]: kept };
}

const inRoom = (trial: Trial, room: SmallRoomChange): Trial => ({ ...trial, room });

export const levelCells: Readonly<Record<Names, Cell>> = {
  "levels-integer": (v) => changes(v, creator, { ban: 50 }, { ban: "50" }),
  "levels-map": (v) =>
    changes(v, creator, { notifications: { room: 50 } }, { notifications: { room: "50" } }),
  "levels-float": (v) =>
    changes(v, creator, { ban: new JsonFloat("5.05e1") }, { ban: new JsonFloat("1e400") }),
  // A text was a level up to version 9, and a text that is no integer never was.
  "levels-users": (v) =>
    changes(
      v,
      creator,
      withEntries(v, "users", { [member]: Number(v) <= 9 ? " +025 " : 25 }),
      withEntries(v, "users", { [member]: Number(v) <= 9 ? "2e1" : "25" }),
    ),
  "levels-creator": (v) => changes(v, creator, {}, withEntries(v, "users", { [creator]: 100 })),
  // In version 12 only creators can send them, and nothing they send is above them.
  "levels-first": (v) => ({
    accepts: inRoom(levels(v, creator, { ban: 1000 }), { levels: null }),
    refuses: inRoom(
      levels(v, creator, v === "12" ? withEntries(v, "users", { [creator]: 1 }) : { ban: 1000 }),
      v === "12" ? { levels: null } : {},
    ),
    by: v === "12" ? "levels-creator" : "levels-scalar-new",
  }),
  "levels-scalar-old": (v) => changes(v, moderator, { invite: 0 }, { redact: 0 }),
  "levels-scalar-new": (v) => changes(v, moderator, { ban: 50 }, { ban: 51 }),
  // Up to version 5, notifications are nobody's concern.
  "levels-map-old": (v) => ({
    accepts: levels(v, moderator, {
      ...withoutEntry(v, "events", "m.room.power_levels"),
      ...(Number(v) <= 5 ? withoutEntry(v, "notifications", "all") : {}),
    }),
    refuses: levels(
      v,
      moderator,
      Number(v) <= 5
        ? withoutEntry(v, "events", "m.room.tombstone")
        : withoutEntry(v, "notifications", "all"),
    ),
  }),
  "levels-map-new": (v) =>
    changes(
      v,
      moderator,
      withEntries(v, "events", { "m.room.topic": 50 }),
      withEntries(v, "events", { "m.room.topic": 51 }),
    ),
  "levels-user-old": (v) => {
    const lowered = levels(v, moderator, withEntries(v, "users", { [member]: 0 }));
    const before = (level: number) => ({ levels: withEntries(v, "users", { [member]: level }) });
    return { accepts: inRoom(lowered, before(49)), refuses: inRoom(lowered, before(50)) };
  },
  "levels-user-new": (v) =>
    changes(
      v,
      moderator,
      withEntries(v, "users", { [member]: 50 }),
      withEntries(v, "users", { [member]: 51 }),
    ),
  "levels-allowed": (v) => ({
    ...changes(v, moderator, { ban: 50 }, { ban: 51 }),
    by: "levels-scalar-new",
  }),
};
