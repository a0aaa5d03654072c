// The records of a live feed so far, gathered as they come: what one more record costs does not grow
// with what is there. A line that is no good record is named and passed over: one bad line must not end
// a feed. A feed that never ends is cut at a limit, and says so.
import { Gatherer, readRecord, type ModelData } from "../../model/index.ts";

/** More lines than this are counted and not shown: the page would grow without end. */
export const linesMax = 2_000_000;

export class RecordLog {
  /** Kept as text, which is small: where gathering must begin anew, they are read again. */
  private readonly lines: string[] = [];
  private readonly skipped: string[] = [];
  private gatherer: Gatherer | undefined;
  private readonly most: number;
  /** Lines so far. */
  count = 0;
  /** How often gathering began anew, the first time included. */
  beginnings = 0;

  /** @param most lines that are shown */
  constructor(most = linesMax) {
    this.most = most;
  }

  add(lines: readonly string[]): void {
    const first = this.lines.length;
    for (const line of lines.slice(0, Math.max(0, this.most - first))) this.lines.push(line);
    this.count += lines.length;
    this.gather(first);
  }

  /** The data of everything so far; undefined before the feed has said what run this is. */
  data(): ModelData | undefined {
    if (this.gatherer?.isStale === true) {
      this.gatherer = undefined;
      this.skipped.length = 0;
      this.gather(0);
    }
    const over = this.count - this.lines.length;
    const late = over > 0 ? [`${over} later records are not shown`] : [];
    return this.gatherer?.finish([...late, ...this.skipped]);
  }

  /** Takes in the lines from a number on. */
  private gather(first: number): void {
    const read = this.lines.slice(first).flatMap((line, at) => {
      const record = readRecord(line);
      if (typeof record !== "string") return { record, at: first + at };
      if (this.skipped.length < 20) this.skipped.push(`line ${first + at + 1}: ${record}`);
      return [];
    });
    if (this.gatherer === undefined) {
      if (read[0]?.record.kind !== "meta") return;
      this.gatherer = new Gatherer();
      this.beginnings += 1;
    }
    for (const { record, at } of read) this.gatherer.number(record, at);
    for (const { record, at } of read) this.gatherer.take(record, at);
  }
}
