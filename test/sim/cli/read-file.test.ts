// Reading what a user named.
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { Problem } from "../../../sim/cli/problem.ts";
import { readTextFile } from "../../../sim/cli/read-file.ts";
import { temporaryFolder } from "./call.ts";

function fileWith(content: string | Uint8Array, name = "file.json"): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, content);
  return file;
}

function problemWith(file: string, options = {}): Problem["parts"] {
  try {
    readTextFile(file, options);
  } catch (thrown) {
    if (thrown instanceof Problem) return thrown.parts;
    throw thrown;
  }
  throw new Error("nothing was thrown");
}

test("text comes back as it is, also from gzip", () => {
  expect(readTextFile(fileWith("Ünïcödé\n"))).toBe("Ünïcödé\n");
  expect(readTextFile(fileWith(gzipSync("packed\n")))).toBe("packed\n");
});

test("a missing file is a problem, with the name that may have been meant", () => {
  const file = fileWith("x", "room.ndjson");
  expect(problemWith(file.replace("room.ndjson", "rom.ndjson"))).toMatchObject({
    message: "there is no such file",
    remedy: "Did you mean room.ndjson?",
  });
  expect(problemWith("/nowhere/at/all").remedy).toBe("Check the path.");
});

test.each([
  ["empty", () => fileWith(""), "the file is empty"],
  ["a folder", () => temporaryFolder(), "this is a folder"],
  ["binary", () => fileWith(new Uint8Array([1, 0, 2])), "this is a binary file"],
  [
    "half a gzip",
    () => fileWith(gzipSync("x".repeat(999)).subarray(0, 20)),
    "the file begins like gzip but cannot be unpacked",
  ],
] as const)("%s is a problem", (_what, make, message) => {
  expect(problemWith(make()).message).toBe(message);
});

test("bytes that are no UTF-8 are blamed with their line", () => {
  const bytes = Buffer.concat([
    Buffer.from("good\ngood\nb"),
    Buffer.from([0xff]),
    Buffer.from("d\n"),
  ]);
  expect(problemWith(fileWith(bytes))).toMatchObject({ line: 3 });
});

test("a file above the limit is refused before it is read, and a bomb before it is unpacked", () => {
  expect(problemWith(fileWith("x".repeat(11)), { bytesMax: 10 }).message).toContain("11 bytes");
  const bomb = gzipSync("x".repeat(100_000));
  expect(problemWith(fileWith(bomb), { bytesMax: 10_000 }).message).toContain("once unpacked");
});

test("a file without rights is a problem", () => {
  // Whoever runs as root may read everything; then there is nothing to test.
  if (process.getuid?.() === 0) return;
  const file = fileWith("x");
  chmodSync(file, 0o000);
  expect(problemWith(file).message).toContain("may not read");
});
