import { expect, test } from "vitest";
import { linesOf, problemIn, roomIn, smallRoom } from "./small-room.ts";

const events = smallRoom("11");
const uncreated = linesOf(events.slice(1));
const known = "1 to 12, org.matrix.hydra.11";

test("the create event names the version, whatever else is said", () => {
  const { room, notes } = roomIn(JSON.stringify({ room_version: "10", events }), {
    roomVersion: "12",
  });
  expect(room.version.id).toBe("11");
  expect(notes.map(({ kind, detail }) => `${kind}: ${detail}`)).toEqual([
    "room-version: The room is read as version 11, though 12 is named too.",
    "room-version: The room is read as version 11, though 10 is named too.",
  ]);
});

test("without one, the option counts before the file", () => {
  const text = JSON.stringify({ room_version: "10", events: events.slice(1) });
  expect(roomIn(text).room.version.id).toBe("10");
  expect(roomIn(text, { roomVersion: "11" }).room.version.id).toBe("11");
});

test("where nothing names a version, the remedy is the option", () => {
  expect(problemIn(uncreated)).toEqual({
    file: "room.json",
    message: "Neither a create event nor the file names the room's version.",
    remedy: `Say it with --room-version; known are ${known}.`,
  });
});

test("an unknown version is refused, with the known ones", () => {
  const unknown = { ...events[0], content: { room_version: "org.example.9" } };
  const text = linesOf([events[1], unknown]);
  expect(problemIn(text)).toMatchObject({
    line: 2,
    message: `The room is of version "org.example.9"; known are ${known}.`,
  });
  // A version that the create event names cannot be talked away.
  expect(problemIn(text, { roomVersion: "11" }).message).toContain("org.example.9");
  expect(problemIn(uncreated, { roomVersion: "99" }).message).toContain('version "99"');
  const file = JSON.stringify({ room_version: "20", events: events.slice(1) });
  expect(problemIn(file).remedy).toContain("--room-version");
  expect(roomIn(file, { roomVersion: "10" }).room.version.id).toBe("10");
});

test("a create event without a version means 1, unless somebody names one", () => {
  const [create, ...others] = smallRoom("1");
  const unsaid = linesOf([{ ...create, content: { creator: create.sender } }, ...others]);
  expect(roomIn(unsaid).room.version.id).toBe("1");
  expect(roomIn(unsaid).counts.get("room-version")).toBe(1);
  expect(roomIn(unsaid, { roomVersion: "2" }).room.version.id).toBe("2");
});
