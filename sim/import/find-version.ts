// Which room version a file is of: the create event says so, else the user, else the file.
import { isObject } from "../protocol/json.ts";
import { findRoomVersion, knownRoomVersions } from "../protocol/room-version.ts";
import type { RoomVersion } from "../protocol/room-version.ts";
import type { Draft, DraftEvent } from "./draft.ts";
import type { NoteBook } from "./note-book.ts";
import { refuse } from "./refusal.ts";

/** The version's row; refuses the file where nothing names a version, or an unknown one. */
export function findVersion(draft: Draft, asked: string | undefined, notes: NoteBook): RoomVersion {
  const create = draft.events.find(({ value }) => value.type === "m.room.create");
  const created = create === undefined ? undefined : versionInCreate(create);
  let id = created ?? asked ?? draft.roomVersion;
  if (id === undefined && create !== undefined) {
    notes.add("room-version", "The create event names no version, which means version 1.");
    id = "1";
  }
  if (id === undefined) {
    return refuse({
      message: "Neither a create event nor the file names the room's version.",
      remedy: `Say it with --room-version; known are ${knownRoomVersions}.`,
    });
  }
  const row = findRoomVersion(id);
  if (row === undefined) {
    return refuse({
      line: created === undefined ? undefined : create?.line,
      message: `The room is of version ${JSON.stringify(id)}; known are ${knownRoomVersions}.`,
      remedy:
        created === undefined
          ? "If its rules are close enough, name a known version with --room-version."
          : "Rooms of this version cannot be read yet.",
    });
  }
  for (const other of [asked, draft.roomVersion]) {
    if (other === undefined || other === id) continue;
    notes.add("room-version", `The room is read as version ${id}, though ${other} is named too.`);
  }
  return row;
}

/**
 * What the create event says. An absent version means 1 to the specification, but made-up rooms
 * often just leave it out, so that the user and the file are asked first.
 */
function versionInCreate({ value }: DraftEvent): string | undefined {
  const version = isObject(value.content) ? value.content.room_version : undefined;
  return typeof version === "string" ? version : undefined;
}
