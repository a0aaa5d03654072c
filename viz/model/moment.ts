// What happened at one instant, in sentences: for the line that tells what a playing trace shows.
import {
  clockText,
  durationText,
  endingOf,
  eventText,
  faultText,
  reasonText,
  userText,
} from "./describe.ts";
import { countUpTo } from "./arrivals.ts";
import type { FaultBand } from "./faults.ts";
import type { Model } from "./model.ts";
import { timeOrder } from "./time-order.ts";

/** A trace's arrivals, operations, events and marks by time. Build it once a model. */
export class MomentIndex {
  private readonly model: Model;
  private readonly entries: Int32Array;
  private readonly entryTimes: Float64Array;
  private readonly ops: Int32Array;
  private readonly opTimes: Float64Array;

  constructor(model: Model) {
    this.model = model;
    const { arrivals } = model;
    this.entries = timeOrder(model.data.columns["arrivals.atMs"]);
    const opTimes = model.data.columns["ops.atMs"];
    this.ops = timeOrder(opTimes);
    this.opTimes = Float64Array.from(this.ops, (op) => opTimes[op]);
    this.entryTimes = Float64Array.from(this.entries, (entry) => arrivals.timeOf(entry));
  }

  /** The latest instant at or before `atMs` of which there is something to tell. */
  latest(atMs: number): number {
    const { moments } = this.model;
    const last = countUpTo(moments, atMs) - 1;
    // Records such as those of the wire tell nothing here; far back there would be nothing new.
    for (let at = last; at > last - 200 && at > 0; at--) {
      if (this.sentencesAt(moments[at]).length > 0) return moments[at];
    }
    return moments[Math.max(0, last)] ?? 0;
  }

  /** The next instant after `atMs` (`step` 1) or before it (`step` -1), within the trace. */
  neighbour(atMs: number, step: 1 | -1): number {
    const { moments, endMs } = this.model;
    const place = countUpTo(moments, step > 0 ? atMs : atMs - 1);
    return step > 0 ? (moments[place] ?? endMs) : (moments[place - 1] ?? 0);
  }

  /** Sentences on an instant; those that matter most come first. */
  sentencesAt(atMs: number): string[] {
    return [
      ...this.faultSentences(atMs),
      ...this.model.marks.filter((m) => m.atMs === atMs).map((m) => `${m.mark}: ${m.what}`),
      ...this.opSentences(atMs),
      ...this.arrivalSentences(atMs),
    ];
  }

  private faultSentences(atMs: number): string[] {
    return this.model.faults.flatMap((band) => {
      const text = faultText(this.model, band);
      if (band.startMs === atMs) return [text];
      if (band.open || band.endMs !== atMs) return [];
      return [`${endingOf(band.verb)} after ${durationText(band.endMs - band.startMs)} (${text})`];
    });
  }

  private opSentences(atMs: number): string[] {
    const first = countUpTo(this.opTimes, atMs - 1);
    return Array.from(this.ops.subarray(first, countUpTo(this.opTimes, atMs)))
      .map((at) => this.model.ops[at])
      .map((op) => {
        const outcome = op.result === "ok" ? "" : ` – ${op.result}`;
        const why = op.why === undefined ? "" : `: ${op.why}`;
        return `${userText(this.model, op.user)}: ${op.action}${outcome}${why}`;
      });
  }

  private arrivalSentences(atMs: number): string[] {
    const { model } = this;
    const bad: string[] = [];
    const made: string[] = [];
    const good: string[] = [];
    const end = countUpTo(this.entryTimes, atMs);
    for (let at = countUpTo(this.entryTimes, atMs - 1); at < end; at++) {
      const arrival = model.arrivals.get(this.entries[at]);
      const event = model.events[arrival.event];
      const server = model.serverNames[arrival.server];
      const what = eventText(model, event);
      if (arrival.via === "own") made.push(`${server} makes: ${what}`);
      else if (arrival.verdict === "accepted") good.push(`${server} gets: ${what}`);
      else {
        const why = arrival.why === undefined ? "" : ` – ${reasonText(arrival.why)}`;
        bad.push(`${server} gets: ${what} – ${arrival.verdict}${why}`);
      }
    }
    return [...bad, ...made, ...good];
  }
}

/** Faults that are on at a time. */
export function faultsAt(model: Model, atMs: number): FaultBand[] {
  return model.faults.filter((band) => band.startMs <= atMs && (band.open || atMs < band.endMs));
}

/** `partition: alpha ‖ beta, since 0:05.000`. */
export function faultSinceText(model: Model, band: FaultBand): string {
  return `${faultText(model, band)}, since ${clockText(band.startMs)}`;
}
