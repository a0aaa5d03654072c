// Another program that answers resolver requests, one JSON a line. Requests are sent ahead of the
// answers, so that both sides always have work. A program that ends or is silent for too long is
// started again; the request that it was working on counts as a crash or a hang.
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import type { Reply } from "../../compare/judge.ts";
import { readAnswer } from "../../compare/question.ts";
import { peerNames, type PeerCommand } from "./peers.ts";
import { Problem } from "../problem.ts";

interface Waiting {
  readonly line: string;
  readonly done: (result: Reply) => void;
}

/** A program that ends this often without an answer is not started again. */
const startsInVainMax = 3;
/** Questions go over together, for each write has its price; so many characters at the most. */
const parcelMax = 1 << 17;

export class Peer {
  readonly command: PeerCommand;
  #process: ChildProcessWithoutNullStreams | undefined;
  #waiting: Waiting[] = [];
  #parcel = "";
  #rest = "";
  #errors = "";
  #inVain = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(command: PeerCommand) {
    this.command = command;
  }

  /** Asks one question; the line is JSON without a line break. */
  ask(line: string): Promise<Reply> {
    return new Promise((done) => {
      this.#waiting.push({ line, done });
      this.#post(line);
      this.#watch();
    });
  }

  /** How many questions are unanswered. */
  get pending(): number {
    return this.#waiting.length;
  }

  /** Ends the program. */
  stop(): void {
    clearTimeout(this.#timer);
    const running = this.#process;
    this.#process = undefined;
    this.#parcel = "";
    running?.removeAllListeners();
    running?.kill();
  }

  /** Sends a line with those that follow it before the next turn of the loop. */
  #post(line: string): void {
    this.#running();
    if (this.#parcel === "") setImmediate(() => this.#dispatch());
    this.#parcel += `${line}\n`;
    if (this.#parcel.length >= parcelMax) this.#dispatch();
  }

  #dispatch(): void {
    if (this.#parcel !== "") this.#process?.stdin.write(this.#parcel);
    this.#parcel = "";
  }

  #running(): ChildProcessWithoutNullStreams {
    if (this.#process !== undefined) return this.#process;
    if (this.#inVain >= startsInVainMax) throw this.#problem();
    const { program, args } = this.command;
    const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"] });
    this.#process = child;
    this.#rest = "";
    this.#inVain++;
    child.stdout.setEncoding("utf8").on("data", (text: string) => this.#read(text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#errors = (this.#errors + text).slice(-2000);
    });
    // A pipe breaks when the program ends; the end itself is what counts.
    child.stdin.on("error", () => undefined);
    child.on("error", (error) => this.#lost("crash", error.message));
    child.on("close", (code, signal) => this.#lost("crash", `ended with ${signal ?? code}`));
    return child;
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() as string;
    for (const line of lines) {
      const first = this.#waiting.shift();
      if (first === undefined) continue;
      this.#inVain = 0;
      const answer = readAnswer(line);
      first.done(
        typeof answer === "string"
          ? { kind: "nonsense", detail: answer }
          : { kind: "answer", answer },
      );
    }
    this.#watch();
  }

  #watch(): void {
    clearTimeout(this.#timer);
    if (this.#waiting.length === 0) return;
    const patience = this.command.patience ?? 60_000;
    this.#timer = setTimeout(() => this.#lost("hang", `no answer for ${patience} ms`), patience);
  }

  /** The program is gone: its first question is lost, the others are asked again. */
  #lost(kind: "crash" | "hang", detail: string): void {
    this.stop();
    const [first, ...others] = this.#waiting;
    this.#waiting = others;
    first?.done({
      kind,
      detail: `${detail}${this.#errors === "" ? "" : `: ${lastLine(this.#errors)}`}`,
    });
    if (others.length === 0) return;
    if (this.#inVain >= startsInVainMax) {
      this.#waiting = [];
      for (const { done } of others) done({ kind, detail });
      return;
    }
    for (const { line } of others) this.#post(line);
    this.#watch();
  }

  #problem(): Problem {
    const { name, program, args } = this.command;
    const said = this.#errors === "" ? "" : ` and said: ${lastLine(this.#errors)}`;
    return new Problem({
      message: `${name} ends without an answer${said}`,
      remedy:
        `Try it by hand: echo '{…}' | ${[program, ...args].join(" ")}\n` +
        `  Known by name are ${peerNames.join(", ")}; any other word is a command, which reads ` +
        "one JSON a line and writes one for each.",
    });
  }
}

function lastLine(text: string): string {
  return text.trimEnd().split("\n").at(-1) ?? "";
}
