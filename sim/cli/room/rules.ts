// `rashomon rules`: the authorisation rules of all room versions as one table, or those of one
// version with what each is about. Each rule in it is tested in each version with an event that it
// lets pass and one that it stops (test/conformance).
import { rules, rulesLink, type Rule } from "../../protocol/auth/rules.ts";
import {
  findRoomVersion,
  knownRoomVersions,
  roomVersion,
  stableVersions,
  type RoomVersion,
} from "../../protocol/room-version.ts";
import type { Call, Command, Options } from "../command.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { Problem } from "../problem.ts";

export const rulesCommand: Command = {
  name: "rules",
  summary: "the authorisation rules and their numbers in every room version",
  args: [],
  options: [
    { flags: "--version <V>", about: `the rules of one version, of ${knownRoomVersions}` },
    { flags: "-o, --out <FILE>", about: "write the table to a file" },
  ],
  examples: ["rashomon rules", "rashomon rules --version 12", "rashomon rules --json"],
  run,
};

function run({ options, output }: Call): ExitCode {
  const version = versionIn(options);
  const versions = version === undefined ? stableVersions.map(roomVersion) : [version];
  const rows = [...rules.values()].filter((rule) => versions.some((row) => numberIn(rule, row)));
  const json = {
    command: "rules",
    specification: "v1.19",
    versions: versions.map((row) => ({ id: row.id, base: row.base, url: rulesLink(row) })),
    rules: rows.map((rule) => jsonOf(rule, versions)),
  };
  const text = () => (version === undefined ? tableText(rows) : listText(rows, version));
  output.result(json, text, options.text("out"));
  return exitCode.ok;
}

function versionIn(options: Options): RoomVersion | undefined {
  const id = options.text("version");
  if (id === undefined) return undefined;
  const found = findRoomVersion(id);
  if (found !== undefined) return found;
  throw new Problem({
    message: `--version cannot be ${JSON.stringify(id)}`,
    remedy: `Give one of: ${knownRoomVersions}.`,
  });
}

function numberIn({ number }: Rule, { base }: RoomVersion): string | undefined {
  return number.get(base);
}

function jsonOf(rule: Rule, versions: readonly RoomVersion[]) {
  const { name, ends, about } = rule;
  const numbers = versions.flatMap((row) => {
    const number = numberIn(rule, row);
    return number === undefined ? [] : [[row.id, number] as const];
  });
  return { name, ends, about, numbers: Object.fromEntries(numbers) };
}

/** Versions whose pages number their rules alike stand in one column. */
const columns: readonly (readonly string[])[] = [
  ...[["1", "2"], ["3", "4", "5"], ["6"], ["7"], ["8", "9"], ["10"], ["11"], ["12"]],
];

function tableText(rows: readonly Rule[]): string {
  const spans = columns.map((ids) => (ids.length > 1 ? `${ids[0]}–${ids.at(-1)}` : ids[0]));
  const lines = [
    ["rule", ...spans, "ends", "about"],
    ...rows.map((rule) => [
      rule.name,
      ...columns.map(([id]) => rule.number.get(id) ?? "–"),
      rule.ends,
      rule.about,
    ]),
  ];
  const links = columns.map(([id]) => `  ${id.padEnd(2)}  ${rulesLink(roomVersion(id))}`);
  const count = `${rows.length} rules, each tested in each version with an event that it lets pass`;
  return [
    ...aligned(lines),
    "",
    `${count} and one that it stops.`,
    "Numbers are those of the pages:",
    ...links,
    "",
  ].join("\n");
}

function listText(rows: readonly Rule[], version: RoomVersion): string {
  const lines = rows.map((rule) => [
    numberIn(rule, version) ?? "",
    rule.ends,
    rule.name,
    rule.about,
  ]);
  const head = `Room version ${version.id}, ${rows.length} rules: ${rulesLink(version)}`;
  return [head, "", ...aligned(lines), ""].join("\n");
}

/** Cells in columns, the last one as long as it likes. */
function aligned(lines: readonly (readonly string[])[]): string[] {
  const widths = lines[0].map((_, at) => Math.max(...lines.map((line) => line[at].length)));
  return lines.map((line) =>
    line.map((cell, at) => (at === line.length - 1 ? cell : cell.padEnd(widths[at]))).join("  "),
  );
}
