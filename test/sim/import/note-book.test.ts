import { expect, test } from "vitest";
import { importLimits } from "../../../sim/import/index.ts";
import { NoteBook } from "../../../sim/import/note-book.ts";

test("of many notes of one kind, some are kept and all are counted", () => {
  const book = new NoteBook();
  for (let count = 0; count < 1000; count++) book.add("unsorted", "x", { line: count });
  book.add("duplicate", "y", { id: "$a" });
  expect(book.notes).toHaveLength(importLimits.notesPerKindMax + 1);
  expect(Object.fromEntries(book.counts)).toEqual({ unsorted: 1000, duplicate: 1 });
});

test("a note holds only what is known", () => {
  const book = new NoteBook();
  book.add("no-create", "x");
  book.add("duplicate", "y", { id: "$a", line: undefined });
  expect(book.notes.map((note) => Object.keys(note))).toEqual([
    ["kind", "detail"],
    ["kind", "event", "detail"],
  ]);
});
