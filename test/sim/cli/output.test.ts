// Where results go, and how files are written.
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { readlinkSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Io } from "../../../sim/cli/io.ts";
import {
  mustTakeFile,
  mustTakeFiles,
  Output,
  writeProblem,
  writeWholeFile,
} from "../../../sim/cli/output.ts";
import { Problem } from "../../../sim/cli/problem.ts";
import { temporaryFolder } from "./call.ts";

function outputFor(options: {
  json?: boolean;
  quiet?: boolean;
  terminal?: boolean;
  columns?: number;
}) {
  const written = { out: "", err: "" };
  const io: Io = {
    out: (text) => void (written.out += text),
    err: (text) => void (written.err += text),
    input: (async function* () {})(),
    terminal: options.terminal ?? false,
    columns: options.columns,
  };
  const { json = false, quiet = false } = options;
  return { output: new Output(io, { json, quiet }), written };
}

test("a result is text for people, one line of JSON for programs, and nothing when quiet", () => {
  for (const [options, expected] of [
    [{}, "text\n"],
    [{ json: true }, '{"a":1}\n'],
    [{ quiet: true }, ""],
    [{ quiet: true, json: true }, '{"a":1}\n'],
  ] as const) {
    const { output, written } = outputFor(options);
    output.result({ a: 1 }, () => "text\n");
    expect(written).toEqual({ out: expected, err: "" });
  }
});

test("a result that goes into a file does not go to standard output", () => {
  const file = join(temporaryFolder(), "deep", "down", "result.json");
  const { output, written } = outputFor({ json: true });
  output.result({ a: 1 }, () => "text\n", file);
  expect(readFileSync(file, "utf8")).toBe('{"a":1}\n');
  expect(written.out).toBe("");
});

test("progress is for people who watch", () => {
  for (const [terminal, expected] of [
    [true, "\r\u001b[Khalf"],
    [false, ""],
  ] as const) {
    const { output, written } = outputFor({ terminal });
    output.progress("half");
    expect(written.err).toBe(expected);
  }
});

test("progress never takes a second line, which the next could not overwrite", () => {
  const { output, written } = outputFor({ terminal: true, columns: 10 });
  output.progress("123456789");
  output.progress("1234567890");
  expect(written.err).toBe("\r\u001b[K123456789\r\u001b[K12345678…");
  const unknown = outputFor({ terminal: true, columns: 0 });
  unknown.output.progress("123456789");
  expect(unknown.written.err).toBe("\r\u001b[K123456789");
});

test("a file is replaced as a whole and nothing else is left behind", () => {
  const folder = temporaryFolder();
  const file = join(folder, "a.txt");
  writeWholeFile(file, "one");
  writeWholeFile(file, "two");
  expect(readFileSync(file, "utf8")).toBe("two");
  expect(readdirSync(folder)).toEqual(["a.txt"]);
});

const problemOf = (write: () => void): Problem => {
  try {
    write();
  } catch (thrown) {
    if (thrown instanceof Problem) return thrown;
    throw thrown;
  }
  throw new Error("nothing was thrown");
};

test("a folder in the place of the file is a problem, not a bug", () => {
  const folder = temporaryFolder();
  expect(problemOf(() => writeWholeFile(folder, "x")).message).toBe("this is a folder");
});

test("a link is followed and stays a link", () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "real.txt"), "old");
  symlinkSync("real.txt", join(folder, "link.txt"));
  writeWholeFile(join(folder, "link.txt"), "new");
  expect(readFileSync(join(folder, "real.txt"), "utf8")).toBe("new");
  expect(readlinkSync(join(folder, "link.txt"))).toBe("real.txt");
});

test("a device is written to, not replaced, and a full one is a problem", () => {
  const folder = temporaryFolder();
  const file = join(folder, "full");
  symlinkSync("/dev/full", file);
  if (!existsSync(file)) return;
  expect(problemOf(() => writeWholeFile(file, "x")).message).toContain("the disk is full");
  expect(readlinkSync(file)).toBe("/dev/full");
  expect(readdirSync(folder)).toEqual(["full"]);
});

test("a file without a name is a problem", () => {
  expect(problemOf(() => writeWholeFile("", "x")).message).toContain("names no file");
});

test("a file in the place of a folder is a problem, and it stays as it was", () => {
  const folder = temporaryFolder();
  const file = join(folder, "file");
  writeFileSync(file, "mine");
  const problem = problemOf(() => writeWholeFile(join(file, "inner", "x.txt"), "x"));
  expect(problem.message).toContain("part of this path is a file");
  expect(readFileSync(file, "utf8")).toBe("mine");
});

test.each([
  ["ENOSPC", "the disk is full"],
  ["EROFS", "the disk is read-only"],
  ["EACCES", "you may not write here"],
])("%s is a problem that says what to do", (code, message) => {
  const problem = writeProblem("out/x.json", Object.assign(new Error(code), { code }));
  expect(problem).toBeInstanceOf(Problem);
  expect((problem as Problem).parts).toMatchObject({ file: "out/x.json" });
  expect((problem as Problem).message).toContain(message);
});

test("what the system says that nobody foresaw stays a bug", () => {
  const odd = Object.assign(new Error("odd"), { code: "EODD" });
  expect(writeProblem("x", odd)).toBe(odd);
});

test("a folder that takes no files is a problem and does not hang", () => {
  if (process.platform !== "linux") return;
  expect(problemOf(() => writeWholeFile("/proc/rashomon/x.txt", "x")).message).toContain(
    "takes no",
  );
});

test("a name that is too long is a problem", () => {
  const file = join(temporaryFolder(), "x".repeat(300));
  expect(problemOf(() => writeWholeFile(file, "x")).message).toContain("too long");
});

test("an existing folder is no obstacle", () => {
  const folder = join(temporaryFolder(), "out");
  mkdirSync(folder);
  writeWholeFile(join(folder, "a"), new Uint8Array([1, 2]));
  expect([...readFileSync(join(folder, "a"))]).toEqual([1, 2]);
});

test("where files could not go in the end is told at the beginning, and nothing is made", () => {
  const folder = temporaryFolder();
  const file = join(folder, "file");
  writeFileSync(file, "mine");
  for (const place of [file, join(file, "inner"), join(file, "inner", "further")]) {
    const { message } = problemOf(() => mustTakeFiles(place));
    expect(message).toContain("part of this path is a file");
  }
  mustTakeFiles(folder);
  mustTakeFiles(join(folder, "new", "newer"));
  expect(readdirSync(folder)).toEqual(["file"]);
});

test("where a file could not go in the end is told at the beginning, with the option that named it", () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "text"), "");
  const wrong = [folder, join(folder, "text", "file"), ""];
  for (const file of wrong) {
    try {
      mustTakeFile(file, "--keep");
      expect.unreachable(file);
    } catch (thrown) {
      const { message, remedy } = (thrown as Problem).parts;
      expect(`${message} ${remedy}`).toMatch(/--keep/);
      expect(`${message} ${remedy}`).not.toMatch(/ -o\b|^-o\b/);
    }
  }
  mustTakeFile(join(folder, "new", "file"), "--keep");
  mustTakeFile(join(folder, "text"), "--keep");
  expect(readdirSync(folder)).toEqual(["text"]);
});
