// Foreign text made fit for a line.
import { expect, test } from "vitest";
import { printable, printableMax } from "../../../sim/protocol/printable.ts";

test("what could move a cursor, break a line or turn the writing is written out", () => {
  expect(printable("a\nb\u001b[31mc\u0000")).toBe("a\\u{a}b\\u{1b}[31mc\\u{0}");
  expect(printable("\u202etxt\u2028\u200b\ud800")).toBe("\\u{202e}txt\\u{2028}\\u{200b}\\u{d800}");
});

test("letters of all scripts and emoji stay", () => {
  expect(printable("Ünïcödé 漢字 😀")).toBe("Ünïcödé 漢字 😀");
});

test("long text is cut, never inside a character", () => {
  expect(printable("x".repeat(printableMax))).toHaveLength(printableMax);
  const cut = printable("😀".repeat(1000));
  expect([...cut]).toHaveLength(printableMax);
  expect(cut.endsWith("😀…")).toBe(true);
});
