// Nobody gives or takes more power than they have, and all levels are integers.
import { expect, test } from "vitest";
import { authoriseIn } from "../../../../sim/protocol/auth/index.ts";
import { literalReading } from "../../../../sim/protocol/auth/reading.ts";
import { viewOf } from "../../../../sim/protocol/auth/room-view.ts";
import type { JsonObject } from "../../../../sim/protocol/json.ts";
import { ada, bob, cay, dan, usualLevels, usualRoom, type RoomBuilder } from "../room-builder.ts";
import { outcome, runTrials, type Trial } from "./trials.ts";

/** New power levels: the room's usual ones with changes, by bob (50) if nobody else is named. */
const levels =
  (changes: JsonObject, by = bob) =>
  (room: RoomBuilder) => ({
    type: "m.room.power_levels",
    sender: by,
    stateKey: "",
    content: { ...usualLevels(room.version), ...changes },
  });

/** The usual users with changes; undefined takes one out. */
const users = (room: RoomBuilder, changes: { [user: string]: number | undefined }) => {
  const all: { [user: string]: number | undefined } = {
    ...(usualLevels(room.version).users as { [user: string]: number }),
    ...changes,
  };
  return Object.fromEntries(
    Object.entries(all).filter(([, level]) => level !== undefined),
  ) as JsonObject;
};

const usersChange =
  (changes: { [user: string]: number | undefined }, by = bob) =>
  (room: RoomBuilder) =>
    levels({ users: users(room, changes) }, by)(room);

/** Sets levels by ada first, then judges a change by bob. */
const after = (first: JsonObject, second: JsonObject) => (room: RoomBuilder) => {
  room.state("m.room.power_levels", { ...usualLevels(room.version), ...first });
  return levels({ ...first, ...second })(room);
};

const shapes: Trial[] = [
  ...["users_default", "events_default", "state_default", "ban", "redact", "kick", "invite"].map(
    (field) => ({
      claim: `${field} must be an integer`,
      refusedBy: ["9.1", "10.1"] as const,
      event: levels({ [field]: "50" }, ada),
    }),
  ),
  {
    claim: "a level beyond 2^53-1 is no integer",
    refusedBy: ["9.1", "10.1"],
    event: levels({ ban: 2n ** 60n }, ada),
  },
  {
    claim: "events must be an object",
    refusedBy: ["9.2", "10.2"],
    event: levels({ events: [] }, ada),
  },
  {
    claim: "notifications must hold integers",
    refusedBy: ["9.2", "10.2"],
    event: levels({ notifications: { room: "50" } }, ada),
  },
  {
    claim: "users must be an object",
    refusedBy: ["9.3", "10.3"],
    event: levels({ users: [] }, ada),
  },
  {
    claim: "users must have user IDs",
    refusedBy: ["9.3", "10.3"],
    event: levels({ users: { cay: 10 } }, ada),
  },
  {
    claim: "users must have integers",
    refusedBy: ["9.3", "10.3"],
    event: levels({ users: { [cay]: null } }, ada),
  },
  {
    claim: "since 12 the creator is not listed",
    refusedBy: ["9.3", "10.4"],
    in: ["12"],
    event: levels({ users: { [ada]: 100 } }, ada),
  },
  {
    claim: "since 12 an additional creator is not listed",
    refusedBy: ["9.3", "10.4"],
    in: ["12"],
    create: { additional_creators: [dan] },
    event: levels({ users: { [dan]: 100 } }, ada),
  },
  {
    claim: "the first power levels may say anything of good shape",
    event: (room) => ({ ...levels({ ban: 1000 }, ada)(room), prev: ["$ada"] }),
  },
];

const scalars: Trial[] = [
  { claim: "the sender changes what lies within their power", event: levels({ kick: 40 }) },
  { claim: "the sender may raise a level to their own", event: levels({ invite: 50 }) },
  {
    claim: "the sender cannot raise a level above their own",
    refusedBy: ["9.5.2", "10.6.2"],
    event: levels({ ban: 51 }),
  },
  {
    claim: "the sender cannot change a level above their own",
    refusedBy: ["9.5.1", "10.6.1"],
    event: after({ ban: 60 }, { ban: 50 }),
  },
  {
    claim: "the sender cannot take a level above their own away",
    refusedBy: ["9.5.1", "10.6.1"],
    event: (room) => {
      room.state("m.room.power_levels", { ...usualLevels(room.version), redact: 60 });
      return levels({})(room);
    },
  },
  {
    claim: "an added level is judged too",
    refusedBy: ["9.5.2", "10.6.2"],
    event: levels({ redact: 51 }),
  },
  {
    claim: "a level above one's own that stays as it was is no change",
    event: after({ ban: 60 }, {}),
  },
];

