// The rows of the picture, one below the other: a room's events, and between them, at their time,
// a row for each beginning and end of a fault, each mark, each operation that came to nothing, and
// each turn, which is a resolution that took back what servers had held.
// Rows are columns of numbers; one becomes an object when it is looked at.
import { turnsOf, type FaultBand, type Model } from "../model/index.ts";
import { eventOrder } from "./order.ts";
import type { Shown } from "./shown.ts";

/** What a row shows; numbers are indexes into the model's lists of the same name. */
export type Row =
  | { readonly kind: "event"; readonly atMs: number; readonly event: number }
  | { readonly kind: "fault-start"; readonly atMs: number; readonly fault: number }
  | { readonly kind: "fault-end"; readonly atMs: number; readonly fault: number }
  | { readonly kind: "mark"; readonly atMs: number; readonly mark: number }
  | { readonly kind: "op"; readonly atMs: number; readonly op: number }
  | { readonly kind: "turn"; readonly atMs: number; readonly turn: number };

const kinds = ["event", "fault-start", "fault-end", "mark", "op", "turn"] as const;
type Kind = (typeof kinds)[number];
export const eventKind = kinds.indexOf("event");

export class Rows {
  readonly length: number;
  /** Time of each row, ascending as far as the trace is in order. */
  readonly times: Float64Array;
  /** Place of each row's kind in the list of kinds; `eventKind` for events. */
  readonly kinds: Uint8Array;
  /** What each row shows, as an index into the model's list of its kind. */
  readonly refs: Int32Array;

  constructor(times: Float64Array, kindsOfRows: Uint8Array, refs: Int32Array) {
    this.length = refs.length;
    this.times = times;
    this.kinds = kindsOfRows;
    this.refs = refs;
  }

  /** A row as an object; undefined beyond the ends. */
  get(at: number): Row | undefined {
    if (!(at >= 0 && at < this.length)) return undefined;
    const kind = kinds[this.kinds[at]];
    const [atMs, ref] = [this.times[at], this.refs[at]];
    switch (kind) {
      case "event":
        return { kind, atMs, event: ref };
      case "mark":
        return { kind, atMs, mark: ref };
      case "op":
        return { kind, atMs, op: ref };
      case "turn":
        return { kind, atMs, turn: ref };
      default:
        return { kind, atMs, fault: ref };
    }
  }

  /** All rows as objects: for few rows, and for tests. */
  list(): Row[] {
    return Array.from({ length: this.length }, (_, at) => this.get(at) as Row);
  }
}

interface Note {
  readonly kind: Kind;
  readonly ref: number;
  readonly atMs: number;
  readonly seq: number;
}

/**
 * All rows of a room, from top to bottom. More records at a trace's end only add rows at the
 * bottom, as long as the trace is in order of time.
 * @param shown the events that get a row; what is no event always gets one
 */
export function rowsOf(model: Model, room: number, shown?: Shown): Rows {
  const { columns } = model.data;
  const [eventTimes, eventSeq] = [columns["events.atMs"], columns["events.seq"]];
  const all = eventOrder(
    {
      room: columns["events.room"],
      prev: columns["events.prev"],
      prevAt: columns["events.prev.at"],
    },
    room,
  );
  const order = shown === undefined ? all : all.filter((event) => shown[event] === 1);
  const notes = notesOf(model, room);
  const length = order.length + notes.length;
  const times = new Float64Array(length);
  const kindsOfRows = new Uint8Array(length);
  const refs = new Int32Array(length);
  let next = 0;
  for (let row = 0; row < length; row++) {
    const event = order[row - next];
    const note = notes[next];
    const isNote =
      event === undefined ||
      (note !== undefined &&
        (note.atMs < eventTimes[event] ||
          (note.atMs === eventTimes[event] && note.seq < eventSeq[event])));
    times[row] = isNote ? note.atMs : eventTimes[event];
    kindsOfRows[row] = isNote ? kinds.indexOf(note.kind) : eventKind;
    refs[row] = isNote ? note.ref : event;
    if (isNote) next += 1;
  }
  return new Rows(times, kindsOfRows, refs);
}

function notesOf(model: Model, room: number): Note[] {
  const { columns, texts } = model.data;
  const notes: Note[] = model.faults.flatMap((band, fault) => faultNotes(band, fault));
  model.marks.forEach(({ atMs, seq, event }, mark) => {
    if (event !== undefined && model.events[event].room !== room) return;
    notes.push({ kind: "mark", ref: mark, atMs, seq });
  });
  turnsOf(model).forEach(({ atMs, seq, room: own }, turn) => {
    if (own === room) notes.push({ kind: "turn", ref: turn, atMs, seq });
  });
  const [made, result, inRoom] = [columns["ops.event"], columns["ops.result"], columns["ops.room"]];
  const ok = texts.indexOf("ok");
  for (let op = 0; op < made.length; op++) {
    // An operation that made an event is told by the event's own row.
    if (made[op] >= 0 || result[op] === ok || (inRoom[op] >= 0 && inRoom[op] !== room)) continue;
    const [atMs, seq] = [columns["ops.atMs"][op], columns["ops.seq"][op]];
    notes.push({ kind: "op", ref: op, atMs, seq });
  }
  return notes.sort((a, b) => a.atMs - b.atMs || a.seq - b.seq);
}

function faultNotes(band: FaultBand, fault: number): Note[] {
  const start: Note = {
    ...{ kind: "fault-start", ref: fault, atMs: band.startMs, seq: band.startSeq },
  };
  if (band.open) return [start];
  return [start, { kind: "fault-end", ref: fault, atMs: band.endMs, seq: band.endSeq }];
}
