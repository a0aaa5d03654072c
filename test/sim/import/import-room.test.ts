import fc from "fast-check";
import { expect, test } from "vitest";
import { importRoom } from "../../../sim/import/import-room.ts";
import { importLimits } from "../../../sim/import/index.ts";
import { stableVersions } from "../../../sim/protocol/room-version.ts";
import { haveVectors, vectorText } from "../../vectors.ts";
import { readRealRoom, realRoomNames } from "../protocol/real-rooms.ts";
import { linesOf, problemIn, roomIn, smallRoom } from "./small-room.ts";

const events = smallRoom();
const ids = events.map((event) => event.event_id);

test.each(stableVersions)("lines, compact and printed arrays of version %s give one room", (v) => {
  const room = smallRoom(v);
  const texts = [
    linesOf(room),
    linesOf(room).trimEnd(),
    `\ufeff\n${linesOf(room).replaceAll("\n", "\r\n\r\n")}`,
    JSON.stringify(room),
    JSON.stringify(room, null, 2),
    JSON.stringify({ events: room }),
  ];
  for (const text of texts) {
    const { room: read, notes } = roomIn(text);
    expect(notes).toEqual([]);
    expect(read.version.id).toBe(v);
    expect(read.events.map(({ id }) => id)).toEqual(room.map((event) => event.event_id));
    expect(read.events.map(({ pdu }) => pdu)).toEqual(room);
    expect(read.roomId).toBe(v === "12" ? `!${read.events[0].id.slice(1)}` : "!small:a.test");
  }
});

test("events without event_id get the ID that their hash gives", () => {
  const bare = events.map(({ event_id: _, ...event }) => event);
  const { room, notes } = roomIn(linesOf(bare));
  expect(room.events.map(({ id }) => id)).toEqual(ids);
  expect(notes).toEqual([]);
});

test("a single event is a room of one, on one line or printed over many", () => {
  for (const indent of [undefined, 2]) {
    expect(roomIn(JSON.stringify(events[0], null, indent)).room.events).toHaveLength(1);
  }
});

test.each(realRoomNames)("%s comes in whole and without a note", (name) => {
  const real = readRealRoom(name);
  const { room, notes } = roomIn(vectorText("real-synapse", `${name}.ndjson`));
  expect(notes).toEqual([]);
  expect(room.version).toBe(real.version);
  expect(room.roomId).toBe(real.roomId);
  expect(room.events).toEqual(real.events);
});

test.runIf(haveVectors)("a cut-out of a public room comes in with its gaps counted", () => {
  const text = vectorText("rezzy-res", "real_v12_partial_dag_small.jsonl");
  expect(problemIn(text).remedy).toContain("--room-version");
  const { room, notes, counts } = roomIn(text, { roomVersion: "12" });
  expect(room.events).toHaveLength(800);
  expect(Object.fromEntries(counts)).toEqual({
    "no-create": 1,
    "missing-parent": 110,
    // Its people were renamed and its texts taken out.
    "id-differs": 800,
    "fields-missing": 800,
  });
  expect(notes).toHaveLength(1 + 3 * importLimits.notesPerKindMax);
});

test.each([
  ["nothing", ""],
  ["white space", " \n\n\t\r\n"],
  ["a byte order mark", "\ufeff"],
  ["an empty array", "[]"],
  ["an object with no events", '{"events":[]}'],
])("%s holds no events", (_, text) => {
  expect(problemIn(text).message).toBe("The file holds no events.");
});

test.each([
  ["a gzip", "\u001f\ufffd\b\0\0\0", 1],
  ["random bytes", "\n\u0000\u0001\u0002\ufffd\ufffd", 2],
  ["plain text", "Hello\nworld", 1],
  ["XML", "<room/>", 1],
  ["a number", "17", 1],
])("%s is refused with the line and what is wanted instead", (_, text, line) => {
  const problem = problemIn(text, { fileName: "odd.bin" });
  expect(problem).toMatchObject({ file: "odd.bin", line });
  expect(problem.message).toContain("no room file");
  expect(problem.remedy).toContain("one event a line");
});

test.each(['{"a":1}', '{\n"a":1\n}', '{"events":7}', "[1]", '["$a"]', "[[]]"])(
  "%j is JSON, but no room",
  (text) => {
    expect(problemIn(text).remedy).not.toBe("");
  },
);

