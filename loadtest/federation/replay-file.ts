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

export function writeReplayFile(
  file: string,
  {
    url,
    origins,
    transactions,
  }: {
    url: string;
    origins: number;
    transactions: readonly DueTransaction[];
  },
): void {
  const starts: number[] = [];
  const lines: string[] = [];
  for (let origin = 0; origin < origins; origin++) {
    starts.push(lines.length);
    for (const { origin: of, dueMs, uri, authorization, body } of transactions) {
      if (of !== origin) continue;
      const line: ReplayLine = { t: Math.round(dueMs), u: uri, a: authorization, b: body };
      lines.push(JSON.stringify(line));
    }
  }
  const head: ReplayHead = { format: replayFormat, url, starts, count: lines.length };
  writeFileSync(file, `${[JSON.stringify(head), ...lines].join("\n")}\n`, { mode: 0o600 });
}
