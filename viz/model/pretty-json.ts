// A PDU as indented JSON text, with numbers as they were written. It is for reading only: deep and
// long values are cut off, because room content is hostile and a page must stay usable.
import { JsonFloat } from "../../sim/protocol/json.ts";

const depthMax = 40;
const lengthMax = 60_000;

/**
 * Indented JSON of a parsed value.
 *
 * @example
 * prettyJson({ a: [1] }); // '{\n  "a": [\n    1\n  ]\n}'
 */
export function prettyJson(value: unknown): string {
  const text = write(value, 0);
  return text.length > lengthMax ? `${text.slice(0, lengthMax)}\n… cut off here` : text;
}

function write(value: unknown, depth: number): string {
  if (value instanceof JsonFloat) return value.text;
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  if (depth >= depthMax) return '"… deeper than is shown"';
  const indent = "  ".repeat(depth + 1);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  const parts = Array.isArray(value)
    ? value.map((item) => indent + write(item, depth + 1))
    : Object.entries(value).map(
        ([key, item]) => `${indent}${JSON.stringify(key)}: ${write(item, depth + 1)}`,
      );
  if (parts.length === 0) return open + close;
  return `${open}\n${parts.join(",\n")}\n${"  ".repeat(depth)}${close}`;
}