test("a file that was cut off in the middle is refused at the line of the cut", () => {
  const text = linesOf(events);
  const cut = text.slice(0, text.length - 40);
  expect(problemIn(cut)).toMatchObject({ line: 6 });
  expect(problemIn(cut).remedy).toContain("cut off");
  const printed = JSON.stringify(events, null, 1);
  expect(problemIn(printed.slice(0, 300)).line).toBe(printed.slice(0, 300).split("\n").length);
});

test("nesting 100,000 deep is refused, in lines, arrays and JSON5", () => {
  const deep = "[".repeat(100_000) + "]".repeat(100_000);
  const line = `${linesOf(events)}{"type":${deep}}\n`;
  expect(problemIn(line)).toMatchObject({ line: 7 });
  expect(problemIn(line).message).toContain("nest deeper");
  expect(problemIn(deep).message).toContain("nest deeper");
  expect(problemIn(`{"events":${deep}}`, { fileName: "a.json5" }).message).toContain("nest deeper");
});

test("a line of 100 MB is refused without being parsed", () => {
  const long = `{"type":"${"a".repeat(100_000_000)}"}`;
  const inLines = problemIn(`${linesOf(events)}${long}\n`);
  expect(inLines).toMatchObject({ line: 7 });
  expect(inLines.message).toBe("Line 7 has 100000011 characters; at most 10000000 are read.");
  expect(problemIn(`${long}\n${linesOf(events)}`)).toMatchObject({ line: 1 });
  expect(problemIn(long).message).toContain("at most 64000000 are read");
});

test("more than a million events are refused, not half imported", () => {
  const many = "{}\n".repeat(importLimits.eventsMax + 1);
  expect(problemIn(many)).toMatchObject({ line: importLimits.eventsMax + 1 });
  expect(problemIn(many).message).toContain("more than 1000000 events");
});

test("whatever is done to a file, importing it answers and never throws", () => {
  const rich = JSON.stringify({
    ...{ tardis_version: 1, room_version: "11", calculate_event_ids: true },
    ...{ annotations: { titles: {}, events: {} }, precalculated_state_after: {} },
    events: events.slice(0, 3),
  });
  const texts = [rich, linesOf(events.slice(0, 3)), JSON.stringify({ events, heads: ids })];
  const junk = fc.constantFrom(
    ..."{}",
    "[]",
    "null",
    "{",
    "}",
    '"',
    ",",
    "1e5",
    "\ud800",
    '"$x"',
    "-0",
  );
  const edit = fc.tuple(fc.nat(2), fc.nat(10_000), fc.nat(30), junk, fc.boolean());
  let imported = 0;
  let refused = 0;
  fc.assert(
    fc.property(edit, ([which, place, remove, insert, json5]) => {
      const at = place % texts[which].length;
      const text = texts[which].slice(0, at) + insert + texts[which].slice(at + remove);
      const result = importRoom(text, { fileName: json5 ? "f.json5" : "f.json" });
      if (result.ok) imported++;
      else {
        refused++;
        expect(result.problem.remedy).not.toBe("");
        expect(result.problem.file).toBe(json5 ? "f.json5" : "f.json");
      }
    }),
    { numRuns: 3000 },
  );
  expect(imported).toBeGreaterThan(10);
  expect(refused).toBeGreaterThan(1000);
});

test("every value may stand in every field, and importing still answers", () => {
  const odd = ["null", "1", "1.5", "99999999999999999999", '"x"', "[]", "{}", "[null]", '{"a":{}}'];
  const files = ["tardis_version", "room_version", "room_id", "calculate_event_ids", "annotations"];
  const more = ["precalculated_state_after", "events", "heads", "state_sets", "expected_state"];
  for (const field of [...files, ...more]) {
    for (const value of odd) {
      for (const rest of [
        `"events":${JSON.stringify(events)}`,
        '"tardis_version":1,"events":[{}]',
      ]) {
        if (rest.includes(`"${field}":`)) continue;
        const result = importRoom(`{"${field}":${value},${rest}}`, { fileName: "f.json" });
        if (!result.ok) expect(result.problem.message).not.toBe("");
      }
    }
  }
  for (const field of Object.keys(events[1])) {
    for (const value of odd) {
      const { [field]: _, ...rest } = events[1];
      const line = `{"${field}":${value},${JSON.stringify(rest).slice(1)}\n`;
      const result = importRoom(linesOf(events.slice(0, 1)) + line, { fileName: "f" });
      if (!result.ok) expect(result.problem.line).toBe(2);
    }
  }
});
