// Of all events in a file, those of one room, each once, with notes about what the graph lacks.
import { authIds, prevIds } from "../protocol/event.ts";
import type { EventId, IdentifiedPdu, RoomId } from "../protocol/event.ts";
import { roomIdOf } from "../protocol/event-hash.ts";
import type { RoomVersion } from "../protocol/room-version.ts";
import type { NoteBook } from "./note-book.ts";
import type { ReadEvent } from "./read-event.ts";
import { refuse, refuseCycle } from "./refusal.ts";
import { topologicalOrder } from "./topological-order.ts";

/** The events of one room in file order. */
export interface SelectedRoom {
  readonly roomId: RoomId;
  readonly events: readonly IdentifiedPdu[];
}

/**
 * Selects the room of the first create event, else the one that is asked for or named first.
 * Events that name no room are taken to be of this one.
 */
export function selectRoom(input: {
  readonly events: readonly ReadEvent[];
  readonly version: RoomVersion;
  /** The room that the user or the file names. */
  readonly roomId: RoomId | undefined;
  readonly notes: NoteBook;
}): SelectedRoom {
  const { events, version, notes } = input;
  const create = events.find(({ pdu }) => pdu.type === "m.room.create");
  const rooms = events.map(({ id, pdu }) => roomIdOf(pdu, id, version));
  const created = create === undefined ? "" : roomIdOf(create.pdu, create.id, version);
  const roomId = created || input.roomId || rooms.find((room) => room !== "") || "";
  if (create === undefined) {
    notes.add("no-create", "The room's create event is not in the file.");
  }
  const kept = new Map<EventId, ReadEvent>();
  for (const [index, event] of events.entries()) {
    const { id, line } = event;
    const room = rooms[index];
    if (room !== "" && room !== roomId) {
      notes.add("foreign", `The event is of the room ${room}.`, { id, line });
    } else if (kept.has(id)) {
      notes.add("duplicate", "An event of this ID came before.", { id, line });
    } else kept.set(id, event);
  }
  const room = [...kept.values()];
  checkGraph(room, notes);
  return { roomId, events: room.map(({ id, pdu }) => ({ id, pdu })) };
}

/** Notes gaps and children before parents; refuses a graph with a cycle. */
function checkGraph(events: readonly ReadEvent[], notes: NoteBook): void {
  if (events.length === 0) {
    refuse({
      message: "The file holds no event of the room.",
      remedy: "Check that it is the right file.",
    });
  }
  const indexOf = new Map(events.map(({ id }, index) => [id, index]));
  const missing = new Set<EventId>();
  const parents = events.map(({ id, pdu, line }, index) => {
    const found: number[] = [];
    let early = false;
    for (const parent of [...prevIds(pdu), ...authIds(pdu)]) {
      const at = indexOf.get(parent);
      if (at !== undefined) found.push(at);
      else if (!missing.has(parent)) {
        missing.add(parent);
        notes.add("missing-parent", `The event names ${parent}, which is not in the file.`, {
          id,
          line,
        });
      }
      if (at !== undefined && at > index) early = true;
    }
    if (early) notes.add("unsorted", "The event comes before one of its parents.", { id, line });
    return found;
  });
  const sorted = topologicalOrder(events.length, (index) => parents[index]);
  if (sorted.ok) return;
  const { id, line } = events[sorted.inCycle];
  refuseCycle({ name: id, line });
}
