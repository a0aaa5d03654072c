import { expect, test } from "vitest";
import { readJson5Document, readJsonDocument } from "../../../sim/import/document.ts";
import { importLimits } from "../../../sim/import/index.ts";
import { isObject, JsonFloat } from "../../../sim/protocol/json.ts";
import type { JsonObject } from "../../../sim/protocol/json.ts";
import { problemIn, smallRoom } from "./small-room.ts";

test("the lines of the events in an array are known, asked in any order", () => {
  const document = readJsonDocument('{\n"events": [\n{"a":1}, {"b":2},\n\n  {"c":{"d":3}}]}');
  const { events } = document.value as { events: JsonObject[] };
  const lines = [0, 1, 2, 0, 2, 1].map((index) => document.lineOf(events[index]));
  expect(lines).toEqual([3, 3, 5, 3, 5, 3]);
});

test("an event in an array that is none is refused with its line and entry", () => {
  const events = smallRoom();
  const text = JSON.stringify([...events, { type: "m.x" }], null, 1);
  const line = text.slice(0, text.lastIndexOf("{")).split("\n").length;
  expect(problemIn(text)).toMatchObject({
    line,
    message: "Event 7 cannot be read: The event has no sender.",
  });
});

test("JSON5 becomes what the strict reader would give", () => {
  const { value } = readJson5Document(
    "{a: +1, 'b': .5, c: -0, d: 1e3, e: [0x10,], f: NaN, g: 1e300}",
  );
  if (!isObject(value)) throw new Error("no object");
  expect({ ...value, g: undefined }).toEqual({
    ...{ a: 1, b: new JsonFloat("0.5"), c: new JsonFloat("0"), d: 1000, e: [16] },
    f: new JsonFloat("NaN"),
  });
  expect(value.g).toBe(BigInt(1e300));
});

test("a JSON5 key `__proto__` reaches no prototype", () => {
  const { value } = readJson5Document("{__proto__: {polluted: 1}, toString: 2}");
  if (!isObject(value)) throw new Error("no object");
  expect(Object.keys(value)).toEqual(["__proto__", "toString"]);
  expect(value.polluted).toBeUndefined();
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test("broken JSON5 is refused with its line, and long JSON5 before it is read", () => {
  expect(problemIn("{\n a: }", { fileName: "s.json5" })).toMatchObject({
    line: 2,
    file: "s.json5",
  });
  const long = " ".repeat(importLimits.json5LengthMax) + "{}";
  expect(problemIn(long, { fileName: "s.json5" }).message).toContain("at most 8000000 are read");
});

test("JSON5 in a file that is not called so is refused with a hint", () => {
  expect(problemIn("{\n // a comment\n events: [] }").remedy).toContain(".json5");
});
