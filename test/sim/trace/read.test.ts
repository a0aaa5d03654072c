// Reading takes every good trace and names line, reason and remedy of the first bad record.
import { expect, test } from "vitest";
import { JsonFloat, parseJson } from "../../../sim/protocol/json.ts";
import { readTrace } from "../../../sim/trace/read.ts";
import type { TraceRecord } from "../../../sim/trace/records.ts";
import { writeTrace } from "../../../sim/trace/write.ts";
import { syntheticTrace } from "../../viz/synthetic-trace.ts";

const records = syntheticTrace({ events: 30, servers: 4 });
const text = writeTrace(records);

function problemOf(broken: string) {
  const reading = readTrace(broken);
  if (reading.ok) throw new Error("the trace was taken as good");
  return reading.problem;
}

/** The trace with one record of a kind changed, and the line on which it stands. */
function spoiled(kind: TraceRecord["kind"], change: object): { text: string; line: number } {
  const at = records.findIndex((record) => record.kind === kind);
  const copy: object[] = [...records];
  copy[at] = { ...records[at], ...change };
  return { text: copy.map((record) => `${JSON.stringify(record)}\n`).join(""), line: at + 1 };
}

test("what was written is read back unchanged, all kinds of record", () => {
  const reading = readTrace(text);
  expect(reading).toEqual({ ok: true, records });
  expect(new Set(records.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(12);
});

test("blank lines and a missing last newline are allowed", () => {
  expect(readTrace(`\n${text.trimEnd()}\n\n`).ok).toBe(true);
  expect(readTrace(text.trimEnd())).toEqual({ ok: true, records });
});

test("a lossless parser may be given, and then no number is rounded", () => {
  const at = text.indexOf('"content":{');
  const big = `${text.slice(0, at + 11)}"big":9007199254740993,"f":1.50,${text.slice(at + 11)}`;
  const reading = readTrace(big, (line) => {
    const parsed = parseJson(line);
    if (!parsed.ok) throw new Error(parsed.problem.message);
    return parsed.value;
  });
  if (!reading.ok) throw new Error(reading.problem.message);
  const event = reading.records.find((record) => record.kind === "event");
  const content = (event?.pdu as { content: Record<string, unknown> }).content;
  expect(content["big"]).toBe(9007199254740993n);
  expect(content["f"]).toEqual(new JsonFloat("1.50"));
  expect(writeTrace(reading.records)).toBe(big);
});

test.each([
  ["arrive", { verdict: "fine" }],
  ["arrive", { server: -1 }],
  ["arrive", { atMs: 1.5 }],
  ["event", { id: 7 }],
  ["event", { extra: 1 }],
  ["state", { changes: [["m.room.name", "", "x"]] }],
  ["current", { state: null }],
  ["fault", { verb: "break" }],
  ["op", { result: undefined }],
  ["verdict", { result: "maybe" }],
  ["net", { result: "lost" }],
  ["resolve", { inputs: "S1" }],
  ["extremities", { events: [-1] }],
] as const)("a bad %s record %j is refused with its line", (kind, change) => {
  const { text: broken, line } = spoiled(kind, change);
  const problem = problemOf(broken);
  expect(problem.line).toBe(line);
  expect(problem.message).toContain(`\`${kind}\``);
  expect(problem.remedy).not.toBe("");
});

test("a cut-off last line is refused with advice to remove it", () => {
  const problem = problemOf(text.slice(0, -20));
  expect(problem.line).toBe(records.length);
  expect(problem.message).toMatch(/not JSON/);
  expect(problem.remedy).toMatch(/last line/);
});

test("an empty text, another format and a room file are refused by name", () => {
  expect(problemOf("\n\n").message).toMatch(/empty/);
  expect(problemOf(spoiled("meta", { format: "rashomon-trace/9" }).text).message).toMatch(
    /trace\/9/,
  );
  expect(problemOf('{"type":"m.room.create"}\n').remedy).toMatch(/rashomon replay/);
  expect(problemOf(text.slice(text.indexOf("\n") + 1)).message).toMatch(/meta/);
});

test("an unknown kind is named together with the known ones", () => {
  const problem = problemOf(`${text}{"kind":"__proto__"}\n`);
  expect(problem.message).toContain("__proto__");
  expect(problem.remedy).toContain("arrive");
});
