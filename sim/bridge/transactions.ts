// Transactions that an origin gets: limits, one at a time from each sender, the same answer to the
// same transaction, and its events into the state machine.
// Spec v1.19, server-server API, "Transactions".
import { isObject, type JsonObject, type JsonValue } from "../protocol/json.ts";
import { readPdu } from "../protocol/event-format.ts";
import { eventId } from "../protocol/event-hash.ts";
import type { EventId } from "../protocol/event.ts";
import { isShutOut, type RoomEvent, type SharedRoom } from "../server/index.ts";
import { listOf } from "./federation-client.ts";
import type { Authenticated } from "./inbound.ts";
import type { Dealings, OwnOrigins } from "./own-origins.ts";
import { refuse, type HttpAnswer } from "./spell.ts";
import { takeEvent } from "./take-events.ts";

const transactionLimits = { pdusMax: 50, edusMax: 100 } as const;

/** Answers that are kept in case a transaction comes again, by sender. */
const answersKept = 20;

export async function receiveTransaction(
  origins: OwnOrigins,
  request: Authenticated,
): Promise<HttpAnswer> {
  const { server, from, parts, content } = request;
  const dealings = origins.dealings(server.number, from);
  const known = dealings.answers.get(parts[1]);
  if (known !== undefined) return known;
  const [pdus, edus] = [listOf(content, "pdus"), listOf(content, "edus")];
  if (pdus.length > transactionLimits.pdusMax || edus.length > transactionLimits.edusMax) {
    return refuse(400, "M_BAD_JSON", "a transaction has at most 50 PDUs and 100 EDUs");
  }
  if (dealings.busy) return refuse(429, "M_UNKNOWN", "Too many concurrent transactions");
  dealings.busy = true;
  const began = performance.now();
  try {
    const results: Record<string, JsonObject> = {};
    const events: RoomEvent[] = [];
    for (const value of pdus) {
      const id = isObject(value) ? value.room_id : undefined;
      const room = typeof id === "string" ? origins.book.find(id) : undefined;
      if (room === undefined) continue;
      const replica = server.replicas[room.number];
      if (replica !== undefined && isShutOut(replica, request.sender)) {
        const own = eventIdOf(value, room);
        if (own !== undefined) results[own] = { error: "the room's ACL shuts this server out" };
        continue;
      }
      const taken = await takeEvent({ room, keys: origins.keys }, value);
      if (taken.ok) events.push({ room, event: taken.event });
      if (taken.id !== undefined) results[taken.id] = taken.ok ? {} : { error: taken.error };
    }
    server.receive(from, events);
    const answer = { status: 200, body: { pdus: results } };
    remember(dealings, parts[1], answer);
    origins.options.onTransaction?.({
      ...{ direction: "in", origin: server.number, other: request.sender },
      ...{ pdus: pdus.length, edus: edus.length, ms: performance.now() - began, status: 200 },
    });
    return answer;
  } finally {
    dealings.busy = false;
  }
}

/** The ID of an event that is not taken; undefined for what is no event of the room's version. */
function eventIdOf(value: JsonValue, { graph: { version } }: SharedRoom): EventId | undefined {
  const read = readPdu(value, version);
  return read.ok ? eventId(read.pdu, version) : undefined;
}

function remember({ answers }: Dealings, txn: string, answer: HttpAnswer): void {
  answers.set(txn, answer);
  const [oldest] = answers.keys();
  if (answers.size > answersKept) answers.delete(oldest);
}
