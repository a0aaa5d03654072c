// Puts a live feed's lines in order. The feed numbers its lines from 0; what comes twice is passed
// over, what comes early waits, and a hole can be asked for again. Pure: no socket, no clock.

/** A stretch of the feed: lines `from`, `from + 1` … */
export interface Batch {
  readonly from: number;
  readonly lines: readonly string[];
}

/** Batches that came early are kept up to this many lines; they can be had again. */
const waitingMax = 50_000;

export class FeedOrder {
  /** The number of the next line. */
  next = 0;
  private readonly waiting = new Map<number, readonly string[]>();
  private waitingLines = 0;

  /** Takes a batch; gives the lines that are in order now. */
  take({ from, lines }: Batch): string[] {
    if (from > this.next) {
      this.keep(from, lines);
      return [];
    }
    const ready = lines.slice(this.next - from);
    this.next = Math.max(this.next, from + lines.length);
    for (;;) {
      const at = [...this.waiting.keys()].find((start) => start <= this.next);
      if (at === undefined) return ready;
      const early = this.waiting.get(at) ?? [];
      this.waiting.delete(at);
      this.waitingLines -= early.length;
      ready.push(...early.slice(this.next - at));
      this.next = Math.max(this.next, at + early.length);
    }
  }

  /** True while lines wait for some that are missing. */
  get hasHole(): boolean {
    return this.waiting.size > 0;
  }

  private keep(from: number, lines: readonly string[]): void {
    const known = this.waiting.get(from)?.length ?? 0;
    if (lines.length <= known || this.waitingLines + lines.length > waitingMax) return;
    this.waiting.set(from, lines);
    this.waitingLines += lines.length - known;
  }
}

/** What a message of the feed says; undefined where it is none that we know. */
export function readBatch(text: string): Batch | undefined {
  try {
    const value = JSON.parse(text) as { from?: unknown; lines?: unknown } | null;
    const { from, lines } = value ?? {};
    if (!Number.isSafeInteger(from) || (from as number) < 0 || !Array.isArray(lines)) {
      return undefined;
    }
    return lines.every((line) => typeof line === "string")
      ? { from: from as number, lines }
      : undefined;
  } catch {
    return undefined;
  }
}
