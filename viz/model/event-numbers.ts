// The places of a trace's events among those of a model, counted before anything is gathered: a
// record may speak of an event that is written after it. Also which events a server refused.
import type { EventRecord, EventVerdict, TraceRecord } from "../../sim/trace/records.ts";

/** Verdicts that refuse nothing. */
const quiet: ReadonlySet<EventVerdict> = new Set(["accepted", "outlier"]);

export class EventNumbers {
  private readonly ofId = new Map<string, number>();
  private readonly ofIndex = new Map<number, number>();
  /** Trace indexes of events that a server refused. */
  private readonly refused = new Set<number>();
  /** Places of events that have been taken. */
  private readonly done = new Set<number>();
  /** Indexes and IDs that were asked for and were not there. */
  private readonly unknown = new Set<number | string>();
  /** True once an event was heard of that had been asked for before. */
  isLate = false;
  /** True once an event was refused after it had been taken. */
  isRefusedLate = false;

  get count(): number {
    return this.ofId.size;
  }

  /** Hears of a record; false for an event that has been heard of before. */
  hear(record: TraceRecord): boolean {
    if (record.kind === "arrive" && !quiet.has(record.verdict)) this.refuse(record.event);
    if (record.kind !== "event") return true;
    if (this.ofIndex.has(record.index) || this.ofId.has(record.id)) return false;
    if (this.unknown.has(record.index) || this.unknown.has(record.id)) this.isLate = true;
    const place = this.count;
    this.ofIndex.set(record.index, place);
    this.ofId.set(record.id, place);
    return true;
  }

  private refuse(traceIndex: number): void {
    if (this.refused.has(traceIndex)) return;
    this.refused.add(traceIndex);
    if (this.done.has(this.ofIndex.get(traceIndex) ?? -1)) this.isRefusedLate = true;
  }

  /** The place of the event with an index of the trace. */
  placeOf(traceIndex: number): number | undefined {
    const place = this.ofIndex.get(traceIndex);
    if (place === undefined) this.unknown.add(traceIndex);
    return place;
  }

  /** The place of the event with an ID. */
  placeOfId(id: string): number | undefined {
    const place = this.ofId.get(id);
    if (place === undefined) this.unknown.add(id);
    return place;
  }

  /** The place of an event's record, once: of several for one event the first counts. */
  take({ index, id }: EventRecord): number | undefined {
    const place = this.ofIndex.get(index);
    if (place === undefined || this.ofId.get(id) !== place || this.done.has(place))
      return undefined;
    this.done.add(place);
    return place;
  }

  isRefused(traceIndex: number): boolean {
    return this.refused.has(traceIndex);
  }
}
