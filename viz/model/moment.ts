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

/** What there is to tell of an instant. */
export interface Told {
  readonly sentences: readonly string[];
  /** How many sentences more there would be. */
  readonly more: number;
}

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
    // Of all that a server loses at once its mark tells.
    this.entries = timeOrder(model.data.columns["arrivals.atMs"]).filter(
      (entry) => !arrivals.isLoss(entry),
    );
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
      if (this.tells(moments[at])) return moments[at];
    }
    return moments[Math.max(0, last)] ?? 0;
  }

  /** The next instant after `atMs` (`step` 1) or before it (`step` -1), within the trace. */
  neighbour(atMs: number, step: 1 | -1): number {
    const { moments, endMs } = this.model;
    const place = countUpTo(moments, step > 0 ? atMs : atMs - 1);
    return step > 0 ? (moments[place] ?? endMs) : (moments[place - 1] ?? 0);
  }

  /** The sentences on an instant that matter most; no more are put into words than are asked for. */
  told(atMs: number, most: number): Told {
    const faults = this.faultSentences(atMs);
    const marks = this.model.marks
      .filter((m) => m.atMs === atMs)
      .map((m) => `${m.mark}: ${m.what}`);
    const first = [...faults, ...marks];
    const ops = this.opsAt(atMs);
    const entries = this.entriesAt(atMs);
    const tellers: (() => string)[] = first.map((text) => () => text);
    for (const op of ops) tellers.push(() => this.opSentence(op));
    for (const entry of this.gravest(entries, most - tellers.length)) {
      tellers.push(() => this.arrivalSentence(entry));
    }
    const sentences = tellers.slice(0, most).map((tell) => tell());
    return { sentences, more: first.length + ops.length + entries.length - sentences.length };
  }

  private tells(atMs: number): boolean {
    const { marks, faults } = this.model;
    return (
      this.entriesAt(atMs).length > 0 ||
      this.opsAt(atMs).length > 0 ||
      marks.some((mark) => mark.atMs === atMs) ||
      faults.some(({ startMs, endMs, open }) => startMs === atMs || (!open && endMs === atMs))
    );
  }

  private opsAt(atMs: number): Int32Array {
    return this.ops.subarray(countUpTo(this.opTimes, atMs - 1), countUpTo(this.opTimes, atMs));
  }

  private entriesAt(atMs: number): Int32Array {
    const { entries, entryTimes } = this;
    return entries.subarray(countUpTo(entryTimes, atMs - 1), countUpTo(entryTimes, atMs));
  }

  private faultSentences(atMs: number): string[] {
    return this.model.faults.flatMap((band) => {
      const text = faultText(this.model, band);
      if (band.startMs === atMs) return [text];
      if (band.open || band.endMs !== atMs) return [];
      return [`${endingOf(band.verb)} after ${durationText(band.endMs - band.startMs)} (${text})`];
    });
  }

  private opSentence(at: number): string {
    const op = this.model.ops[at];
    const outcome = op.result === "ok" ? "" : ` – ${op.result}`;
    const why = op.why === undefined ? "" : `: ${op.why}`;
    return `${userText(this.model, op.user)}: ${op.action}${outcome}${why}`;
  }

  /** At most so many arrivals: those that went badly first, then those of events made there. */
  private gravest(entries: Int32Array, most: number): number[] {
    const { arrivals } = this.model;
    const classes: number[][] = [[], [], []];
    for (const entry of entries) {
      const own = arrivals.viaOf(entry) === "own";
      const list = classes[own ? 1 : arrivals.verdictOf(entry) === "accepted" ? 2 : 0];
      if (list.length < most) list.push(entry);
    }
    return classes.flat().slice(0, Math.max(0, most));
  }

  private arrivalSentence(entry: number): string {
    const { model } = this;
    const arrival = model.arrivals.get(entry);
    const server = model.serverNames[arrival.server];
    const what = eventText(model, model.events[arrival.event]);
    if (arrival.via === "own") return `${server} makes: ${what}`;
    const gets = arrival.redacted ? "gets in redacted form" : "gets";
    if (arrival.verdict === "accepted") return `${server} ${gets}: ${what}`;
    const why = arrival.why === undefined ? "" : ` – ${reasonText(arrival.why)}`;
    return `${server} ${gets}: ${what} – ${arrival.verdict}${why}`;
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
