// A file that is one JSON value: strict JSON, or JSON5 for scenarios that people write.
import JSON5 from "json5";
import { emptyObject, JsonFloat, jsonLimits, parseJson } from "../protocol/json.ts";
import type { JsonObject, JsonValue } from "../protocol/json.ts";
import { importLimits } from "./limits.ts";
import { refuse } from "./refusal.ts";

/** The value of a file, and where its parts stand. */
export interface JsonDocument {
  readonly value: JsonValue;
  /** The line on which an outer object begins; `undefined` in JSON5. Ask in file order. */
  lineOf(object: JsonObject): number | undefined;
}

/** Reads a file as one value of strict JSON. */
export function readJsonDocument(text: string): JsonDocument {
  checkLength(text, importLimits.documentLengthMax);
  const offsets = new Map<JsonObject, number>();
  const result = parseJson(text, { offsets });
  if (result.ok) return { value: result.value, lineOf: lineFinder(text, offsets) };
  const { line, column, message } = result.problem;
  return refuse({
    line,
    message: `The file is not JSON at line ${line}, column ${column}: ${message}`,
    remedy:
      "Correct the place; if it is the end, the file may have been cut off. " +
      "JSON5 is read from files whose names end in .json5.",
  });
}

/**
 * Reads a file as JSON5. Its reader keeps no more of a number than a double does, and the last of
 * equal keys, so this is for made-up rooms, not for exported ones.
 */
export function readJson5Document(text: string): JsonDocument {
  checkLength(text, importLimits.json5LengthMax);
  return { value: plainValue(parseJson5(text), 0), lineOf: () => undefined };
}

function checkLength(text: string, most: number): void {
  if (text.length <= most) return;
  refuse({
    message: `The file is one value of ${text.length} characters; at most ${most} are read.`,
    remedy: "Put one event on each line: `jq -c '.[]' FILE` does that to an array.",
  });
}

function parseJson5(text: string): unknown {
  try {
    return JSON5.parse(text);
  } catch (thrown) {
    const { message, lineNumber } = thrown as { message: string; lineNumber?: number };
    return refuse({
      line: lineNumber,
      message: `The file is not JSON5: ${message.replace(/^JSON5: /, "")}.`,
      remedy: "Correct the place; if it is the end, the file may have been cut off.",
    });
  }
}

/** The same value as json.ts would have read it. */
function plainValue(value: unknown, depth: number): JsonValue {
  if (depth > jsonLimits.depthMax) {
    refuse({
      message: `Arrays and objects nest deeper than ${jsonLimits.depthMax}.`,
      remedy: "Take the deep part out; no event needs it.",
    });
  }
  if (typeof value === "number") return plainNumber(value);
  if (typeof value !== "object" || value === null) return value as JsonValue;
  if (Array.isArray(value)) return value.map((entry) => plainValue(entry, depth + 1));
  const object = emptyObject();
  for (const [key, entry] of Object.entries(value)) object[key] = plainValue(entry, depth + 1);
  return object;
}

/** Integers stay; other numbers, NaN and Infinity among them, become what no event may hold. */
function plainNumber(value: number): JsonValue {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return value;
  return Number.isInteger(value) && value !== 0 ? BigInt(value) : new JsonFloat(String(value));
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf("\n", start);
  return end < 0 ? Infinity : end;
}

/** Lines are counted on from the place asked before, so that a whole file costs one pass. */
function lineFinder(
  text: string,
  offsets: ReadonlyMap<JsonObject, number>,
): JsonDocument["lineOf"] {
  let [line, start, end] = [1, 0, endOfLine(text, 0)];
  return (object) => {
    const offset = offsets.get(object);
    if (offset === undefined) return undefined;
    if (offset < start) [line, start, end] = [1, 0, endOfLine(text, 0)];
    // Where a line ends is kept, for a file may be one line of many megabytes.
    while (end < offset) {
      start = end + 1;
      end = endOfLine(text, start);
      line++;
    }
    return line;
  };
}
