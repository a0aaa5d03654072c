// The first phase of a run: rooms are made and joined, by the wire or at once, before any trouble.
import { serverOf } from "../../protocol/event.ts";
import { findRoomVersion, knownRoomVersions } from "../../protocol/room-version.ts";
import { createRoom, foundRoom, type SharedRoom } from "../../server/index.ts";
import { doAction, noteAction } from "./do-action.ts";
import type { Plan, PlanRoom } from "../plan/plan.ts";
import { PlanError } from "../plan/read-plan.ts";
import type { World } from "../world/world.ts";

/** Joins over the wire follow each other at most this far apart, within the time of setup. */
const joinEveryMs = 500;
/** Share of the setup in which the joins begin: the rest is left for them to arrive. */
const joinWindow = 0.8;

/** Rooms by their label in the plan. */
export type RoomsByLabel = ReadonlyMap<string, SharedRoom>;

/** Makes the rooms at time 0 and lets their members in before the first step. */
export function setUp(world: World, plan: Plan): RoomsByLabel {
  const rooms = new Map<string, SharedRoom>();
  const { steps } = plan;
  const earliestMs = steps.reduce((least, { atMs }) => Math.min(least, atMs), Infinity);
  const firstMs = steps.length === 0 ? 10_000 : earliestMs;
  for (const row of plan.rooms) {
    if (findRoomVersion(row.version) === undefined) {
      throw new PlanError(`room version ${row.version} is unknown; known are ${knownRoomVersions}`);
    }
    const shared = world.newRoom(row.version);
    rooms.set(row.label, shared);
    world.at(0, -1 - shared.number, () => makeRoom(world, row, shared, firstMs));
  }
  return rooms;
}

function makeRoom(world: World, row: PlanRoom, shared: SharedRoom, firstMs: number): void {
  const setup = {
    joinRule: row.joinRule,
    powers: row.powers,
    ...(row.levels === undefined ? {} : { levels: row.levels as Record<string, never> }),
    ...(row.name === undefined ? {} : { name: row.name }),
  };
  const server = (name: string) => world.servers[world.serverNumber(name)];
  const { creator, members } = row;
  const home = server(serverOf(creator));
  const made =
    row.founding === "instant"
      ? foundRoom({ shared, creator, setup, members, server })
      : createRoom(home, { shared, user: creator, setup });
  const words = "makes the room";
  noteAction(world, { server: home.number, user: creator, room: shared, words, result: made });
  if (made.result !== "ok") throw new PlanError(`the room cannot be made: ${made.why}`);
  if (row.founding === "federated") scheduleJoins(world, row, shared, firstMs);
}

function scheduleJoins(world: World, row: PlanRoom, shared: SharedRoom, firstMs: number): void {
  const window = Math.max(1, Math.floor(firstMs * joinWindow));
  const everyMs = Math.min(joinEveryMs, Math.max(1, Math.floor(window / (row.members.length + 1))));
  for (const [n, user] of row.members.entries()) {
    const atMs = everyMs * (n + 1);
    if (row.joinRule !== "public") {
      const invite = { kind: "invite", target: user } as const;
      world.at(atMs, -1000 - 2 * n, () => doAction(world, row.creator, shared, invite));
    }
    const via = world.serverNumber(serverOf(row.creator));
    const join = { kind: "join", via } as const;
    const delay = row.joinRule === "public" ? 0 : Math.floor(everyMs / 2);
    world.at(atMs + delay, -1001 - 2 * n, () => doAction(world, user, shared, join));
  }
}
