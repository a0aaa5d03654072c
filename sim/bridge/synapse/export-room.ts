// A room as a Synapse of ours holds it: every event in federation format, straight from its database,
// SQLite or PostgreSQL, which can be read while the server runs. What `rashomon resolve`, `inspect` and `view`
// read. Rejected events and outliers are part of it; which they are is told beside.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { BridgeProblem } from "../bridge-problem.ts";
import { queryPostgres, type PostgresAddress } from "../postgres/index.ts";

export interface ExportedRoom {
  /** One JSON line an event: the PDU with its `event_id`, in the order in which they were stored. */
  readonly lines: readonly string[];
  readonly outliers: number;
  readonly rejected: number;
}

/** The rows of a room; `id` is a placeholder for its ID in the language of the database. */
const query = (id: string) => `
  SELECT e.event_id AS id, j.json AS json, e.outlier AS outlier,
         r.event_id IS NOT NULL AS rejected
  FROM events e JOIN event_json j ON j.event_id = e.event_id
  LEFT JOIN rejections r ON r.event_id = e.event_id
  WHERE e.room_id = ${id} ORDER BY e.depth, e.stream_ordering`;

/**
 * Reads a room out of a Synapse's database.
 * @throws BridgeProblem where there is no database, or no such room in it
 */
export async function exportRoom(
  { folder, postgres }: { folder: string; postgres?: PostgresAddress },
  roomId: string,
): Promise<ExportedRoom> {
  const rows =
    postgres === undefined ? await fromFile(folder, roomId) : await fromPostgres(postgres, roomId);
  if (rows.length === 0) {
    throw new BridgeProblem(
      `no event of the room ${roomId} is in the database of ${folder}`,
      "Look at the room's ID: `!` and 43 characters in version 12, `!…:server` before.",
    );
  }
  return {
    lines: rows.map(({ id, json }) => lineOf(id, json)),
    outliers: rows.filter(({ outlier }) => Boolean(outlier)).length,
    rejected: rows.filter(({ rejected }) => Boolean(rejected)).length,
  };
}

async function fromFile(folder: string, roomId: string): Promise<readonly Row[]> {
  const file = join(folder, "homeserver.db");
  if (!existsSync(file)) {
    throw new BridgeProblem(
      `${file} is not there`,
      "Only a Synapse that `rashomon synapse up` started can be read.",
    );
  }
  // Loaded here, because older versions of Node do not have it.
  const { DatabaseSync } = await import("node:sqlite");
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return database.prepare(query("?")).all(roomId) as unknown as Row[];
  } finally {
    database.close();
  }
}

async function fromPostgres(address: PostgresAddress, roomId: string): Promise<readonly Row[]> {
  const sql = `SELECT row_to_json(x) FROM (${query(":'room'")}) x`;
  return (await queryPostgres(address, sql, { room: roomId })) as Row[];
}

interface Row {
  readonly id: string;
  readonly json: string;
  /** SQLite has 0 and 1. */
  readonly outlier: number | boolean;
  readonly rejected: number | boolean;
}

/** The event's text is kept as it is: numbers and escapes are part of what was hashed. */
function lineOf(id: string, json: string): string {
  return json.replace(/^\{/, `{"event_id":${JSON.stringify(id)},`);
}
