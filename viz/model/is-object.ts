// One question that is asked of everything that comes from outside.

/** True for JSON objects, whatever they hold. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
