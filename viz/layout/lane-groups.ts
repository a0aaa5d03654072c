// Lanes for thousands of servers: those that stood on one side and differed about as far share a
// lane, until it is unfolded; then the most different of them have lanes of their own. Groups follow
// from the whole run, so that no lane moves while time does. Numbers only.
import { divergenceOf, sideOf, type Model } from "../model/index.ts";
import { longestPartition } from "./lane-order.ts";
import { partsOf, scaleOf } from "./time-scale.ts";

/** From so many servers on lanes are grouped: beside each other they would be thinner than a line. */
export const groupedMin = 100;
/** So many servers of an unfolded group have a lane of their own. */
export const unfoldedMax = 12;

/** Servers that fared alike, the most different first. */
export type LaneGroup = readonly number[];

const known = new WeakMap<Model, Map<number, readonly LaneGroup[]>>();

/** The groups of a room's servers, from left to right; worked out once. */
export function laneGroups(model: Model, room: number): readonly LaneGroup[] {
  const rooms = known.get(model) ?? new Map<number, readonly LaneGroup[]>();
  known.set(model, rooms);
  const found = rooms.get(room) ?? groupsOf(model, room);
  rooms.set(room, found);
  return found;
}

/** Stretches of the run in which states are compared. */
const stretches = 120;

function groupsOf(model: Model, room: number): LaneGroup[] {
  const { bins, slots } = divergenceOf(model, room, partsOf(scaleOf(model), stretches));
  const partition = longestPartition(model);
  const servers = model.meta.servers.map((_, server) => server);
  const worst = servers.map((server) =>
    Math.max(...slots.subarray(server * bins, (server + 1) * bins)),
  );
  const groups = new Map<number, number[]>();
  for (const server of servers) {
    const side = partition === undefined ? 0 : sideOf(partition, server);
    const sides = partition?.groups.length ?? 0;
    const key = (side < 0 ? sides : side) * 4 + (3 - farOf(worst[server]));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [server]);
    else group.push(server);
  }
  const order = [...groups].sort(([a], [b]) => a - b).map(([, group]) => group);
  return order.map((group) => group.sort((a, b) => worst[b] - worst[a] || a - b));
}

/** Never, in one slot, in some, in many. */
function farOf(slots: number): number {
  return slots === 0 ? 0 : slots === 1 ? 1 : slots < 10 ? 2 : 3;
}

/** The servers that share a lane. */
export interface LaneMembers {
  readonly servers: readonly number[];
  /** The place of their group in the list of groups. */
  readonly group: number;
  /** True where others of the group have lanes of their own. */
  readonly open: boolean;
}

/** Which server stands in which lane; a lane is named by its first server. */
export interface Lanes {
  /** Names of the lanes, from left to right. */
  readonly names: readonly number[];
  /** The name of each server's lane. */
  readonly laneOf: Int32Array;
  /** By lane, where it is shared. */
  readonly members: ReadonlyMap<number, LaneMembers>;
}

/**
 * The lanes of groups.
 * @param unfolded places of the groups that are unfolded
 * @param alone servers that have a lane of their own whatever is folded
 */
export function lanesOfGroups(
  groups: readonly LaneGroup[],
  { unfolded, alone }: { unfolded: readonly number[]; alone: readonly number[] },
): Lanes {
  const names: number[] = [];
  const laneOf = new Int32Array(groups.reduce((sum, { length }) => sum + length, 0));
  const members = new Map<number, LaneMembers>();
  groups.forEach((group, at) => {
    const open = unfolded.includes(at);
    const own = new Set([...(open ? group.slice(0, unfoldedMax) : []), ...alone]);
    const shared = group.filter((server) => !own.has(server));
    // What is left of a group stands first: there it can be folded again.
    if (shared.length > 0) {
      names.push(shared[0]);
      for (const server of shared) laneOf[server] = shared[0];
      members.set(shared[0], { servers: shared, group: at, open });
    }
    for (const server of group.filter((each) => own.has(each))) {
      names.push(server);
      laneOf[server] = server;
    }
  });
  return { names, laneOf, members };
}
