// Made-up IDs turned into true ones: an event's ID is the hash of an event that names its parents
// by their IDs, so parents come first, and every mention is replaced.
import { CanonicalJsonError } from "../protocol/canonical-json.ts";
import { authIds, prevIds } from "../protocol/event.ts";
import type { EventId, EventReference, Pdu } from "../protocol/event.ts";
import { eventId } from "../protocol/event-hash.ts";
import { emptyObject } from "../protocol/json.ts";
import type { JsonObject, JsonValue } from "../protocol/json.ts";
import type { RoomVersion } from "../protocol/room-version.ts";
import type { NamedEvent, ReadEvent, ReadEvents } from "./read-event.ts";
import { refuse, refuseCycle } from "./refusal.ts";
import { topologicalOrder } from "./topological-order.ts";

/** Computes the IDs of all events, and puts them wherever an event names another. */
export function replacePlaceholders(
  events: readonly NamedEvent[],
  version: RoomVersion,
): ReadEvents {
  const indexOf = indexByName(events);
  const create = events.findIndex(({ pdu }) => pdu.type === "m.room.create");
  const parents = events.map(({ pdu }, index) => {
    const found = mentionsOf(pdu).map((name) => indexOf.get(name));
    // Since version 12 the room's ID, which every event holds, comes from the create event.
    if (version.roomIdIsCreateHash && create >= 0 && index !== create) found.push(create);
    return found.filter((parent) => parent !== undefined);
  });
  const sorted = topologicalOrder(events.length, (index) => parents[index]);
  if (!sorted.ok) return refuseCycle(events[sorted.inCycle]);
  const read: ReadEvent[] = new Array<ReadEvent>(events.length);
  const idOf = (name: string): EventId | undefined => {
    const index = indexOf.get(name);
    return index === undefined ? undefined : read[index].id;
  };
  for (const index of sorted.order) {
    const room = version.roomIdIsCreateHash && create >= 0 ? read[create]?.id : undefined;
    read[index] = withTrueIds(events[index], { version, idOf, create: room });
  }
  return { events: read, idOf };
}

function indexByName(events: readonly NamedEvent[]): ReadonlyMap<string, number> {
  const indexOf = new Map<string, number>();
  for (const [index, { name, line, entry }] of events.entries()) {
    if (name === undefined) continue;
    if (indexOf.has(name)) {
      refuse({
        line,
        message: `Event ${entry} is called ${name}, as is event ${indexOf.get(name)! + 1}.`,
        remedy: "Give every event a name of its own; other events refer to it.",
      });
    }
    indexOf.set(name, index);
  }
  return indexOf;
}

/** All events that an event names. */
function mentionsOf(pdu: Pdu): string[] {
  const mentions = [...prevIds(pdu), ...authIds(pdu)];
  for (const redacted of [pdu.redacts, pdu.content.redacts]) {
    if (pdu.type === "m.room.redaction" && typeof redacted === "string") mentions.push(redacted);
  }
  return mentions;
}

function withTrueIds(
  { pdu, line, entry }: NamedEvent,
  known: {
    version: RoomVersion;
    idOf: (name: string) => EventId | undefined;
    /** The create event's ID, where the room's ID comes from it and it is known. */
    create: EventId | undefined;
  },
): ReadEvent {
  const { version, idOf, create } = known;
  const trueId = (name: string): EventId => idOf(name) ?? name;
  const event = copyOf(pdu);
  const trueReference = (edge: EventReference): EventReference =>
    typeof edge === "string" ? trueId(edge) : [trueId(edge[0]), edge[1]];
  event.prev_events = pdu.prev_events.map(trueReference);
  event.auth_events = pdu.auth_events.map(trueReference);
  if (create !== undefined) event.room_id = `!${create.slice(1)}`;
  if (pdu.type === "m.room.redaction") {
    if (typeof pdu.redacts === "string") event.redacts = trueId(pdu.redacts);
    if (typeof pdu.content.redacts === "string") {
      const content = copyOf(pdu.content);
      content.redacts = trueId(pdu.content.redacts);
      event.content = content;
    }
  }
  const id = computeId(event as Pdu, version, { line, entry });
  event.event_id = id;
  return { id, pdu: event as Pdu, line };
}

function copyOf(object: JsonObject): Record<string, JsonValue | undefined> {
  return Object.assign(emptyObject(), object);
}

function computeId(
  pdu: Pdu,
  version: RoomVersion,
  place: { line: number | undefined; entry: number },
): EventId {
  try {
    return eventId(pdu, version);
  } catch (thrown) {
    if (!(thrown instanceof CanonicalJsonError)) throw thrown;
    return refuse({
      line: place.line,
      message: `The ID of event ${place.entry} cannot be computed: ${thrown.message}`,
      remedy: "Correct the value: events hold integers within ±(2^53−1) and no other numbers.",
    });
  }
}
