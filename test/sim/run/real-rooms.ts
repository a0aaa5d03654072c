// The recorded rooms of real servers, read for the tests of replays; only where they are present.
import { importReceived, importRoom } from "../../../sim/import/index.ts";
import { vectorText } from "../../vectors.ts";

export const realRoomNames = [
  "banned-side-v12",
  "duel-v11",
  "five-v12",
  "join-race-v11",
  "long-cut-v10",
  "mixed-v10",
  "still-split-v12",
] as const;

/** A room and what its servers received; throws where the reader finds anything odd. */
export function realRoom(name: string) {
  const file = `${name}.ndjson`;
  const read = importRoom(vectorText("real-synapse", file), { fileName: file });
  if (!read.ok) throw new Error(read.problem.message);
  const meta = `${name}.meta.json`;
  const got = importReceived(vectorText("real-synapse", meta), meta);
  if (!got.ok) throw new Error(got.problem.message);
  return { room: read.room, notes: read.notes, received: got.received };
}
