// A short fingerprint of a room state that anybody can compute from its events: for comparing
// states with servers and files that know nothing of this program.
import { sha256 } from "#sha256";
import type { RoomGraph } from "./room-graph.ts";
import type { StateId } from "./state.ts";

/**
 * The first 16 hex digits of SHA-256 over the lines `type|state_key|event_id`, sorted by code
 * unit and joined by line feeds.
 */
export function stateDigest(room: RoomGraph, state: StateId): string {
  const lines: string[] = [];
  room.states.forEach(state, (slot, event) => {
    const { type, stateKey } = room.slotNames(slot);
    lines.push(`${type}|${stateKey}|${room.id(event)}`);
  });
  const digest = sha256(lines.sort().join("\n"));
  let hex = "";
  for (const byte of digest.subarray(0, 8)) hex += byte.toString(16).padStart(2, "0");
  return hex;
}
