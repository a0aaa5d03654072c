// Canonical JSON of values as JSON.parse gives them, for the twin's own hashes and signatures:
// keys by code point, no spaces. Numbers are taken as integers, which is not checked.
// Spec v1.19, appendices "Canonical JSON".
import type { JsonValue } from "../../sim/protocol/json.ts";
import { asObject } from "./values.ts";

/**
 * The canonical text of a value.
 * @param leaveOut top-level keys to leave out.
 * @example canonical({ b: 1, a: [] }) // '{"a":[],"b":1}'
 */
export function canonical(value: JsonValue | undefined, leaveOut: readonly string[] = []): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item)).join(",")}]`;
  const object = asObject(value);
  if (object === undefined) return JSON.stringify(value ?? null);
  const keys = Object.keys(object).filter((key) => !leaveOut.includes(key));
  keys.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(object[key])}`).join(",")}}`;
}
