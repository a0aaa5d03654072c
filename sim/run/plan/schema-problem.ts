// Says in words where a JSON value leaves its schema. Validators list what is wrong with every
// branch of a union; this goes down the one branch that was meant: the one whose constants fit, or
// else the one with which the value has most fields in common.
import type { TSchema } from "typebox";
import Schema from "typebox/schema";
import { closest } from "./closest.ts";

/** What is wrong, and where: a JSON pointer, `/` for the whole value. */
export interface Problem {
  readonly where: string;
  readonly message: string;
}

/** As much of a JSON schema as matters here. */
interface SchemaNode {
  readonly anyOf?: readonly SchemaNode[];
  readonly type?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly items?: SchemaNode | readonly SchemaNode[];
  readonly maxItems?: number;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly description?: string;
}

/** Where more words would be right than this, only the nearest is named. */
const listedMax = 16;

type JsonObject = Readonly<Record<string, unknown>>;

/** The first problem of a value, or undefined if it fits the schema. */
export function schemaProblem(schema: TSchema, value: unknown): Problem | undefined {
  const long = lengthProblem(schema, value);
  if (long !== undefined) return long;
  return Schema.Check(schema, value) ? undefined : problemOf(schema, value, "");
}

/** A list of the outermost object that is too long; looking through it would take long as well. */
function lengthProblem({ properties = {} }: SchemaNode, value: unknown): Problem | undefined {
  if (!isObject(value)) return undefined;
  for (const [name, { maxItems = Infinity }] of Object.entries(properties)) {
    const list = value[name];
    if (!Array.isArray(list) || list.length <= maxItems) continue;
    return problemAt(`/${name}`, `must not have more than ${maxItems} items`);
  }
  return undefined;
}

function problemOf(schema: SchemaNode, value: unknown, where: string): Problem | undefined {
  if (schema.anyOf !== undefined) {
    if (Schema.Check(schema, value)) return undefined;
    return unionProblem(schema.anyOf, value, where);
  }
  if (schema.properties !== undefined) return objectProblem(schema, value, where);
  const { items } = schema;
  if (items !== undefined && !Array.isArray(items) && Array.isArray(value)) {
    for (const [n, item] of value.entries()) {
      const problem = problemOf(items as SchemaNode, item, `${where}/${n}`);
      if (problem !== undefined) return problem;
    }
  }
  const [fits, errors] = Schema.Errors(schema, value);
  if (fits) return undefined;
  return problemAt(where, messageOf(schema, errors[0]?.message ?? "does not fit the schema"));
}

function unionProblem(
  branches: readonly SchemaNode[],
  value: unknown,
  where: string,
): Problem | undefined {
  if (!isObject(value)) return problemAt(where, "must be an object");
  const fitting = branches.filter((branch) => wrongConstant(branch, value) === undefined);
  if (fitting.length === 0) {
    const name = wrongConstant(branches[0], value) as string;
    const words = branches.flatMap(({ properties }) => constantsOf(properties?.[name] ?? {}));
    const given = value[name];
    const near = typeof given === "string" ? closest(given, words.map(String)) : undefined;
    const hint = near === undefined ? "" : `; did you mean ${near}?`;
    const message =
      near !== undefined && words.length > listedMax
        ? `there is no ${JSON.stringify(given)}${hint}`
        : `must be one of ${words.join(", ")}${hint}`;
    return problemAt(`${where}/${name}`, message);
  }
  const common = (branch: SchemaNode) =>
    Object.keys(value).filter((key) => branch.properties?.[key] !== undefined).length;
  const [best] = fitting.toSorted((one, other) => common(other) - common(one));
  return problemOf(best, value, where);
}

/** The name of a field that has to be one of some words and is not. */
function wrongConstant(schema: SchemaNode, value: JsonObject): string | undefined {
  const { properties = {}, required = [] } = schema;
  return Object.keys(properties).find((name) => {
    if (value[name] === undefined && !required.includes(name)) return false;
    const words = constantsOf(properties[name]);
    return words.length > 0 && !words.includes(value[name]);
  });
}

function constantsOf(schema: SchemaNode): readonly unknown[] {
  return schema.enum ?? (schema.const === undefined ? [] : [schema.const]);
}

function objectProblem(schema: SchemaNode, value: unknown, where: string): Problem | undefined {
  if (!isObject(value)) return problemAt(where, messageOf(schema, "must be an object"));
  const { properties = {}, required = [] } = schema;
  const missing = required.filter((name) => value[name] === undefined);
  if (missing.length > 0) return problemAt(where, `lacks ${missing.join(", ")}`);
  for (const name of Object.keys(value)) {
    if (Object.hasOwn(properties, name)) continue;
    if (schema.additionalProperties !== false) continue;
    const known = Object.keys(properties);
    const near = closest(name, known);
    const hint = near === undefined ? "" : `; did you mean ${near}?`;
    const message = `is not known here; known are ${known.join(", ")}${hint}`;
    return problemAt(`${where}/${name}`, message);
  }
  for (const [name, field] of Object.entries(properties)) {
    if (value[name] === undefined) continue;
    const problem = problemOf(field, value[name], `${where}/${name}`);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function messageOf(schema: SchemaNode, fallback: string): string {
  if (schema.description !== undefined) return `must be ${schema.description}`;
  const words = constantsOf(schema);
  if (words.length === 0) return fallback;
  return `must be ${words.length === 1 ? "" : "one of "}${words.join(", ")}`;
}

function problemAt(where: string, message: string): Problem {
  return { where: where === "" ? "/" : where, message };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
