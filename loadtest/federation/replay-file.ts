// Transactions that were signed before, in a file that k6 or anything else can send: the first line
// says what they are, each further line is one request. They stay right for as long as the target's
// database and the origins' keys live; somebody must answer as the origins while they are sent.
import { writeFileSync } from "node:fs";
import type { SignedTransaction } from "./transaction.ts";

export const replayFormat = "rashomon-replay-1";

/** The first line. Lines are sorted by origin. */
export interface ReplayHead {
  readonly format: typeof replayFormat;
  /** Base address of the target. */
  readonly url: string;
  /** Line (counted from 0, the head not counted) at which each origin's transactions begin. */
  readonly starts: readonly number[];
  readonly count: number;
}

/** A further line, short because there are many. */
export interface ReplayLine {
  /** Due, in ms after the start. */
  readonly t: number;
  readonly u: string;
  readonly a: string;
  readonly b: string;
}

export interface DueTransaction extends SignedTransaction {
  readonly dueMs: number;
}

/** Transactions by origin, in the order of the file's lines. */
export function linesByOrigin<Line extends { readonly origin: number }>(
  transactions: readonly Line[],
  origins: number,
): Line[][] {
  const lines: Line[][] = Array.from({ length: origins }, () => []);
  for (const transaction of transactions) lines[transaction.origin].push(transaction);
  return lines;
}

/** Writes a file for its owner only: whoever has it can send it. */
export function writeReplayFile(
  file: string,
  input: { url: string; origins: number; transactions: readonly DueTransaction[] },
): void {
  const byOrigin = linesByOrigin(input.transactions, input.origins);
  const lines = byOrigin.flat().map(({ dueMs, uri, authorization, body }) => {
    const line: ReplayLine = { t: Math.round(dueMs), u: uri, a: authorization, b: body };
    return JSON.stringify(line);
  });
  let next = 0;
  const starts = byOrigin.map(({ length }) => (next += length) - length);
  const head: ReplayHead = { format: replayFormat, url: input.url, starts, count: lines.length };
  writeFileSync(file, `${[JSON.stringify(head), ...lines].join("\n")}\n`, { mode: 0o600 });
}
