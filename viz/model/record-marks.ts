// Records that the picture shows as a row of words: a server that lost what it had stored, and one
// that joined with a part of a room's state. gather.ts makes marks of them.
import type {
  ForgetRecord,
  MarkRecord,
  MetaRecord,
  PartialRecord,
} from "../../sim/trace/records.ts";

/** The mark of a record that is none. */
export function markOf(
  record: ForgetRecord | PartialRecord,
  meta: MetaRecord | undefined,
): MarkRecord {
  const name = nameOf(meta, record.server);
  const { atMs, server, kind } = record;
  const mark = { kind: "mark", atMs, server } as const;
  if (kind === "partial") {
    return { ...mark, mark: "partial-state", what: partialText(record, meta), event: record.event };
  }
  const { length } = record.events;
  const events = length === 1 ? "an event" : `${length} events`;
  return { ...mark, mark: "lost", what: `${name} loses ${events} that it had stored` };
}

function partialText({ server, servers, step }: PartialRecord, meta?: MetaRecord): string {
  const name = nameOf(meta, server);
  const asked = servers.slice(0, namedMax).map((other) => nameOf(meta, other));
  const more = servers.length > namedMax ? ` and ${servers.length - namedMax} more` : "";
  const whom = servers.length === 0 ? "nobody" : `${asked.join(", ")}${more}`;
  return {
    begin: `${name} joins with a part of the state, and asks ${whom} for the rest`,
    stuck: `${name} still has a part of the state: nobody told it the rest`,
    end: `${name} has the whole state`,
  }[step];
}

const namedMax = 3;

function nameOf(meta: MetaRecord | undefined, server: number): string {
  return meta?.servers[server]?.name ?? `server ${server}`;
}
