// Rule 1: the event that makes the room.
import { serverOf } from "../event.ts";
import type { EventIndex, RoomGraph } from "../room-graph.ts";
import { findRoomVersion } from "../room-version.ts";
import { isUserId } from "../ids.ts";
import { refuse } from "./rules.ts";
import { allowed, type AuthVerdict } from "./verdict.ts";

/** Judges a create event; it needs no state. */
export function authoriseCreate(room: RoomGraph, event: EventIndex): AuthVerdict {
  const { content, room_id: roomId, sender } = room.pdu(event);
  if (room.prevCount(event) > 0) {
    return refuse(room, "create-prev-events", "the create event has prev_events");
  }
  if (room.version.roomIdIsCreateHash) {
    // Since 12: the room ID follows from the event, so the event cannot hold it.
    if (roomId !== undefined) {
      return refuse(room, "create-room-id", `the create event has a room_id, ${roomId}`);
    }
  } else if (roomId === undefined || serverOf(roomId) !== serverOf(sender)) {
    // Up to 11: the room ID's domain is the sender's.
    return refuse(room, "create-room-id", `${roomId} is not on the server of ${sender}`);
  }
  const version = content.room_version ?? "1";
  // A row that is not in the table knows at least itself.
  const isKnown = typeof version === "string" && findRoomVersion(version) !== undefined;
  if (!isKnown && version !== room.version.id) {
    return refuse(room, "create-version", `room_version ${String(version)} is not recognised`);
  }
  if (room.version.creatorInContent && content.creator === undefined) {
    // Up to 10.
    return refuse(room, "create-creator", "content has no creator");
  }
  if (room.version.privilegedCreators && content.additional_creators !== undefined) {
    // Since 12.
    const more = content.additional_creators;
    const valid = Array.isArray(more) && more.every((u) => typeof u === "string" && isUserId(u));
    if (!valid) {
      return refuse(room, "create-creators", "additional_creators is no array of user IDs");
    }
  }
  return allowed;
}
