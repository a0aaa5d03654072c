import { expect, test } from "vitest";
import type { JsonObject } from "../../../sim/protocol/json.ts";
import { linesOf, problemIn, roomIn, smallRoom } from "./small-room.ts";

const events = smallRoom();
const ids = events.map((event) => event.event_id as string);

/** The room with the fifth event changed; the change is put in front, as text. */
function spoilt(change: JsonObject, without: string[] = []): string {
  const event: Record<string, unknown> = { ...events[4], ...change };
  for (const field of without) delete event[field];
  return linesOf([...events.slice(0, 4), event, events[5]]);
}

/** The notes as `kind line`. */
const notesOf = (text: string) => roomIn(text).notes.map(({ kind, line }) => `${kind} ${line}`);

test("changed content is noted as such: the ID still fits", () => {
  expect(notesOf(spoilt({ content: { body: "changed" } }))).toEqual(["content-hash-differs 5"]);
});

test("a changed depth, time or parent makes another event: the ID no longer fits", () => {
  for (const change of [{ depth: 9 }, { origin_server_ts: 9 }, { prev_events: [ids[3]] }]) {
    expect(notesOf(spoilt(change))).toEqual(["id-differs 5", "content-hash-differs 5"]);
  }
});

test("an ID that is no hash is noted as made up", () => {
  const text = linesOf([...events.slice(0, 4), { ...events[4], event_id: "$five" }]);
  expect(notesOf(text)).toEqual(["made-up-id 5"]);
});

test("missing fields are noted by name", () => {
  const { notes } = roomIn(spoilt({}, ["hashes", "signatures"]));
  expect(notes[0]).toEqual({
    kind: "fields-missing",
    event: ids[4],
    line: 5,
    detail: "Event 5 has no hashes, signatures.",
  });
});

test("what servers would drop is noted and kept", () => {
  const tooLarge = { content: { body: "a".repeat(70_000) } };
  const cases = [
    ["over-limits 5", tooLarge],
    ["over-limits 5", { type: "t".repeat(256) }],
    ["not-valid 5", { hashes: {} }],
  ] as const;
  for (const [note, change] of cases) {
    expect(notesOf(spoilt(change as JsonObject))).toContain(note);
    expect(roomIn(spoilt(change as JsonObject)).room.events).toHaveLength(6);
  }
});

test("a float in content is noted where the ID is given, and fatal in what the hash needs", () => {
  const text = spoilt({}).replace('"body":"right"', '"body":1.5');
  expect(notesOf(text)).toEqual(["not-valid 5", "content-hash-unchecked 5"]);
  expect(roomIn(text).room.events[4].pdu.content.body).toEqual({ text: "1.5" });
  const unnamed = spoilt({ hashes: { sha256: "x", n: 7 } }, ["event_id"]).replace(
    '"n":7',
    '"n":7.5',
  );
  const problem = problemIn(unnamed);
  expect(problem).toMatchObject({ line: 5 });
  expect(problem.message).toContain("none can be computed: 7.5 is not written as an integer");
});

test.each([
  ["no type", { type: null }],
  ["an event_id that is none", { event_id: "five" }],
  ["an event_id that is no text", { event_id: 5 }],
  ["content that is no object", { content: "x" }],
  ["a negative depth", { depth: -1 }],
])("an event with %s refuses the file at its line", (_, change) => {
  expect(problemIn(spoilt(change as JsonObject))).toMatchObject({ line: 5 });
});

test("a room that the file names is put into events that name none, up to version 11", () => {
  const roomsOf = (version: string) => {
    const bare = smallRoom(version).map(({ room_id: _, ...event }) => event);
    const { room } = roomIn(JSON.stringify({ room_id: "!small:a.test", events: bare }));
    expect(room.events).toHaveLength(6);
    return [...new Set(room.events.map(({ pdu }) => pdu.room_id))];
  };
  expect(roomsOf("11")).toEqual(["!small:a.test"]);
  // In version 12 the create event's hash is the room, so a file cannot name another.
  expect(roomsOf("12")).toEqual([undefined]);
});

test("edges in pairs with hashes are read in every version, and noted where they are wrong", () => {
  const pairs = { prev_events: [[smallRoom()[2].event_id, { sha256: "x" }]] };
  expect(notesOf(spoilt(pairs as JsonObject))).toContain("not-valid 5");
  expect(roomIn(spoilt(pairs as JsonObject)).room.events).toHaveLength(6);
});

test("an event of version 1 without its ID refuses the file, with a way out", () => {
  const [create, { event_id: _, ...nameless }] = smallRoom("1");
  const problem = problemIn(linesOf([create, nameless]));
  expect(problem).toMatchObject({ line: 2 });
  expect(problem.message).toContain("version 1 can lack");
  expect(problem.remedy).toContain("--room-version");
});
