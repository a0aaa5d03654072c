// The inverse of `parseJson`: writes a value with its numbers as they were written and its keys in
// the order in which they stand. No canonical form: see canonical-json.ts for that.
import { isObject, JsonFloat, type JsonValue } from "./json.ts";

/**
 * Writes a value on one line. Keys whose value is `undefined` are left out.
 * @example printJson({ b: 2n ** 60n, a: new JsonFloat("1e1") }) // '{"b":1152921504606846976,"a":1e1}'
 */
export function printJson(value: JsonValue): string {
  if (value instanceof JsonFloat) return value.text;
  if (typeof value === "bigint") return String(value);
  if (isObject(value)) {
    const fields = Object.keys(value).flatMap((key) => {
      const entry = value[key];
      return entry === undefined ? [] : [`${JSON.stringify(key)}:${printJson(entry)}`];
    });
    return `{${fields.join(",")}}`;
  }
  if (!Array.isArray(value)) return JSON.stringify(value);
  const entries: readonly JsonValue[] = value;
  return `[${entries.map(printJson).join(",")}]`;
}
