// The records of a live feed so far. A line that is no good record is named and passed over: one bad
// line must not end a feed. A feed that never ends is cut at a limit, and says so.
import type { TraceRecord } from "../../../sim/trace/records.ts";
import { gatherModel, readRecord, type ModelData } from "../../model/index.ts";

/** More records than this are counted and not shown: the page would grow without end. */
export const recordsMax = 400_000;

export class RecordLog {
  private readonly records: TraceRecord[] = [];
  private readonly skipped: string[] = [];
  /** Lines so far. */
  count = 0;

  add(lines: readonly string[]): void {
    for (const line of lines) {
      this.count += 1;
      if (this.records.length >= recordsMax) continue;
      const record = readRecord(line);
      if (typeof record !== "string") this.records.push(record);
      else if (this.skipped.length < 20) this.skipped.push(`line ${this.count}: ${record}`);
    }
  }

  /** The data of everything so far; undefined before the feed has said what run this is. */
  data(): ModelData | undefined {
    if (this.records[0]?.kind !== "meta") return undefined;
    const over = this.count - this.skipped.length - recordsMax;
    const skipped =
      over > 0 ? [`${over} later records are not shown`, ...this.skipped] : this.skipped;
    return gatherModel(this.records, { skipped });
  }
}
