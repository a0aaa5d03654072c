// k6's samples of our metrics (see matrix/replay.ts), line by line as they come: what was answered goes
// into the ledger. An origin's answers come in the order of sending.
import { performance } from "node:perf_hooks";
import type { Ledger } from "./ledger.ts";
import { linesByOrigin, type DueTransaction } from "./replay-file.ts";
import { noSending, type Sending } from "./send-node.ts";

interface Sample {
  readonly metric: string;
  readonly data: { readonly value: number; readonly tags?: Readonly<Record<string, string>> };
}

/** So many tries without an answer in a row, and the target counts as lost. */
const lostAfter = 20;

export class K6Answers {
  readonly sending: Sending = noSending();
  readonly #ledger: Ledger;
  readonly #onStart: () => void;
  readonly #byOrigin: DueTransaction[][];
  #rest = "";
  #unanswered = 0;
  #started = false;
  /** When the first transaction was due, by `performance.now()`. */
  startMs = performance.now();
  /** Transactions that were answered or given up. */
  ended = 0;
  /** Called once, when the target counts as lost. */
  onLost: () => void = () => {};

  constructor(input: {
    readonly ledger: Ledger;
    readonly origins: number;
    readonly transactions: readonly DueTransaction[];
    readonly onStart: () => void;
  }) {
    this.#ledger = input.ledger;
    this.#onStart = input.onStart;
    this.#byOrigin = linesByOrigin(input.transactions, input.origins);
  }

  /** Takes in some more of k6's output. */
  take(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line.includes('"metric":"rashomon_') && line.includes('"type":"Point"')) this.#read(line);
    }
  }

  #read(line: string): void {
    const { metric, data } = JSON.parse(line) as Sample;
    const { value, tags = {} } = data;
    switch (metric) {
      case "rashomon_start":
        if (this.#started) return;
        this.#started = true;
        // From k6's clock to the one that the ledger goes by.
        this.startMs = value - performance.timeOrigin;
        return this.#onStart();
      case "rashomon_failures":
        return this.#failed(value, tags);
      case "rashomon_answer":
        return this.#answered(value, tags);
    }
  }

  #failed(count: number, { status }: Readonly<Record<string, string>>): void {
    const silent = status === "0";
    const kind = silent ? "no answer" : `http ${status}`;
    this.sending.failures[kind] = (this.sending.failures[kind] ?? 0) + count;
    this.#unanswered = silent ? this.#unanswered + count : 0;
    if (this.#unanswered < lostAfter || this.sending.targetLost) return;
    this.sending.targetLost = true;
    this.onLost();
  }

  #answered(ms: number, tags: Readonly<Record<string, string>>): void {
    const transaction = this.#byOrigin[Number(tags["origin"])]?.shift();
    if (transaction === undefined) throw new Error("k6 answers what nobody has sent");
    const { ids, roomId } = transaction;
    // Where there is a gate it was told before.
    this.#ledger.sent(ids, { roomId, dueMs: this.startMs + transaction.dueMs });
    this.ended++;
    this.sending.answer.record(ms);
    if (tags["ok"] !== "yes") return this.#ledger.answered(ids, undefined);
    this.#unanswered = 0;
    this.sending.transactions++;
    const errors = JSON.parse(tags["refused"] || "{}") as Record<string, string>;
    const pdus = ids.map((id) => [id, errors[id] === undefined ? {} : { error: errors[id] }]);
    this.#ledger.answered(ids, Object.fromEntries(pdus));
  }
}
