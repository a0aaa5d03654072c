// Finds values that no Matrix event can carry, wherever a plan leaves content to its author: numbers
// that are not whole or too large, strings cut inside a character, nesting without end. Found here,
// they are the plan's fault and have a place; found while an event is hashed, they would be a bug.
import { JsonFloat, jsonLimits } from "../../protocol/json.ts";
import type { Problem } from "./schema-problem.ts";

/** The first such value, with its place as a JSON pointer; undefined if there is none. */
export function valueProblem(value: unknown, where = "", depth = 0): Problem | undefined {
  switch (typeof value) {
    case "string":
      if (value.isWellFormed()) return undefined;
      return { where, message: "half a character (a lone surrogate) is in this text" };
    case "number":
      if (Number.isSafeInteger(value) && !Object.is(value, -0)) return undefined;
      return { where, message: notWhole };
    case "boolean":
    case "undefined":
      return undefined;
    case "object":
      break;
    default:
      return { where, message: notWhole };
  }
  if (value === null) return undefined;
  if (value instanceof JsonFloat) return { where, message: notWhole };
  if (depth >= depthMax) return { where, message: `this nests deeper than ${depthMax}` };
  for (const [key, inner] of Object.entries(value)) {
    const place = `${where}/${key}`;
    const problem = valueProblem(key, place) ?? valueProblem(inner, place, depth + 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

const notWhole = "numbers in a plan are whole and within ±(2^53−1)";

/** Less than what readers of events take, for a plan is deeper than the contents in it. */
const depthMax = jsonLimits.depthMax / 2;
