// Writing is lossless: what a PDU held comes out digit for digit.
import { expect, test } from "vitest";
import { JsonFloat } from "../../../sim/protocol/json.ts";
import type { EventRecord, TraceRecord } from "../../../sim/trace/records.ts";
import { nestingMax, writeRecord, writeTrace } from "../../../sim/trace/write.ts";

function eventWith(content: unknown): EventRecord {
  return { kind: "event", index: 0, id: "$a", room: 0, server: 0, atMs: 5, pdu: { content } };
}

test("a record is one line, and every line ends", () => {
  const text = writeTrace([eventWith("two\nlines"), eventWith(1)]);
  expect(text.split("\n").length).toBe(3);
  expect(text.endsWith("\n")).toBe(true);
});

test("integers beyond 2^53 and floats keep every digit", () => {
  const content = {
    big: 9007199254740993n,
    float: new JsonFloat("1.50"),
    minus: new JsonFloat("-0"),
  };
  expect(writeRecord(eventWith(content))).toContain(
    '"content":{"big":9007199254740993,"float":1.50,"minus":-0}',
  );
});

test("an object of a PDU that only looks like a number is written as an object", () => {
  expect(writeRecord(eventWith({ text: "1.5" }))).toContain('"content":{"text":"1.5"}');
});

test("keys named __proto__ and absent fields do no harm", () => {
  const content = Object.assign(Object.create(null) as object, { gone: undefined });
  Object.defineProperty(content, "__proto__", { value: 1, enumerable: true });
  expect(writeRecord(eventWith(content))).toContain('"content":{"__proto__":1}');
});

test("what JSON has no word for is refused, not turned into null", () => {
  expect(() => writeRecord(eventWith(Number.NaN))).toThrow(TypeError);
  expect(() => writeRecord(eventWith(() => 1))).toThrow(TypeError);
  expect(() => writeRecord(eventWith(new Map()))).toThrow(TypeError);
});

test("endless nesting ends in an error that says so", () => {
  let deep: unknown = 1;
  for (let level = 0; level < nestingMax + 10; level++) deep = [deep];
  expect(() => writeRecord(eventWith(deep))).toThrow(RangeError);
});

test("other kinds are written as plain JSON", () => {
  const record: TraceRecord = { kind: "end", atMs: 1, records: 0, hash: "00" };
  expect(JSON.parse(writeRecord(record))).toEqual(record);
});