const maps: Trial[] = [
  {
    claim: "an entry of events within one's power may change",
    event: levels({ events: { a: 50 } }),
  },
  ...["events", "notifications"].flatMap((field): Trial[] => [
    {
      claim: `an entry of ${field} cannot be set above one's own power`,
      refusedBy: ["9.7.1", "10.8.1"],
      event: levels({ [field]: { a: 51 } }),
    },
    {
      claim: `an entry of ${field} above one's own power cannot be changed`,
      refusedBy: ["9.6.1", "10.7.1"],
      event: after({ [field]: { a: 60 } }, { [field]: { a: 1 } }),
    },
    {
      claim: `an entry of ${field} above one's own power cannot be removed`,
      refusedBy: ["9.6.1", "10.7.1"],
      event: after({ [field]: { a: 60 } }, { [field]: {} }),
    },
  ]),
];

const people: Trial[] = [
  { claim: "a user may be raised to the sender's own power", event: usersChange({ [cay]: 50 }) },
  {
    claim: "a user cannot be raised above the sender",
    refusedBy: ["9.9.1", "10.10.1"],
    event: usersChange({ [cay]: 51 }),
  },
  {
    claim: "a user above the sender cannot be lowered",
    refusedBy: ["9.8.1", "10.9.1"],
    event: (room) => {
      room.state("m.room.power_levels", {
        ...usualLevels(room.version),
        users: users(room, { [dan]: 70 }),
      });
      return usersChange({ [dan]: 0 })(room);
    },
  },
  {
    claim: "an equal cannot be lowered",
    refusedBy: ["9.8.1", "10.9.1"],
    event: (room) => {
      room.state("m.room.power_levels", {
        ...usualLevels(room.version),
        users: users(room, { [dan]: 50 }),
      });
      return usersChange({ [dan]: 0 })(room);
    },
  },
  {
    claim: "an equal cannot be removed from the list",
    refusedBy: ["9.8.1", "10.9.1"],
    event: (room) => {
      room.state("m.room.power_levels", {
        ...usualLevels(room.version),
        users: users(room, { [dan]: 50 }),
      });
      return usersChange({})(room);
    },
  },
  { claim: "the sender may lower themselves", event: usersChange({ [bob]: 10 }) },
  {
    claim: "the sender may take themselves off the list",
    event: usersChange({ [bob]: undefined }),
  },
  {
    claim: "the sender cannot raise themselves",
    refusedBy: ["9.9.1", "10.10.1"],
    event: usersChange({ [bob]: 51 }),
  },
  {
    claim: "since 12 a creator may set any level",
    in: ["12"],
    event: usersChange({ [bob]: 2 ** 53 - 1 }, ada),
  },
  {
    claim: "up to 11 the creator's power has an end",
    refusedBy: ["9.9.1", "10.10.1"],
    in: ["10", "11"],
    event: usersChange({ [bob]: 101 }, ada),
  },
];

// The page goes through all entries once a rule, so the lesser number is reported.
const turns: Trial[] = [
  {
    claim: "a user who may not be lowered is reported before one who may not be raised",
    refusedBy: ["9.8.1", "10.9.1"],
    event: (room) => {
      const before = users(room, { [dan]: 50 });
      room.state("m.room.power_levels", { ...usualLevels(room.version), users: before });
      return usersChange({ [cay]: 51, [dan]: 0 })(room);
    },
  },
  {
    claim: "an old notification level is reported before a new event level",
    refusedBy: ["9.6.1", "10.7.1"],
    event: after({ notifications: { room: 60 } }, { events: { a: 60 }, notifications: {} }),
  },
];

runTrials([...turns, ...shapes, ...scalars, ...maps, ...people]);

test("a dialect may take an absent level for its default: adding or removing it needs as much", () => {
  const bare = { users: { [ada]: 100, [bob]: 30 }, state_default: 30 };
  const judgements = (content: JsonObject): string[] => {
    const room = usualRoom("11");
    room.state("m.room.power_levels", bare);
    const before = room.after(...room.tips);
    const spec = { type: "m.room.power_levels", sender: bob, stateKey: "", content };
    const event = room.index(room.add(spec));
    const view = viewOf(room.graph, before);
    const lenient = { ...view, reading: { ...literalReading, absentLevelsHaveDefaults: true } };
    return [view, lenient].map((one) => outcome(authoriseIn(room.graph, event, one)));
  };
  // `ban` has the default 50, which is more than bob's 30; `invite` has 0.
  expect(judgements({ ...bare, ban: 0 })).toEqual(["allowed", "9.5.1"]);
  expect(judgements({ ...bare, invite: 10 })).toEqual(["allowed", "allowed"]);
  const { state_default: _gone, ...removed } = bare;
  expect(judgements(removed)).toEqual(["allowed", "9.5.2"]);
});
