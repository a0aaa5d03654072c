// Sends transactions that were signed before by k6: one VU an origin. Its samples are read as they
// come, so that what was accepted is known while it runs. Flow control is by a gate of this process
// (see gate.ts), which knows what is visible; a flood has none.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ConnectOptions } from "../driver/connect.ts";
import { findK6, k6Version } from "../driver/find-k6.ts";
import { LoadProblem } from "../driver/load-problem.ts";
import { Gate } from "./gate.ts";
import { K6Answers } from "./k6-answers.ts";
import type { Ledger } from "./ledger.ts";
import { linesByOrigin, writeReplayFile, type DueTransaction } from "./replay-file.ts";
import type { Sender, Sending } from "./send-node.ts";

export interface K6Sending {
  readonly url: string;
  readonly connect: Pick<ConnectOptions, "ca" | "rejectUnauthorized">;
  /** The program (default: the one that was set up). */
  readonly program?: string;
  readonly origins: number;
  readonly ledger: Ledger;
  readonly transactions: readonly DueTransaction[];
  /** PDUs a room may have not yet visible; undefined: a flood. */
  readonly outstandingMax: number | undefined;
  /** When the load is over, in ms after its start, whatever still waits. */
  readonly overMs: number;
  /** Told when k6 has begun to send. */
  readonly onStart: () => void;
  readonly signal?: AbortSignal;
}

/** k6 gets so long to stop by itself. */
const stopMs = 700;

export class K6Sender implements Sender {
  readonly versions: Readonly<Record<string, string>>;
  readonly #input: K6Sending;
  readonly #program: string;
  #gate: Gate | undefined;

  /** @throws BridgeProblem, LoadProblem where there is no k6 */
  constructor(input: K6Sending) {
    this.#input = input;
    this.#program = findK6(input.program);
    this.versions = { k6: k6Version(this.#program) };
  }

  /** Looks again at who has to wait: something has become visible. */
  poke(): void {
    this.#gate?.poke();
  }

  /** @throws LoadProblem where k6 does not run */
  async run(): Promise<Sending> {
    const folder = mkdtempSync(join(tmpdir(), "rashomon-replay-"));
    const answers = new K6Answers(this.#input);
    try {
      const file = join(folder, "replay.ndjson");
      writeReplayFile(file, this.#input);
      this.#gate = await this.#openGate(answers);
      await this.#runK6({ folder, file, answers });
      return { ...answers.sending, waited: this.#gate?.waited ?? 0 };
    } finally {
      await this.#gate?.close();
      rmSync(folder, { recursive: true, force: true });
    }
  }

  async #openGate(answers: K6Answers): Promise<Gate | undefined> {
    const { outstandingMax, ledger, transactions, origins } = this.#input;
    if (outstandingMax === undefined) return undefined;
    const order = linesByOrigin(transactions, origins).flat();
    return Gate.open({
      ...{ ledger, outstandingMax },
      leaver: (n) => {
        const transaction = order[n];
        return transaction && { ...transaction, dueMs: answers.startMs + transaction.dueMs };
      },
    });
  }

  async #runK6(run: { folder: string; file: string; answers: K6Answers }): Promise<void> {
    const { signal, overMs, transactions } = this.#input;
    const { ca, rejectUnauthorized } = this.#input.connect;
    const caFile = join(run.folder, "ca.pem");
    if (ca !== undefined) writeFileSync(caFile, ca);
    const flags = ["--quiet", "--no-color", "--address", "", "--out", "json"];
    const trust = rejectUnauthorized === false ? ["--insecure-skip-tls-verify"] : [];
    const child = spawn(this.#program, ["run", ...flags, ...trust, scriptPath()], {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...{ PATH: process.env["PATH"], HOME: run.folder, K6_NO_USAGE_REPORT: "true" },
        ...{ RASHOMON_REPLAY: run.file, ...(ca !== undefined && { SSL_CERT_FILE: caFile }) },
        ...(this.#gate !== undefined && { RASHOMON_GATE: this.#gate.url }),
      },
    });
    const kill = () => child.kill("SIGKILL");
    process.once("exit", kill);
    let stopped = false;
    const stop = () => {
      stopped = true;
      child.kill("SIGINT");
      setTimeout(kill, stopMs).unref();
    };
    signal?.addEventListener("abort", stop, { once: true });
    run.answers.onLost = stop;
    // What waits for room is given a while after the last is due, then the load is over.
    const over = setTimeout(() => this.#gate?.end(), overMs);
    let errors = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      run.answers.take(text);
      this.#gate?.poke();
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors = (errors + text).slice(-2_000);
    });
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on("error", reject).on("close", resolve);
    });
    clearTimeout(over);
    process.removeListener("exit", kill);
    signal?.removeEventListener("abort", stop);
    run.answers.sending.unsent = transactions.length - run.answers.ended;
    // 99: something failed, which is counted; others after a stop of ours.
    if (code === 0 || code === 99 || stopped) return;
    throw new LoadProblem(
      `k6 ended with code ${code ?? "none"}: ${errors.trim().split("\n").slice(-2).join(" ")}`,
      "Look at what it says; `npm run setup:real -- k6` builds the version that is meant.",
    );
  }
}

/** In a checkout the source, which k6 reads as it is; in the published package the bundle. */
function scriptPath(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const places = ["../matrix/replay.ts", "replay.js", "../replay.js"].map((p) => join(here, p));
  const found = places.find((path) => existsSync(path));
  if (found === undefined) throw new Error(`the k6 script is at none of ${places.join(", ")}`);
  return found;
}
