// The commands of the documents are run as they are written, in a folder that mirrors the
// repository, so that what they write goes elsewhere. Left out: what installs or runs all tests,
// and lines that end in a comment with "real parts" (k6, Synapse, a browser). A line that is meant
// to fail ends in a comment with its exit code: `# exit 1`.
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { VerdictRecord } from "../sim/trace/records.ts";
import { root } from "./source-tree.ts";

const documents = ["README.md", "sim/README.md", "viz/README.md", "loadtest/README.md"];
const leftOut =
  /^(?:npm (?:ci$|install|test|run (?:check|test|setup|bench)\b)|git |cd )|real parts/;

/** A command line of a document. */
interface Line {
  readonly document: string;
  readonly command: string;
  readonly exitCode: number;
}

/** The command lines in the shell blocks of a text; `$ ` before them is taken off. */
function commandLines(document: string, text: string): Line[] {
  const blocks = [...text.matchAll(/^```(?:sh|bash|shell|console)\n(.*?)^```/gms)];
  return blocks.flatMap(([, block]) => {
    // Where a block shows output, only the lines after a prompt are commands.
    const lines = block.replace(/\\\n\s*/g, "").split("\n");
    const prompted = lines.some((line) => line.startsWith("$ "));
    const commands = prompted ? lines.filter((line) => line.startsWith("$ ")) : lines;
    return commands
      .map((line) =>
        line
          .replace(/^\$ /, "")
          .trim()
          .replace(/^npm ci && /, ""),
      )
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((command) => {
        const code = /#.*\bexit (?:code )?(\d)/.exec(command)?.[1] ?? "0";
        return { document, command, exitCode: Number(code) };
      });
  });
}

const lines = documents
  .filter((path) => existsSync(join(root, path)))
  .flatMap((path) => commandLines(path, readFileSync(join(root, path), "utf8")))
  .filter(({ command }) => !leftOut.test(command));

const folder = mkdtempSync(join(tmpdir(), "rashomon-readme-"));
for (const entry of readdirSync(root)) {
  if (entry !== "out" && entry !== ".git") symlinkSync(join(root, entry), join(folder, entry));
}
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.runIf(lines.length > 0)("the documents' commands work as written", () => {
  test.each(lines)("$document: $command", ({ command, exitCode }) => {
    const bin = join(root, "node_modules", ".bin");
    const path = `${bin}${delimiter}${process.env.PATH ?? ""}`;
    const env = { ...process.env, PATH: path };
    const options = { cwd: folder, env, shell: true, encoding: "utf8", timeout: 200_000 } as const;
    const { status, stdout, stderr } = spawnSync(command, options);
    expect({ status, stderr: status === exitCode ? "" : `${stdout}${stderr}` }).toEqual({
      status: exitCode,
      stderr: "",
    });
  });
});

test("the story in scenarios/README.md can be copied, and shows what it claims", () => {
  const text = readFileSync(join(root, "scenarios/README.md"), "utf8");
  const story = /^```ts\n(.*?)^```/ms.exec(text)?.[1] ?? "";
  const name = /name: "([^"]+)"/.exec(story)?.[1] ?? "";
  const constant = /export const (\w+)/.exec(story)?.[1] ?? "";
  // The text around it says under which names it is to be put in.
  expect(text).toContain(`Copy this into \`scenarios/${name}.ts\`, name \`${constant}\` in`);
  expect(text).toContain(`\`npx rashomon run ${name}\``);
  mkdirSync(join(folder, "stories"));
  writeFileSync(join(folder, "stories", `${name}.ts`), story);
  const teller = `
    import { ${constant} as story } from "./${name}.ts";
    import { generate, run } from "../sim/index.ts";
    import { referee } from "../test/reference/index.ts";
    const { outcome, verdicts } = run(generate(story, { seed: "1" }), { referee });
    console.log(JSON.stringify({ outcome, verdicts }));`;
  writeFileSync(join(folder, "stories", "tell.ts"), teller);
  const file = join(folder, "stories", "tell.ts");
  const { stdout, stderr } = spawnSync(process.execPath, [file], { encoding: "utf8" });
  expect(stderr).toBe("");
  const { outcome, verdicts } = JSON.parse(stdout);
  expect(outcome).toBe("held");
  const results = verdicts.map((one: VerdictRecord) => [one.check, one.result]);
  const claims = [...story.matchAll(/^ {4}(\w+)\("([^"]+)", .*,$/gm)];
  expect(claims).toHaveLength(4);
  expect(results.slice(-4)).toEqual(claims.map(([, kind, claim]) => [`${kind} ${claim}`, "held"]));
  for (const [check, result] of results) expect([check, result]).toEqual([check, "held"]);
});

test("commands are found with and without prompts, and exit codes are read", () => {
  const text = [
    "```sh",
    "npm ci && npm start",
    "# a comment",
    "rashomon run x \\",
    "  --seed 7   # exit 1",
    "```",
    "```console",
    "$ rashomon view",
    "out/view.html",
    "```",
    "```ts",
    "const not = 'a command';",
    "```",
    "",
  ].join("\n");
  expect(commandLines("d", text).map(({ command, exitCode }) => [command, exitCode])).toEqual([
    ["npm start", 0],
    ["rashomon run x --seed 7   # exit 1", 1],
    ["rashomon view", 0],
  ]);
});
