// A small valid room for tests, to be spoilt in one place:
//
//   create ← join ← levels ← left ← merge
//                         ↖ right ↙
import { importRoom } from "../../../sim/import/index.ts";
import type {
  ImportedRoom,
  ImportOptions,
  ImportProblem,
  Note,
} from "../../../sim/import/index.ts";
import type { NoteKind } from "../../../sim/import/index.ts";
import type { Pdu } from "../../../sim/protocol/event.ts";
import { eventId, referenceTo } from "../../../sim/protocol/event-hash.ts";
import { hashSigner } from "../../../sim/protocol/hash-signer.ts";
import type { JsonObject } from "../../../sim/protocol/json.ts";
import { roomVersion } from "../../../sim/protocol/room-version.ts";
import { signEvent } from "../../../sim/protocol/signing.ts";

/** The six events with true IDs, hashes and signatures, and their `event_id`. */
export function smallRoom(versionId = "11", server = "a.test"): Pdu[] {
  const version = roomVersion(versionId);
  const user = `@ada:${server}`;
  const made: Pdu[] = [];
  const add = (type: string, stateKey: string | undefined, content: JsonObject, prev: number[]) => {
    const ids = made.map((event) => event.event_id as string);
    const references = made.map((pdu, index) => referenceTo({ id: ids[index], pdu }, version));
    const event: Record<string, unknown> = {
      type,
      sender: user,
      content,
      room_id: `!small:${server}`,
      prev_events: prev.map((index) => references[index]),
      auth_events: references.slice(version.createInAuthEvents ? 0 : 1, Math.min(3, made.length)),
      depth: made.length + 1,
      origin_server_ts: 1_700_000_000_000 + made.length,
    };
    if (version.eventIds === "on-wire") event.event_id = `$${made.length}:${server}`;
    if (stateKey !== undefined) event.state_key = stateKey;
    if (version.roomIdIsCreateHash) {
      if (made.length === 0) delete event.room_id;
      else event.room_id = `!${ids[0].slice(1)}`;
    }
    const signed = signEvent(event as unknown as Pdu, version, hashSigner(server));
    made.push({ ...signed, event_id: eventId(signed, version) });
  };
  add("m.room.create", "", { room_version: versionId, creator: user }, []);
  add("m.room.member", user, { membership: "join" }, [0]);
  add("m.room.power_levels", "", { users: {} }, [1]);
  add("m.room.message", undefined, { body: "left" }, [2]);
  add("m.room.message", undefined, { body: "right" }, [2]);
  add("m.room.message", undefined, { body: "merge" }, [3, 4]);
  return made;
}

/** One event a line. */
export function linesOf(events: readonly unknown[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join("");
}

/** The room in a text; throws where the import refuses it. */
export function roomIn(
  text: string,
  options: Partial<ImportOptions> = {},
): { room: ImportedRoom; notes: readonly Note[]; counts: ReadonlyMap<NoteKind, number> } {
  const result = importRoom(text, { fileName: "room.json", ...options });
  if (!result.ok) throw new Error(JSON.stringify(result.problem));
  return { room: result.room, notes: result.notes, counts: result.noteCounts };
}

/** Why a text gives no room; throws where it gives one. */
export function problemIn(text: string, options: Partial<ImportOptions> = {}): ImportProblem {
  const result = importRoom(text, { fileName: "room.json", ...options });
  if (result.ok) throw new Error(`imported ${result.room.events.length} events`);
  return result.problem;
}
