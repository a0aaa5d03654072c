// Named faults as people type them: `loss share=1/5 servers=hs1,hs2 at=10s for=1m`. What a field may
// hold comes from the rule's schema, so a new fault can be typed as soon as it is in the catalogue.
import type { TSchema } from "typebox";
import { closest } from "../plan/closest.ts";
import { durationMs } from "../duration.ts";
import { schemaProblem } from "../plan/schema-problem.ts";
import { faultRules, type PlanRule } from "./catalogue.ts";
import type { FaultRule } from "./fault-rule.ts";

/** A fault with when it begins, counted from the story's begin, and how long it lasts. */
export interface FaultText {
  readonly rule: PlanRule;
  readonly atMs: number;
  readonly forMs?: number;
}

/**
 * Reads a fault as it is typed.
 * @throws RangeError that says what is wrong and what there is instead.
 * @example faultFromText("isolate count=1 at=10s for=1m")
 */
export function faultFromText(text: string): FaultText {
  const [name = "", ...words] = text.trim().split(/\s+/);
  const rule = faultRules.get(name);
  if (rule === undefined) throw new RangeError(unknownFault(name));
  const values: Record<string, unknown> = { name };
  const times: { at?: number; for?: number } = {};
  for (const word of words) {
    const at = word.indexOf("=");
    const key = at < 0 ? word : word.slice(0, at);
    const value = at < 0 ? "true" : word.slice(at + 1);
    if (key === "at" || key === "for") times[key] = durationMs(value);
    else values[fieldOf(rule, key)] = valueOf(rule, fieldOf(rule, key), value);
  }
  const wrong = schemaProblem(rule.schema, values);
  if (wrong !== undefined) {
    const field = wrong.where === "/" ? "" : `${wrong.where.slice(1)} `;
    throw new RangeError(`${name}: ${field}${wrong.message}; for example: ${exampleOf(rule)}`);
  }
  const { at = 0, for: forMs } = times;
  return { rule: values as PlanRule, atMs: at, ...(forMs === undefined ? {} : { forMs }) };
}

/** A whole example of a rule, as it is typed; `exampleStory` of the rule is a story that takes it. */
export function exampleOf({ name, example, momentary, namesStep }: FaultRule): string {
  // What names a step has to begin before it; all else lasts for a while, so that runs can settle.
  const at = namesStep === true ? "" : "at=10s";
  return [name, example, at, momentary === true ? "" : "for=30s"].filter(Boolean).join(" ");
}

/** The six verbs stand in plans and scenarios; typed, a fault brings its own end along. */
const verbs: Readonly<Record<string, string>> = {
  partition: "cut-off servers=NAME,NAME cuts servers off from all others",
  heal: "a fault ends after its length, as in for=30s",
  hold: "clog servers=NAME lets messages wait",
  release: "a clog ends after its length, as in for=30s",
  restart: "a crash ends after its length, as in for=30s",
};

/** Says that a fault is unknown, and which was probably meant. */
export function unknownFault(name: string): string {
  if (name === "") return "this names no fault";
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (verb !== undefined) return `${name} is a verb of plans and scenarios; here ${verb}`;
  const near = closest(name, [...faultRules.keys()]);
  return `there is no fault ${JSON.stringify(name)}${near === undefined ? "" : `; did you mean ${near}?`}`;
}

/** A fault of a plan as it would be typed. */
export function textOfRule(rule: PlanRule): string {
  const { name, ...fields } = rule;
  return [name, ...Object.entries(fields).map(([key, value]) => `${key}=${textOf(value)}`)].join(
    " ",
  );
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.join(",");
  if (typeof value === "object" && value !== null && "numerator" in value) {
    const { numerator, denominator } = value as { numerator: number; denominator: number };
    return `${numerator}/${denominator}`;
  }
  return String(value);
}

function fieldsOf(rule: FaultRule): Readonly<Record<string, TSchema>> {
  return (rule.schema as { properties: Record<string, TSchema> }).properties;
}

/** `flap` may stand for `flapMs`. */
function fieldOf(rule: FaultRule, key: string): string {
  const fields = Object.keys(fieldsOf(rule)).filter((name) => name !== "name");
  const found = fields.find((field) => field === key || field === `${key}Ms`);
  if (found !== undefined) return found;
  const near = closest(key, fields);
  const hint = near === undefined ? "" : ` Did you mean ${near}?`;
  throw new RangeError(
    `${rule.name} has no field ${key}; it has ${[...fields, "at", "for"].join(", ")}.${hint}`,
  );
}

function valueOf(rule: FaultRule, field: string, text: string): unknown {
  const schema = fieldsOf(rule)[field] as { type?: string };
  switch (schema.type) {
    case "integer":
      return wholeNumber(field, text);
    case "boolean":
      return text === "true" ? true : text === "false" ? false : text;
    case "array":
      return text.split(",").filter((part) => part !== "");
    case "object":
      return ratio(text);
    default:
      return text;
  }
}

function wholeNumber(field: string, text: string): unknown {
  if (/^-?\d+$/.test(text)) return Number(text);
  if (!/Ms$|^ms$/.test(field)) return text;
  return text.startsWith("-") ? -durationMs(text.slice(1)) : durationMs(text);
}

/** `1/5`, `20%` or `1`. */
function ratio(text: string): unknown {
  const [, numerator, denominator] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (denominator !== undefined) {
    return { numerator: Number(numerator), denominator: Number(denominator) };
  }
  const [, percent] = /^(\d+)%$/.exec(text) ?? [];
  if (percent !== undefined) return { numerator: Number(percent), denominator: 100 };
  return /^[01]$/.test(text) ? { numerator: Number(text), denominator: 1 } : text;
}
