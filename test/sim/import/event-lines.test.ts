import { expect, test } from "vitest";
import { linesOf, problemIn, roomIn, smallRoom } from "./small-room.ts";

const events = smallRoom();

test("a malformed line is refused with its number, column and a remedy", () => {
  const lines = linesOf(events).split("\n");
  lines[3] = '{"type": nothing}';
  expect(problemIn(lines.join("\n"), { fileName: "a.ndjson" })).toEqual({
    file: "a.ndjson",
    line: 4,
    message: 'Line 4 is not JSON at column 10: Expected a value, found "n".',
    remedy: "Correct or delete the line; if it is the last one, the file may have been cut off.",
  });
});

test("also the first line is blamed by itself where others follow", () => {
  const text = `{"type": \n${linesOf(events)}`;
  expect(problemIn(text)).toMatchObject({ line: 1 });
  expect(problemIn(text).message).toMatch(/^Line 1 is not JSON/);
});

test("blank lines count as lines and are skipped", () => {
  expect(roomIn(`\n\n${linesOf(events).replaceAll("\n", "\n \n")}\n`).room.events).toHaveLength(6);
  expect(problemIn(`\n\n${linesOf(events)}\n{`)).toMatchObject({ line: 10 });
});

test("a line that is no object is refused", () => {
  const problem = problemIn(`${linesOf(events)}[1]\n`);
  expect(problem).toMatchObject({ line: 7, message: "Line 7 is JSON, but not an object." });
});

test("duplicate keys and lone surrogates in a line are refused, since hashes would differ", () => {
  const line = (text: string) => problemIn(`${linesOf(events)}${text}\n`).message;
  expect(line('{"type":"a","type":"b"}')).toContain("is there twice");
  expect(line('{"type":"\\ud800"}')).toContain("surrogate");
});
