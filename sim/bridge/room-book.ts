// The rooms that our origins have anything to do with, by their IDs.
import type { EventId, RoomId } from "../protocol/event.ts";
import { roomVersions } from "../protocol/room-version.ts";
import { SharedRoom, trustingIntake, type ServerNumber } from "../server/index.ts";

/** The versions that origins speak: those whose event IDs are hashes as they stand in paths. */
export const spokenVersions: readonly string[] = [...roomVersions.values()]
  .filter(({ id, base, eventIds }) => id === base && eventIds === "base64url")
  .map(({ id }) => id);

/** So many rooms are taken in at most: a room costs memory, and an invitation makes one. */
const roomsMax = 10_000;

export class RoomBook {
  readonly rooms: SharedRoom[] = [];
  readonly #byId = new Map<RoomId, SharedRoom>();
  readonly #serverNumber: ServerNumber;
  readonly #serverCount: number;

  constructor(input: { serverNumber: ServerNumber; serverCount: number }) {
    this.#serverNumber = input.serverNumber;
    this.#serverCount = input.serverCount;
  }

  find(id: RoomId): SharedRoom | undefined {
    return this.#byId.get(id);
  }

  /** The room of an ID, taken in if it is new; undefined for a version that is not known here. */
  open(id: RoomId, version: string): SharedRoom | undefined {
    const known = this.#byId.get(id);
    if (known !== undefined) return known.graph.version.id === version ? known : undefined;
    if (!spokenVersions.includes(version) || this.rooms.length >= roomsMax) return undefined;
    const room = this.found(version, id);
    this.#byId.set(id, room);
    return room;
  }

  /** A room that is about to be created here; `keep` it as soon as it has an ID. */
  found(version: string, roomId?: RoomId): SharedRoom {
    const room = new SharedRoom({
      number: this.rooms.length,
      version,
      ...{ serverNumber: this.#serverNumber, serverCount: this.#serverCount },
      // What comes from outside is checked before it enters the graph: see take-events.ts.
      intake: trustingIntake,
      ...(roomId !== undefined && { roomId }),
    });
    this.rooms.push(room);
    return room;
  }

  keep(room: SharedRoom): void {
    this.#byId.set(room.roomId, room);
  }

  /** The room that an event is in; undefined where the event is not here. */
  roomOf(event: EventId): SharedRoom | undefined {
    return this.rooms.find(({ graph }) => {
      const index = graph.indexOf(event);
      return index >= 0 && graph.has(index);
    });
  }
}
