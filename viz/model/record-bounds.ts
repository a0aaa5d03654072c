// Whether a record speaks of servers and rooms that its trace has.
import type { MetaRecord, TraceRecord } from "../../sim/trace/records.ts";

/** What is wrong with a record in words; undefined where nothing is. */
export function outOfBounds(
  record: TraceRecord,
  meta: Pick<MetaRecord, "servers" | "rooms"> | undefined,
): string | undefined {
  const [servers, rooms] = [meta?.servers.length ?? 0, meta?.rooms.length ?? 0];
  const fields = record as { server?: number; room?: number; from?: number; to?: number };
  for (const key of ["server", "from", "to"] as const) {
    const server = fields[key];
    if (server !== undefined && server >= servers) {
      return `${record.kind} names server ${server}, of ${servers}`;
    }
  }
  const { room } = fields;
  return room === undefined || room < rooms
    ? undefined
    : `${record.kind} names room ${room}, of ${rooms}`;
}
