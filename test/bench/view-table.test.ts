// The table tells a page that is slow from a machine that is busy.
import { expect, test } from "vitest";
import { linesOf, verdictOf, type Figure } from "./view-table.ts";

const size = { events: 100_000, servers: 6 };
const frames = (empty: number, pan: number, processorMs: number): Figure[] => [
  { name: "empty frame, p95 frame, ms", value: empty, processorMs: 0.5 },
  { name: "pan, p95 frame, ms", value: pan, processorMs },
];

test("a late frame is the page's fault where empty frames are in time, or its own work is long", () => {
  const late = { value: 40, target: 20 };
  expect(verdictOf({ ...late, processorMs: 6, busy: false })).toBe("missed");
  expect(verdictOf({ ...late, processorMs: 6, busy: true })).toBe("busy machine");
  expect(verdictOf({ ...late, processorMs: 19, busy: true })).toBe("missed");
  expect(verdictOf({ ...late, processorMs: undefined, busy: true })).toBe("missed");
  expect(verdictOf({ value: 20, target: 20, processorMs: 6, busy: true })).toBe("met");
});

test("each figure stands beside the peer's and its target, and a busy machine is explained", () => {
  const peer = [{ name: "pan, p95 frame, ms", value: 80 }];
  const quiet = linesOf(frames(16.7, 40, 6), peer, size);
  expect(quiet.find((line) => line.startsWith("pan"))).toMatch(/40 +6 +80 +2\.0× +≤ 20 +missed$/);
  expect(quiet.at(-1)).not.toMatch(/^busy machine/);
  const busy = linesOf(frames(50, 40, 6), peer, size);
  expect(busy.find((line) => line.startsWith("pan"))).toMatch(/≤ 20 +busy machine$/);
  expect(busy.at(-1)).toMatch(/^busy machine/);
});

test("targets follow the size: a million events may take 33 ms a frame", () => {
  const lines = linesOf(frames(16.7, 30, 6), [], { events: 1_000_000, servers: 6 });
  expect(lines.find((line) => line.startsWith("pan"))).toMatch(/≤ 33 +met$/);
});
