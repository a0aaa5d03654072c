// Runs command lines in the test's own process, with everything that goes in and out in memory,
// and writes made-up rooms into a folder that is gone afterwards.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { chapters } from "../../../sim/cli/chapters.ts";
import { runProgram } from "../../../sim/cli/program.ts";
import type { Command } from "../../../sim/cli/command.ts";
import type { Io } from "../../../sim/cli/io.ts";
import type { IdentifiedPdu } from "../../../sim/protocol/event.ts";

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one command line. */
export async function call(
  argv: readonly string[],
  options: { input?: string; commands?: readonly Command[] } = {},
): Promise<Ended> {
  const written = { out: "", err: "" };
  const io: Io = {
    out: (text) => void (written.out += text),
    err: (text) => void (written.err += text),
    input: chunks(options.input ?? ""),
    terminal: false,
  };
  const made = options.commands && [{ title: "Commands", commands: options.commands }];
  const code = await runProgram(made ?? chapters, argv, io);
  return { code, ...written };
}

/** Bytes in chunks that end in the middle of lines and characters. */
async function* chunks(text: string): AsyncIterable<Uint8Array> {
  const bytes = Buffer.from(text, "utf8");
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
}

/** A folder for one test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "rashomon-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes events as NDJSON and answers the file's name. */
export function roomFile(events: readonly IdentifiedPdu[], name = "room.ndjson"): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, events.map(lineOf).join("\n"));
  return file;
}

/** An event as a line of a room file. */
export function lineOf({ id, pdu }: IdentifiedPdu): string {
  return JSON.stringify({ event_id: id, ...pdu });
}
