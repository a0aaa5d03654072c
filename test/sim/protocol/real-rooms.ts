// Rooms that real Synapse servers made, read for tests: their events with true IDs, hashes and
// signatures, and the servers' keys. Present only where the vectors are.
import { parseJson } from "../../../sim/protocol/json.ts";
import type { IdentifiedPdu, Pdu } from "../../../sim/protocol/event.ts";
import { roomVersion } from "../../../sim/protocol/room-version.ts";
import type { RoomVersion } from "../../../sim/protocol/room-version.ts";
import { haveVectors, vectorText } from "../../vectors.ts";

/** One room as a test wants it. */
export interface RealRoom {
  readonly name: string;
  readonly version: RoomVersion;
  readonly roomId: string;
  readonly events: readonly IdentifiedPdu[];
  /** Public keys by server and key ID. */
  readonly keys: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** The names of all rooms; empty where the vectors are absent. */
export const realRoomNames: readonly string[] = haveVectors
  ? [
      "banned-side-v12",
      "duel-v11",
      "five-v12",
      "join-race-v11",
      "long-cut-v10",
      "mixed-v10",
      "still-split-v12",
    ]
  : [];

interface Meta {
  room_version: string;
  room_id: string;
  servers: { name: string; verify_keys: Record<string, { key: string }> }[];
}

/** Reads a room by name. */
export function readRealRoom(name: string): RealRoom {
  const meta = JSON.parse(vectorText("real-synapse", `${name}.meta.json`)) as Meta;
  const lines = vectorText("real-synapse", `${name}.ndjson`).trimEnd().split("\n");
  return {
    name,
    version: roomVersion(meta.room_version),
    roomId: meta.room_id,
    events: lines.map(readLine),
    keys: new Map(
      meta.servers.map((server) => [
        server.name,
        new Map(Object.entries(server.verify_keys).map(([id, { key }]) => [id, key])),
      ]),
    ),
  };
}

function readLine(line: string): IdentifiedPdu {
  const result = parseJson(line);
  if (!result.ok) throw new Error(result.problem.message);
  const pdu = result.value as Pdu;
  return { id: pdu.event_id as string, pdu };
}
