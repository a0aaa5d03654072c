// Collects notes, so that a file with a million oddities of one kind gives a hundred and a count.
import type { EventId } from "../protocol/event.ts";
import { importLimits } from "./limits.ts";
import type { Note, NoteKind } from "./result.ts";

/** The notes of one import. */
export class NoteBook {
  readonly notes: Note[] = [];
  readonly counts = new Map<NoteKind, number>();

  /** Counts a note, and keeps it unless there are many of its kind. */
  add(
    kind: NoteKind,
    detail: string,
    about: { readonly id?: EventId; readonly line?: number | undefined } = {},
  ): void {
    const count = (this.counts.get(kind) ?? 0) + 1;
    this.counts.set(kind, count);
    if (count > importLimits.notesPerKindMax) return;
    const { id, line } = about;
    this.notes.push({
      kind,
      ...(id === undefined ? {} : { event: id }),
      ...(line === undefined ? {} : { line }),
      detail,
    });
  }
}
