// A room as a Synapse of ours holds it: every event in federation format, straight from its SQLite
// database, which can be read while the server runs. What `rashomon resolve`, `inspect` and `view`
// read. Rejected events and outliers are part of it; which they are is told beside.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { BridgeProblem } from "../bridge-problem.ts";

export interface ExportedRoom {
  /** One JSON line an event: the PDU with its `event_id`, in the order in which they were stored. */
  readonly lines: readonly string[];
  readonly outliers: number;
  readonly rejected: number;
}

const query = `
  SELECT e.event_id AS id, j.json AS json, e.outlier AS outlier,
         r.event_id IS NOT NULL AS rejected
  FROM events e JOIN event_json j ON j.event_id = e.event_id
  LEFT JOIN rejections r ON r.event_id = e.event_id
  WHERE e.room_id = ? ORDER BY e.depth, e.stream_ordering`;

/**
 * Reads a room out of a Synapse's folder.
 * @throws BridgeProblem where there is no SQLite database, or no such room in it
 */
export async function exportRoom(folder: string, roomId: string): Promise<ExportedRoom> {
  const file = join(folder, "homeserver.db");
  if (!existsSync(file)) {
    throw new BridgeProblem(
      `${file} is not there`,
      "Only a Synapse with an SQLite database, as `rashomon synapse up` starts it, can be read.",
    );
  }
  // Loaded here, because older versions of Node do not have it.
  const { DatabaseSync } = await import("node:sqlite");
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const rows = database.prepare(query).all(roomId) as unknown as Row[];
    if (rows.length === 0) {
      throw new BridgeProblem(
        `no event of the room ${roomId} is in ${file}`,
        "Look at the room's ID: `!` and 43 characters in version 12, `!…:server` before.",
      );
    }
    return {
      lines: rows.map(({ id, json }) => lineOf(id, json)),
      outliers: rows.filter(({ outlier }) => outlier === 1).length,
      rejected: rows.filter(({ rejected }) => rejected === 1).length,
    };
  } finally {
    database.close();
  }
}

interface Row {
  readonly id: string;
  readonly json: string;
  readonly outlier: number;
  readonly rejected: number;
}

/** The event's text is kept as it is: numbers and escapes are part of what was hashed. */
function lineOf(id: string, json: string): string {
  return json.replace(/^\{/, `{"event_id":${JSON.stringify(id)},`);
}
