// Sends transactions that were signed before by k6: one VU an origin. Its samples are read as they
// come, so that what was accepted is known while it runs. Flow control is k6's own pace: it cannot
// know what is visible, so the rate must be one that the target carries.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { k6Path } from "../../sim/bridge/real-parts.ts";
import { LoadProblem } from "../driver/load-problem.ts";
import type { Ledger } from "./ledger.ts";
import { writeReplayFile, type DueTransaction } from "./replay-file.ts";
import { noSending, type Sending } from "./send-node.ts";

export interface K6Sending {
  readonly url: string;
  readonly origins: number;
  readonly ledger: Ledger;
  readonly transactions: readonly DueTransaction[];
  /** Told when k6 has begun to send. */
  readonly onStart: () => void;
  readonly signal?: AbortSignal;
}

/** k6 gets so long to stop by itself. */
const stopMs = 700;

/** @throws BridgeProblem where there is no k6, LoadProblem where it does not run */
export async function sendByK6(input: K6Sending): Promise<Sending> {
  const program = k6Path();
  const folder = mkdtempSync(join(tmpdir(), "rashomon-replay-"));
  try {
    const file = join(folder, "replay.ndjson");
    writeReplayFile(file, input);
    return await runK6({ program, folder, file }, input);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runK6(
  { program, folder, file }: { program: string; folder: string; file: string },
  input: K6Sending,
): Promise<Sending> {
  const flags = ["--quiet", "--no-color", "--address", "", "--out", "json"];
  const child = spawn(program, ["run", ...flags, scriptPath()], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...{ PATH: process.env["PATH"], HOME: folder, K6_NO_USAGE_REPORT: "true" },
      RASHOMON_REPLAY: file,
    },
  });
  const orphan = () => child.kill("SIGKILL");
  process.once("exit", orphan);
  const stop = () => {
    child.kill("SIGINT");
    setTimeout(orphan, stopMs).unref();
  };
  input.signal?.addEventListener("abort", stop, { once: true });
  const samples = new Samples(input);
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => samples.take(text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors = (errors + text).slice(-2_000);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("close", resolve);
  });
  process.removeListener("exit", orphan);
  input.signal?.removeEventListener("abort", stop);
  const { sending } = samples;
  sending.unsent = input.transactions.length - samples.ended;
  // 99: something failed, which is counted; 105 and nothing: stopped by us.
  if (code !== 0 && code !== 99 && input.signal?.aborted !== true) {
    throw new LoadProblem(
      `k6 ended with code ${code ?? "none"}: ${errors.trim().split("\n").slice(-2).join(" ")}`,
      "Look at what it says; `npm run setup:real -- k6` builds the version that is meant.",
    );
  }
  return sending;
}

/** k6's samples of our metrics, line by line; an origin's answers come in the order of sending. */
class Samples {
  readonly sending = noSending();
  readonly #input: K6Sending;
  readonly #byOrigin = new Map<string, DueTransaction[]>();
  #rest = "";
  #startMs: number | undefined;
  ended = 0;

  constructor(input: K6Sending) {
    this.#input = input;
    for (const transaction of input.transactions) {
      const own = this.#byOrigin.get(String(transaction.origin)) ?? [];
      this.#byOrigin.set(String(transaction.origin), own);
      own.push(transaction);
    }
  }

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
        if (this.#startMs !== undefined) return;
        // From k6's clock to the one that the ledger goes by.
        this.#startMs = value - performance.timeOrigin;
        return this.#input.onStart();
      case "rashomon_failures": {
        const kind = tags["status"] === "0" ? "no answer" : `http ${tags["status"]}`;
        this.sending.failures[kind] = (this.sending.failures[kind] ?? 0) + value;
        return;
      }
      case "rashomon_answer":
        return this.#answered(value, tags);
    }
  }

  #answered(ms: number, tags: Readonly<Record<string, string>>): void {
    const transaction = this.#byOrigin.get(tags["origin"])?.shift();
    if (transaction === undefined) throw new Error("k6 answers what nobody has sent");
    const { ids, roomId } = transaction;
    const { ledger } = this.#input;
    ledger.sent(ids, { roomId, dueMs: (this.#startMs ?? 0) + transaction.dueMs });
    this.ended++;
    this.sending.answer.record(ms);
    if (tags["ok"] !== "yes") return ledger.answered(ids, undefined);
    this.sending.transactions++;
    const errors = JSON.parse(tags["refused"] || "{}") as Record<string, string>;
    const pdus = ids.map((id) => [id, errors[id] === undefined ? {} : { error: errors[id] }]);
    ledger.answered(ids, Object.fromEntries(pdus));
  }
}

interface Sample {
  readonly metric: string;
  readonly data: { readonly value: number; readonly tags?: Readonly<Record<string, string>> };
}

/** In a checkout the source, which k6 reads as it is; in the published package the bundle. */
function scriptPath(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const places = ["../matrix/replay.ts", "replay.js", "../replay.js"].map((p) => join(here, p));
  const found = places.find((path) => existsSync(path));
  if (found === undefined) throw new Error(`the k6 script is at none of ${places.join(", ")}`);
  return found;
}
