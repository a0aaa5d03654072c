// Reports of what nobody can measure again: written and shown, or shown all the same.
import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { handOver } from "../../../sim/cli/hand-over.ts";
import { Output } from "../../../sim/cli/output.ts";
import { temporaryFolder } from "./call.ts";

/** Hands a report of two files over; what was shown, and what was thrown. */
function handedOver(folder: string, { json = false, secret = "hidden" } = {}) {
  let out = "";
  const io = { out: (text: string) => void (out += text), err: () => {} };
  const output = new Output(
    { ...io, input: process.stdin, terminal: false },
    { json, quiet: false },
  );
  const [page, trace] = [join(folder, "page"), join(folder, "trace")];
  const report = {
    contents: [[page, "100 sent"] as const, [trace, Buffer.from("bytes")] as const],
    ...{ secrets: [secret], object: { sent: 100 }, files: { page } },
    text: (written: { page: string } | undefined) => `100 sent, ${written?.page ?? "unwritten"}`,
  };
  try {
    handOver(report, output);
  } catch (thrown) {
    return { out, thrown: String(thrown) };
  }
  return { out };
}

test("a report is written, and shown with its paths", () => {
  const folder = temporaryFolder();
  const page = join(folder, "page");
  expect(handedOver(folder)).toEqual({ out: `100 sent, ${page}` });
  expect(readFileSync(join(folder, "trace"), "utf8")).toBe("bytes");
  const { out } = handedOver(folder, { json: true });
  expect(JSON.parse(out)).toEqual({ sent: 100, files: { page } });
});

test("where it cannot be written it is shown without paths, and then the obstacle is told", () => {
  const folder = temporaryFolder();
  symlinkSync("/dev/full", join(folder, "page"));
  const { out, thrown } = handedOver(folder);
  expect([out, thrown]).toEqual(["100 sent, unwritten", expect.stringContaining("disk is full")]);
  // One object: who reads it learns there that no file is.
  const error = expect.objectContaining({ message: "cannot write: the disk is full" });
  expect(JSON.parse(handedOver(folder, { json: true }).out)).toEqual({ sent: 100, error });
});

test("what would hold a secret is neither written nor shown", () => {
  const folder = temporaryFolder();
  const { out, thrown } = handedOver(folder, { secret: "100 sent" });
  expect([out, thrown]).toEqual(["", expect.stringContaining("would hold an access token")]);
  expect(existsSync(join(folder, "page"))).toBe(false);
});
