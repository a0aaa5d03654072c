// The commands of the documents are run as they are written, in a folder that mirrors the
// repository, so that what they write goes elsewhere. Left out: what installs or runs all tests,
// and lines that end in a comment with "real parts" (k6, Synapse, a browser). A line that is meant
// to fail ends in a comment with its exit code: `# exit 1`.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
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
