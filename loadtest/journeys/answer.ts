// Answers whose whole text is at hand, and a look into JSON that nobody vouches for.
import type { Answer } from "./step.ts";

/** An answer as Node has it. */
export class TextAnswer implements Answer {
  readonly status: number;
  readonly ok: boolean;
  readonly text: string;

  constructor({ status, ok, text }: Pick<Answer, "status" | "ok" | "text">) {
    this.status = status;
    this.ok = ok;
    this.text = text;
  }

  textAt(...path: readonly (string | number)[]): string | undefined {
    return textAt(jsonOf(this), ...path);
  }
}

/** An answer's JSON, or undefined where it failed or is none. */
export function jsonOf({ ok, text }: Pick<Answer, "ok" | "text">): unknown {
  if (!ok || text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The value at a path inside a JSON value. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  for (let n = 0; n < path.length; n++) {
    const key = path[n];
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[key];
  }
  return value;
}

/** The text at a path inside a JSON value. */
export function textAt(value: unknown, ...path: readonly (string | number)[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === "string" ? found : undefined;
}
