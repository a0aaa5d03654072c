// Command lines, good and bad, and the exit codes that they end in.
import { existsSync, readFileSync, rmSync } from "node:fs";
import { expect, test } from "vitest";
import type { Command } from "../../../sim/cli/command.ts";
import { chapters, commands } from "../../../sim/cli/chapters.ts";
import { Problem } from "../../../sim/cli/problem.ts";
import { call } from "./call.ts";

test("help names every command with its summary and the exit codes", async () => {
  const { code, out } = await call(["--help"]);
  expect(code).toBe(0);
  expect(out).toContain("Exit codes: 0 all is well");
  for (const { name, summary } of commands) {
    // `load merge` stands in the help of `load`.
    const words = name.split(" ");
    const above = words.length === 1 ? out : (await call([words[0], "--help"])).out;
    expect(above).toMatch(new RegExp(`${words[words.length - 1]}.*\\s+${summary.slice(0, 20)}`));
  }
});

test("help puts the commands into chapters, in their order", async () => {
  const { out } = await call(["--help"]);
  const titles = out.split("\n").filter((line) => /^[A-Z][a-z ]+:$/.test(line));
  expect(titles).toEqual(["Options:", ...chapters.map(({ title }) => `${title}:`), "More:"]);
});

test("every command has help with its options and an example", async () => {
  for (const command of commands) {
    const { code, out } = await call([...command.name.split(" "), "--help"]);
    expect(code).toBe(0);
    expect(command.examples.length).toBeGreaterThan(0);
    for (const text of [...command.examples, "--json", "--quiet", "Exit codes"])
      expect(out).toContain(text);
    for (const { flags } of command.options) expect(out).toContain(flags);
  }
});

test("the version is the package's", async () => {
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  expect(await call(["--version"])).toEqual({ code: 0, out: `${version}\n`, err: "" });
});

test("no command at all shows the help and is wrong usage", async () => {
  const { code, err } = await call([]);
  expect(code).toBe(2);
  expect(err).toContain("Usage: rashomon");
});

test("help about a command is that command's, and about none there is says so", async () => {
  const merge = await call(["help", "load", "merge"]);
  expect([merge.code, merge.out]).toEqual([0, (await call(["load", "merge", "--help"])).out]);
  const lost = await call(["help", "faultz"]);
  expect([lost.code, lost.out]).toEqual([2, ""]);
  expect(lost.err).toContain("unknown command 'faultz'\n  → Did you mean faults?");
  expect((await call(["help"])).out).toContain("Exit codes: ");
});

test("an unknown command is wrong usage, and the nearest is suggested", async () => {
  const { code, out, err } = await call(["resolv", "x"]);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain("rashomon: unknown command 'resolv'");
  expect(err).toContain("Did you mean resolve?");
});

test("an unknown flag is wrong usage, and the nearest is suggested", async () => {
  const { code, err } = await call(["resolve", "room", "--explian"]);
  expect(code).toBe(2);
  expect(err).toContain("Did you mean --explain?");
});

test("a missing argument, one too many and a missing value are wrong usage", async () => {
  for (const argv of [["inspect"], ["inspect", "a", "b"], ["resolve", "a", "--at"]]) {
    expect((await call(argv)).code).toBe(2);
  }
});

test("wrong usage names the help of the very command, and with --json is an object too", async () => {
  const wrong = await call(["load", "merge", "--jbo", "x", "--json"]);
  const error = {
    message: "unknown option '--jbo'",
    remedy: "Did you mean --job? `rashomon load merge --help` shows what it takes.",
  };
  expect([wrong.code, JSON.parse(wrong.out)]).toEqual([2, { error }]);
  expect(wrong.err).toBe(`rashomon: ${error.message}\n  → ${error.remedy}\n`);
  const lacking = await call(["run"]);
  expect([lacking.code, lacking.out]).toEqual([2, ""]);
  expect(lacking.err).toContain("→ `rashomon run --help` shows what it takes.");
});

test("every line of a help fits into 80 columns, but for command lines that are copied", async () => {
  for (const { name } of commands) {
    const { out } = await call([...name.split(" "), "--help"]);
    const wide = out.split("\n").filter((line) => line.length > 80 && !line.startsWith("  $ "));
    expect(wide).toEqual([]);
  }
});

const made = (run: Command["run"]): Command => ({
  name: "made",
  summary: "a command for this test",
  args: [],
  options: [{ flags: "--many <X>", about: "several", repeats: true }],
  examples: ["rashomon made"],
  run,
});

test("a command's exit code is the program's", async () => {
  for (const expected of [0, 1, 3] as const) {
    const { code } = await call(["made"], { commands: [made(() => expected)] });
    expect(code).toBe(expected);
  }
});

test("a repeated option keeps every value", async () => {
  let seen: readonly string[] = [];
  const command = made(({ options }) => {
    seen = options.list("many");
    return 0;
  });
  await call(["made", "--many", "a", "--many", "b,c"], { commands: [command] });
  expect(seen).toEqual(["a", "b,c"]);
});

test("a problem ends in code 2, two lines, and with --json an object", async () => {
  const command = made(() => {
    throw new Problem({ message: "it is odd", remedy: "Make it even.", file: "f", line: 2 });
  });
  const plain = await call(["made"], { commands: [command] });
  expect(plain).toEqual({ code: 2, out: "", err: "rashomon: f:2: it is odd\n  → Make it even.\n" });
  const { code, out } = await call(["made", "--json"], { commands: [command] });
  expect(code).toBe(2);
  expect(JSON.parse(out)).toEqual({
    error: { message: "it is odd", remedy: "Make it even.", file: "f", line: 2 },
  });
});

const broken = made(() => {
  throw new TypeError("cannot read x of undefined");
});

test("a bug of ours says so in one line and names the file that holds the stack", async () => {
  const { code, err } = await call(["made"], { commands: [broken] });
  expect(code).toBe(4);
  expect(err).toContain("this is a bug of ours, please report it: cannot read x of undefined");
  const file = /are in (\S+);/.exec(err)?.[1] as string;
  expect(existsSync(file)).toBe(true);
  expect(readFileSync(file, "utf8")).toContain("program.test");
  rmSync(file);
});

test("with --debug the stack is shown instead", async () => {
  const { code, err } = await call(["made", "--debug"], { commands: [broken] });
  expect(code).toBe(4);
  expect(err).toContain("program.test");
});
