// Named histories that the tests of this folder share, each with its picture.
import type { JsonObject } from "../../../../sim/protocol/json.ts";
import { ada, bob, cay, usualLevels, usualRoom, type RoomBuilder } from "../room-builder.ts";

/** A room, and the two ends whose states are to be resolved. */
export interface Fork {
  readonly room: RoomBuilder;
  readonly ends: readonly [string, string];
}

/** The states after the two ends. */
export function statesOf({ room, ends }: Fork): [number, number] {
  return [room.after(ends[0]), room.after(ends[1])];
}

/** Names of events, sorted. */
export function names(room: RoomBuilder, events: Iterable<number>): string[] {
  return [...events].map((event) => room.graph.id(event)).sort();
}

/**
 * A ban against what the banned user does meanwhile; bob is a moderator.
 *
 *     cay ← ban of bob
 *         ← bob's topic ← bob's name
 */
export function banAgainstTopic(version: string): Fork {
  const room = usualRoom(version);
  const ban = room.member(bob, "ban", { by: ada, prev: ["$cay"], id: "$ban" });
  const topic = room.state("m.room.topic", {}, { sender: bob, prev: ["$cay"], id: "$topic" });
  const name = room.state("m.room.name", {}, { sender: bob, prev: [topic], id: "$name" });
  return { room, ends: [ban, name] };
}

/**
 * Two changes of power levels in a line on one side, a topic under each on the other sides.
 *
 *     cay ← levels-2 ← topic-2 ← levels-3
 *         ← topic-1
 */
export function topicsUnderLevels(version: string, topicTs?: { one: number; two: number }): Fork {
  const room = usualRoom(version);
  const levels = (events: JsonObject) => ({ ...usualLevels(version), events });
  const two = room.state("m.room.power_levels", levels({ x: 1 }), { id: "$levels-2" });
  room.state("m.room.topic", {}, { prev: [two], id: "$topic-2", ts: topicTs?.two });
  const three = room.state("m.room.power_levels", levels({ x: 2 }), { id: "$levels-3" });
  const topic1 = room.state(
    "m.room.topic",
    {},
    { prev: ["$cay"], id: "$topic-1", sender: bob, ts: topicTs?.one },
  );
  return { room, ends: [three, topic1] };
}

/**
 * Two moderators change the power levels at once: cay (60) demotes bob, bob (50) lowers `ban`.
 *
 *     cay ← both ← by-cay
 *                ← by-bob
 */
export function duel(version: string): Fork {
  const room = usualRoom(version);
  const base = usualLevels(version);
  const users = base.users as object;
  const both = { ...base, users: { ...users, [bob]: 50, [cay]: 60 } };
  room.state("m.room.power_levels", both, { id: "$both" });
  const byCay = room.state(
    "m.room.power_levels",
    { ...both, users: { ...users, [bob]: 0, [cay]: 60 } },
    { id: "$by-cay", sender: cay, prev: ["$both"], ts: 9_000_000 },
  );
  const byBob = room.state(
    "m.room.power_levels",
    { ...both, ban: 40 },
    { id: "$by-bob", sender: bob, prev: ["$both"], ts: 8_000_000 },
  );
  return { room, ends: [byCay, byBob] };
}
