// Two processes' worth of virtual origins in one test: they know nothing of each other but names, so
// everything between them goes over real HTTPS, signed and verified.
import { onTestFinished } from "vitest";
import { originNames } from "../../../sim/bridge/origin-names.ts";
import { Origins } from "../../../sim/bridge/origins.ts";
import type { OriginsOptions } from "../../../sim/bridge/own-origins.ts";
import type { SharedRoom } from "../../../sim/server/index.ts";

/** Starts origins that end with the test. */
export async function startOrigins(
  count: number,
  options: Partial<OriginsOptions> = {},
): Promise<Origins> {
  const names = await originNames(count);
  const origins = await Origins.start({ names, seed: "test", ...options });
  onTestFinished(() => origins.stop());
  return origins;
}

/** A user of an origin. */
export const userOf = (origins: Origins, localpart: string, origin = 0): string =>
  `@${localpart}:${origins.names[origin]}`;

export const publicRoom = { joinRule: "public", powers: {} } as const;

/** The IDs of the current state as one origin has it. */
export function stateAt(origins: Origins, room: SharedRoom, origin = 0): string[] {
  const here = origins.book.find(room.roomId) as SharedRoom;
  const replica = origins.servers[origin].replicas[here.number];
  return replica === undefined ? [] : here.graph.stateIds(replica.current);
}

/** The IDs of the forward extremities as one origin has them. */
export function tipsAt(origins: Origins, room: SharedRoom, origin = 0): string[] {
  const here = origins.book.find(room.roomId) as SharedRoom;
  const replica = origins.servers[origin].replicas[here.number];
  const tips = here.sets.members(replica?.extremities ?? 0);
  return tips.map((event) => here.graph.id(event)).sort();
}
