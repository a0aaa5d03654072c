// `rashomon faults`: every named fault with what it does and how it is typed; or one with its fields.
import {
  exampleOf,
  families,
  faultRules,
  fieldMeaning,
  unknownFault,
  whereWords,
} from "../../run/index.ts";
import type { FaultRule } from "../../run/index.ts";
import type { Call, Command } from "../command.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { Problem } from "../problem.ts";

export const faults: Command = {
  name: "faults",
  summary: "the named faults: what each does, its fields, and how to ask for it",
  args: [{ name: "[FAULT]", about: "one fault, to see its fields" }],
  options: [{ flags: "--family <F>", about: `one of: ${families.join(", ")}` }],
  examples: [
    "rashomon faults",
    "rashomon faults lost-answer",
    "rashomon run netsplit-ban --fault 'loss share=1/5 at=2s for=30s'",
  ],
  run: faultsCommand,
};

const familyWords = {
  link: "Links: what becomes of single messages",
  partition: "Partitions: who cannot reach whom",
  server: "Servers: what operators, machines and users do to them",
  clock: "Clocks: what stands in origin_server_ts",
  lie: "Lies: what servers do on purpose",
} as const;

function faultsCommand({ args, options, output }: Call): ExitCode {
  const family = options.choice("family", families);
  const name = args[0];
  const found = name === undefined ? undefined : faultRules.get(name);
  if (name !== undefined && found === undefined) {
    const message = unknownFault(name);
    throw new Problem({ message, remedy: "`rashomon faults` lists all with what they do." });
  }
  const shown = found === undefined ? [...faultRules.values()] : [found];
  const rules = shown.filter((rule) => family === undefined || rule.family === family);
  const json = rules.map((rule) => {
    const { name: each, family: kind, about, schema } = rule;
    const [example, fields] = [exampleOf(rule), fieldsOf(rule)];
    return { name: each, family: kind, about, example, fields, schema };
  });
  output.result({ command: "faults", faults: json }, () =>
    found === undefined ? listText(rules) : oneText(found),
  );
  return exitCode.ok;
}

function listText(rules: readonly FaultRule[]): string {
  const width = Math.max(...rules.map(({ name }) => name.length));
  const lines: string[] = [];
  for (const family of families) {
    const some = rules.filter((rule) => rule.family === family);
    if (some.length === 0) continue;
    lines.push(`${familyWords[family]} (${some.length})`, "");
    for (const { name, about } of some) lines.push(`  ${name.padEnd(width)}  ${about}`);
    lines.push("");
  }
  lines.push(
    "Ask for one with --fault 'NAME FIELD=VALUE … at=TIME for=TIME' on `run` and `sweep`, in a plan as",
    "a step with a `rule`, in a scenario with after(TIME).fault(NAME, FIELDS, LENGTH).",
    "`rashomon faults NAME` shows the fields of one.",
    "",
  );
  return lines.join("\n");
}

function oneText(rule: FaultRule): string {
  const fields = fieldsOf(rule);
  const width = Math.max(8, ...fields.map(({ name, value }) => name.length + value.length + 1));
  const row = (left: string, right: string) => `  ${left.padEnd(width)}  ${right}`;
  const lines = fields.map(({ name, value, meaning, needed }) =>
    row(`${name}=${value}`, needed ? `${meaning} (needed)` : meaning),
  );
  const length =
    rule.momentary === true
      ? []
      : [row("for=TIME", `how long it lasts (${rule.needsLength ? "needed" : untilWhen})`)];
  const shapes = new Set(["TIME", ...fields.map(({ value }) => value)]);
  return [
    `${rule.name} (${rule.family}): ${rule.about}`,
    "",
    ...lines,
    row("at=TIME", "when it begins, counted from the story's beginning (default: 0ms)"),
    ...length,
    "",
    ...Object.entries({ ...shapeWords, NAMES: namesOf(rule) }).flatMap(([shape, words]) =>
      shapes.has(shape) ? [`${shape}: ${words}`] : [],
    ),
    ...(rule.breaks === undefined ? [] : [`It is bound to break: ${rule.breaks.join(", ")}.`]),
    "",
    `for example: rashomon run ${rule.exampleStory ?? "netsplit-ban"} --fault '${exampleOf(rule)}'`,
    "",
  ].join("\n");
}

const untilWhen = "default: until the run heals, or to its end";

/** What stands behind the equals sign, and what may be put there. */
const shapeWords = {
  SERVERS: `names with commas between them, or ${whereWords.join(", ")}`,
  TIME: "500ms, 30s, 2m or 1h",
  SHARE: "1/5 or 20%",
} as const;

interface FieldRow {
  readonly name: string;
  readonly value: string;
  readonly meaning: string;
  readonly needed: boolean;
}

/** The fields of a fault in the order of its schema, the needed ones first. */
function fieldsOf(rule: FaultRule): FieldRow[] {
  const { properties, required = [] } = rule.schema as unknown as {
    properties: Record<string, FieldSchema>;
    required?: readonly string[];
  };
  const rows = Object.entries(properties).flatMap(([name, schema]): FieldRow[] => {
    if (name === "name") return [];
    const meaning = fieldMeaning(rule, name) ?? "";
    return [{ name, value: shapeOf(name, schema), meaning, needed: required.includes(name) }];
  });
  return rows.toSorted((one, other) => Number(other.needed) - Number(one.needed));
}

/** What a field that takes some names may name. */
function namesOf({ schema }: FaultRule): string {
  const { properties } = schema as unknown as { properties: Record<string, FieldSchema> };
  const names = Object.values(properties).flatMap(({ items }) => items?.enum ?? []);
  return `some of ${names.join(", ")}, with commas between them`;
}

interface FieldSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly items?: FieldSchema;
}

function shapeOf(name: string, schema: FieldSchema): string {
  if (schema.enum !== undefined) return schema.enum.join("|");
  if (name === "servers" || name === "to") return "SERVERS";
  if (schema.items?.enum !== undefined) return "NAMES";
  if (schema.type === "object") return "SHARE";
  if (/Ms$|^ms$/.test(name)) return "TIME";
  if (schema.type === "boolean") return "true";
  return schema.type === "integer" ? "N" : "TEXT";
}
