// The browser's reader takes what the full reader takes, and survives what it does not.
import { expect, test } from "vitest";
import { readTrace } from "../../../sim/trace/read.ts";
import { writeTrace } from "../../../sim/trace/write.ts";
import { buildModel } from "../../../viz/model/model.ts";
import { JsonFloat } from "../../../sim/protocol/json.ts";
import { arrivalWays, eventVerdicts, faultVerbs, TraceRecord } from "../../../sim/trace/records.ts";
import { readRecord, readRecords } from "../../../viz/model/read-records.ts";
import { syntheticTrace } from "../synthetic-trace.ts";

const records = syntheticTrace({ events: 40 });
const text = writeTrace(records);

test("a good trace is read as the full reader reads it", () => {
  expect(readRecords(text)).toEqual({ ok: true, records, skipped: [] });
  expect(readTrace(text)).toEqual({ ok: true, records });
});

test("what the full reader knows by name the page knows as well", () => {
  const fault = { kind: "fault", atMs: 1, id: 0, rule: "skew", what: "clocks go wrong" };
  const arrive = { kind: "arrive", atMs: 1, server: 0, event: 0 };
  const some = [
    ...faultVerbs.map((verb) => ({ ...fault, verb })),
    ...arrivalWays.map((via) => ({ ...arrive, via, verdict: "accepted" })),
    ...eventVerdicts.map((verdict) => ({ ...arrive, via: "send", verdict })),
    { ...arrive, via: "send", verdict: "accepted", redacted: true, policySignature: "a" },
  ];
  for (const record of some) expect(readRecord(JSON.stringify(record))).toEqual(record);
});

test("bad lines are skipped and named, and the rest is shown", () => {
  const lines = text.trimEnd().split("\n");
  lines.splice(3, 0, "{", '{"kind":"later-kind"}', '{"kind":"arrive","atMs":"soon"}', "[]");
  const reading = readRecords(lines.join("\n"));
  expect(reading).toMatchObject({ ok: true, records });
  expect(reading.ok && reading.skipped.map((words) => words.split(":")[0])).toEqual([
    "line 4",
    "line 5",
    "line 6",
    "line 7",
  ]);
});

test("every single spoiled field is either refused or harmless to the model", () => {
  // Each field of one record of each kind becomes something foreign; nothing may throw.
  const foreign: unknown[] = [null, -1, 1.5, "x", [], {}, [null], 1e99, true, [[1]], "__proto__"];
  const kinds = new Map(records.map((record, at) => [record.kind, at]));
  let refused = 0;
  let taken = 0;
  for (const [kind, at] of kinds) {
    for (const field of Object.keys(records[at])) {
      for (const value of foreign) {
        const copy: object[] = [...records];
        copy[at] = { ...records[at], [field]: value };
        const reading = readRecords(copy.map((record) => JSON.stringify(record)).join("\n"));
        if (!reading.ok) {
          expect(kind).toBe("meta");
          refused += 1;
          continue;
        }
        taken += 1;
        buildModel(reading.records);
      }
    }
  }
  expect(refused).toBeGreaterThan(10);
  expect(taken).toBeGreaterThan(300);
});

test("texts that are no trace are refused with a reason", () => {
  expect(readRecords("")).toMatchObject({ ok: false, message: expect.stringContaining("empty") });
  expect(readRecords("hello")).toMatchObject({ ok: false });
  expect(readRecords(text.split("\n").slice(1).join("\n"))).toMatchObject({
    ok: false,
    message: expect.stringContaining("meta"),
  });
});

test("numbers that JavaScript would round stay as written", () => {
  const line = text.split("\n").find((each) => each.startsWith('{"kind":"event"'))!;
  const content = '"content":{"a":9007199254740993,"b":1.50,"c":7,"d":"1.50","e":0.5}';
  const changed = line.replace(/"content":\{[^}]*\}/, content);
  const reading = readRecords(text.replace(line, changed));
  if (!reading.ok) throw new Error(reading.message);
  const event = reading.records.find(({ kind }) => kind === "event");
  const pdu = (event as unknown as { pdu: { content: unknown } }).pdu;
  expect(pdu.content).toEqual({
    a: 9007199254740993n,
    b: new JsonFloat("1.50"),
    c: 7,
    d: "1.50",
    e: new JsonFloat("0.5"),
  });
});

test("no kind of record that a trace may hold is unknown to the page", () => {
  const known = TraceRecord.anyOf.map((type) => String(type.properties.kind.const));
  expect(known.length).toBeGreaterThan(12);
  for (const kind of known) {
    expect(readRecord(JSON.stringify({ kind }))).toBe(`not a good \`${kind}\` record`);
  }
});
