// `rashomon faults`: every named fault with what it does and how it is typed; or one with its fields.
import { exampleOf, families, faultRules, unknownFault, whereWords } from "../../run/index.ts";
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
  const json = rules.map(({ schema, name: each, family: kind, about, ...rule }) => {
    const example = exampleOf({ schema, name: each, family: kind, about, ...rule });
    return { name: each, family: kind, about, example, schema };
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
  const { properties, required = [] } = rule.schema as unknown as {
    properties: Record<string, { type?: string; enum?: readonly string[] }>;
    required?: readonly string[];
  };
  const fields = Object.entries(properties).filter(([name]) => name !== "name");
  const lines = fields.map(([name, schema]) => {
    const needed = required.includes(name) ? "" : " (may be left out)";
    return `  ${name.padEnd(16)}${valueWords(name, schema)}${needed}`;
  });
  const length =
    rule.momentary === true
      ? "over in a moment"
      : rule.needsLength === true
        ? "needs a length"
        : "without a length it lasts until the run heals, or to its end";
  return [
    `${rule.name} (${rule.family}): ${rule.about}`,
    "",
    ...(lines.length === 0 ? ["  no fields"] : lines),
    "",
    `  at=TIME         when it begins, after the story's begin`,
    `  for=TIME        ${length}`,
    "",
    ...(rule.breaks === undefined ? [] : [`It is bound to break: ${rule.breaks.join(", ")}.`]),
    `for example: --fault '${exampleOf(rule)}'`,
    "",
  ].join("\n");
}

function valueWords(name: string, schema: { type?: string; enum?: readonly string[] }): string {
  if (schema.enum !== undefined) return schema.enum.join(", ");
  if (name === "servers" || name === "to") return `servers, or ${whereWords.join(", ")}`;
  if (schema.type === "array") return "words with commas between them";
  if (schema.type === "object") return "a share such as 1/5 or 20%";
  if (/Ms$|^ms$/.test(name)) return "a time such as 500ms, 30s, 2m";
  return schema.type === "integer"
    ? "a whole number"
    : schema.type === "boolean"
      ? "yes if named"
      : "a text";
}
