// The rows of the picture, one below the other: a room's events, and between them, at their time,
// a row for each beginning and end of a fault, each mark, and each operation that came to nothing.
import type { EventNode, FaultBand, Model } from "../model/index.ts";
import { eventOrder } from "./order.ts";

/** What a row shows; numbers are indexes into the model's lists of the same name. */
export type Row =
  | { readonly kind: "event"; readonly atMs: number; readonly event: number }
  | { readonly kind: "fault-start"; readonly atMs: number; readonly fault: number }
  | { readonly kind: "fault-end"; readonly atMs: number; readonly fault: number }
  | { readonly kind: "mark"; readonly atMs: number; readonly mark: number }
  | { readonly kind: "op"; readonly atMs: number; readonly op: number };

type Note = { readonly row: Row; readonly seq: number };

/**
 * All rows of a room, from top to bottom. More records at a trace's end only add rows at the
 * bottom, as long as the trace is in order of time.
 */
export function rowsOf(model: Model, room: number): Row[] {
  const rows: Row[] = [];
  const notes = notesOf(model, room);
  let next = 0;
  for (const index of eventOrder(model.events, room)) {
    const event = model.events[index];
    while (next < notes.length && comesBefore(notes[next], event)) rows.push(notes[next++].row);
    rows.push({ kind: "event", atMs: event.atMs, event: index });
  }
  while (next < notes.length) rows.push(notes[next++].row);
  return rows;
}

function comesBefore({ row, seq }: Note, event: EventNode): boolean {
  return row.atMs < event.atMs || (row.atMs === event.atMs && seq < event.seq);
}

function notesOf(model: Model, room: number): Note[] {
  const notes: Note[] = model.faults.flatMap((band, fault) => faultNotes(band, fault));
  model.marks.forEach(({ atMs, seq, event }, mark) => {
    if (event !== undefined && model.events[event].room !== room) return;
    notes.push({ row: { kind: "mark", atMs, mark }, seq });
  });
  model.ops.forEach((op, at) => {
    // An operation that made an event is told by the event's own row.
    if (op.event !== undefined || op.result === "ok" || (op.room ?? room) !== room) return;
    notes.push({ row: { kind: "op", atMs: op.atMs, op: at }, seq: op.seq });
  });
  return notes.sort((a, b) => a.row.atMs - b.row.atMs || a.seq - b.seq);
}

function faultNotes(band: FaultBand, fault: number): Note[] {
  const start: Note = {
    row: { kind: "fault-start", atMs: band.startMs, fault },
    seq: band.startSeq,
  };
  if (band.open) return [start];
  return [start, { row: { kind: "fault-end", atMs: band.endMs, fault }, seq: band.endSeq }];
}
