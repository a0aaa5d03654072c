// The whole set of vectors as files in memory: rooms, events and rules of every version, the table
// of mistakes with the rooms that catch them, the schema, and a manifest with a hash of each file.
import { createHash } from "node:crypto";
import packageJson from "../../../package.json" with { type: "json" };
import type { JsonObject, JsonValue } from "../../../sim/protocol/json.ts";
import { printJson } from "../../../sim/protocol/print-json.ts";
import { stableVersions } from "../../../sim/protocol/room-version.ts";
import { mistakes, mistakesIn, type Mistake } from "../../reference/mistakes.ts";
import type { StableVersion } from "../../reference/random-room.ts";
import { eventVectors } from "./events.ts";
import { catchesWanted, roomVectors } from "./rooms.ts";
import { ruleVectors } from "./rule-cases.ts";
import { vectorSchema } from "./schema.ts";

/** Files by path, and the mistakes that too few rooms catch. */
export interface VectorSet {
  readonly files: ReadonlyMap<string, string>;
  readonly caught: Readonly<Record<Mistake, readonly string[]>>;
  readonly missed: readonly Mistake[];
}

/** What to make. */
export interface VectorSetOptions {
  readonly seed: number;
  /** Default: all stable ones. */
  readonly versions?: readonly string[];
  /** Is told which version comes next. */
  readonly progress?: (version: string) => void;
}

/** Makes the set; the same options give the same bytes. */
export function vectorSet(options: VectorSetOptions): VectorSet {
  const { seed, versions = stableVersions, progress = () => undefined } = options;
  const files = new Map<string, string>();
  const caught: Record<string, string[]> = {};
  for (const name of Object.keys(mistakes)) caught[name] = [];
  for (const version of versions as readonly StableVersion[]) {
    progress(version);
    for (const { name, catches, json } of roomVectors(version, seed)) {
      files.set(`rooms/${name}.json`, fileText(json));
      for (const mistake of catches) caught[mistake].push(name);
    }
    files.set(`events/v${version}.json`, fileText(eventVectors(version)));
    files.set(`rules/v${version}.json`, fileText(ruleVectors(version)));
  }
  const names = Object.keys(mistakes) as Mistake[];
  files.set("mistakes.json", fileText(mistakeTable(names, caught)));
  files.set("schema.json", `${JSON.stringify(vectorSchema, undefined, 2)}\n`);
  files.set("manifest.json", fileText(manifest(seed, files)));
  const missed = names.filter((name) => caught[name].length < catchesWanted);
  return { files, caught: caught as Record<Mistake, string[]>, missed };
}

function mistakeTable(names: readonly Mistake[], caught: Record<string, string[]>): JsonObject {
  return {
    format: "rashomon-mistakes/1",
    mistakes: names.map((name) => ({
      name,
      about: mistakes[name],
      versions: stableVersions.filter((id) => mistakesIn(Number(id)).includes(name)),
      caught_by: caught[name],
    })),
  };
}

function manifest(seed: number, files: ReadonlyMap<string, string>): JsonObject {
  return {
    format: "rashomon-vectors/1",
    made_by: `rashomon ${packageJson.version}`,
    specification: "v1.19",
    seed,
    key_seeds:
      "the ed25519 seed of a server is SHA-256 of `rashomon vectors SERVER`, key ed25519:1",
    files: Object.fromEntries(
      [...files].map(([path, text]) => [path, createHash("sha256").update(text).digest("hex")]),
    ),
  };
}

/** One field a line, the entries of a list one a line: readable, and lossless for all numbers. */
function fileText(object: JsonObject): string {
  const fields = Object.keys(object).map((key) => {
    return `  ${JSON.stringify(key)}: ${fieldText(object[key] ?? null)}`;
  });
  return `{\n${fields.join(",\n")}\n}\n`;
}

function fieldText(value: JsonValue): string {
  const isList = Array.isArray(value) && value.some((entry) => typeof entry === "object");
  if (!isList) return printJson(value);
  return `[\n${value.map((entry: JsonValue) => `    ${printJson(entry)}`).join(",\n")}\n  ]`;
}
