// Writes trace records as NDJSON: a record a line, no spaces, no final partial line. Numbers inside
// PDUs stay exactly as they were sent: integers beyond 2^53 are bigint, and other numbers are held
// as objects that carry their own text (see sim/protocol/json.ts). It does not touch files.
import type { TraceRecord } from "./records.ts";

/** The deepest nesting that is written; a PDU of 65,536 bytes with honest content has under 100. */
export const nestingMax = 2_000;

/**
 * The NDJSON text of a trace. Every record ends in a newline.
 *
 * Throws a `RangeError` where a value nests deeper than `nestingMax`, and a `TypeError` where it
 * holds something JSON has no word for (a function, NaN): both are bugs of the caller.
 *
 * @example
 * writeFileSync("trace.ndjson", writeTrace(records));
 */
export function writeTrace(records: Iterable<TraceRecord>): string {
  const lines: string[] = [];
  for (const record of records) lines.push(writeRecord(record), "\n");
  return lines.join("");
}

/**
 * One record as a line of JSON, without the newline. Throws as `writeTrace` does.
 * @example records.map(writeRecord).join("\n")
 */
export function writeRecord(record: TraceRecord): string {
  // Only these two hold foreign values; the others are plain and JSON.stringify is faster.
  if (record.kind === "event" || record.kind === "meta") return writeValue(record, 0);
  return JSON.stringify(record);
}

function writeValue(value: unknown, depth: number): string {
  if (depth > nestingMax) throw new RangeError(`a value nests deeper than ${nestingMax} levels`);
  switch (typeof value) {
    case "string":
    case "boolean":
      return JSON.stringify(value);
    case "bigint":
      return value.toString();
    case "number":
      if (!Number.isFinite(value)) throw new TypeError(`${value} cannot be written as JSON`);
      return JSON.stringify(value);
    case "object":
      if (value === null) return "null";
      if (Array.isArray(value)) {
        return `[${value.map((item) => writeValue(item ?? null, depth + 1)).join(",")}]`;
      }
      return numberText(value) ?? writeObject(value, depth);
    default:
      throw new TypeError(`a ${typeof value} cannot be written as JSON`);
  }
}

function writeObject(value: object, depth: number): string {
  const parts: string[] = [];
  for (const [key, item] of Object.entries(value)) {
    if (item !== undefined) parts.push(`${JSON.stringify(key)}:${writeValue(item, depth + 1)}`);
  }
  return `{${parts.join(",")}}`;
}

/**
 * The text of a number that JavaScript cannot hold, if `value` is one. Such numbers have a class,
 * while parsed JSON objects inherit nothing, so that a hostile `{"text": "1"}` in a PDU is never
 * taken for a number.
 */
function numberText(value: object): string | undefined {
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === null || prototype === Object.prototype) return undefined;
  if (!Object.hasOwn(prototype, "constructor")) return undefined;
  const text: unknown = (value as { text?: unknown }).text;
  if (typeof text === "string" && numberShape.test(text)) return text;
  throw new TypeError("an object with a class of its own cannot be written as JSON");
}

const numberShape = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
