// `rashomon vectors`: writes the conformance set for implementers, a folder of JSON files. What is in
// it is made by test/conformance/vectors.
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { vectorSet } from "../../../test/conformance/vectors/vector-set.ts";
import type { Call, Command } from "../command.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { isObject, parseJson } from "../../protocol/json.ts";
import { mustTakeFiles, writeWholeFile } from "../output.ts";
import { Problem } from "../problem.ts";

export const vectors: Command = {
  name: "vectors",
  summary: "write test vectors for implementers: rooms, events, rules, of every room version",
  args: [],
  options: [
    { flags: "-o, --out <DIR>", about: "the folder (default: out/vectors)" },
    { flags: "--seed <S>", about: "draws the rooms, 0 to 999999 (default: 1)" },
    { flags: "--force", about: "write into a folder that holds something else" },
  ],
  examples: ["rashomon vectors --out vectors", "rashomon vectors --seed 7 --out vectors-7 --json"],
  run,
};

function run({ options, output }: Call): ExitCode {
  const out = options.text("out") ?? "out/vectors";
  const seed = options.integer("seed", { min: 0, max: 999_999 }) ?? 1;
  const before = earlierFiles(out);
  if (existsSync(out) && before === undefined && !options.flag("force")) {
    throw new Problem({
      message: `${out} is there already and holds no vectors`,
      remedy: "Name another folder, or add --force: files of the same names are replaced.",
    });
  }
  mustTakeFiles(out);
  const progress = (version: string) => output.progress(`room version ${version} …`);
  const set = vectorSet({ seed, progress });
  output.progress("");
  for (const [path, text] of set.files) writeWholeFile(join(out, path), text);
  for (const path of before ?? [])
    if (!set.files.has(path)) rmSync(join(out, path), { force: true });
  const rooms = [...set.files.keys()].filter((path) => path.startsWith("rooms/")).length;
  const json = { command: "vectors", out, seed, files: set.files.size, rooms, missed: set.missed };
  output.result(json, () => report(out, set.files.size, rooms, set));
  return set.missed.length === 0 ? exitCode.ok : exitCode.broken;
}

/**
 * The files of the set that a folder holds, as its manifest names them: what the next set lacks would be
 * taken for a part of it. Undefined where there is none.
 */
function earlierFiles(folder: string): readonly string[] | undefined {
  const file = join(folder, "manifest.json");
  if (!existsSync(file)) return undefined;
  const parsed = parseJson(readFileSync(file, "utf8"));
  if (!parsed.ok || !isObject(parsed.value)) return undefined;
  const { format, files } = parsed.value;
  if (typeof format !== "string" || !format.startsWith("rashomon-vectors/")) return undefined;
  return isObject(files) ? Object.keys(files).filter((path) => /^\w+\/[\w.-]+$/.test(path)) : [];
}

function report(
  out: string,
  files: number,
  rooms: number,
  { caught, missed }: Pick<ReturnType<typeof vectorSet>, "caught" | "missed">,
): string {
  const width = Math.max(...Object.keys(caught).map((name) => name.length));
  const lines = Object.entries(caught).map(
    ([name, by]) => `  ${name.padEnd(width)}  ${String(by.length).padStart(3)} rooms`,
  );
  return [
    `${files} files in ${out}: ${rooms} rooms, and events and rules of all versions.`,
    "Every file's shape is in schema.json, its hash in manifest.json. Mistakes that are caught:",
    ...lines,
    ...(missed.length === 0
      ? []
      : [`✗ too few rooms catch ${missed.join(", ")}; try another --seed`]),
    "",
  ].join("\n");
}
