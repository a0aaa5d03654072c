// Keeps the trace of a story while it is told: hands its lines to a live page, if there is one, and
// has them ready for a file beside the report in the end.
import { gzipSync } from "node:zlib";
import type { Feed } from "../../bridge/feed.ts";
import { StoryTrace, type StoryAbout } from "./story-trace.ts";

/** Lines are handed on this often. */
const everyMs = 50;

export class StoryRecording {
  readonly watch: StoryTrace;
  readonly #feed: Feed | undefined;
  readonly #lines: string[] = [];
  readonly #timer: NodeJS.Timeout;

  /** Begins; the story's clock starts now. */
  constructor(about: StoryAbout, feed?: Feed) {
    const startedMs = Date.now();
    this.watch = new StoryTrace(about, () => Date.now() - startedMs);
    this.#feed = feed;
    this.#timer = setInterval(() => this.#handOn(), everyMs);
  }

  /** Ends; the trace, gzipped. */
  end(): Uint8Array {
    clearInterval(this.#timer);
    this.watch.end();
    this.#handOn();
    this.#feed?.end();
    return gzipSync(this.#lines.map((line) => `${line}\n`).join(""));
  }

  /** Ends where there is nothing to keep. */
  drop(): void {
    clearInterval(this.#timer);
    if (this.#feed?.ended === false) this.#feed.end();
  }

  #handOn(): void {
    const lines = this.watch.lines();
    this.#lines.push(...lines);
    this.#feed?.push(...lines);
  }
}
