// A feed in parts is the same trace as the whole file, whatever order it comes in, and what a record
// costs does not grow with those before it.
import { expect, test } from "vitest";
import { writeTrace } from "../../../../sim/trace/write.ts";
import { RecordLog } from "../../../../viz/app/live/record-log.ts";
import { gatherModel, readRecords } from "../../../../viz/model/index.ts";
import { scenarioRecords } from "../../scenario-models.ts";
import { syntheticTrace } from "../../synthetic-trace.ts";

const text = writeTrace(syntheticTrace({ events: 30 }));
const lines = text.trimEnd().split("\n");

function whole(of: readonly string[]) {
  const reading = readRecords(of.join("\n"));
  if (!reading.ok) throw new Error(reading.message);
  return gatherModel(reading.records);
}

test("a feed in parts is the same trace as the whole file, at every moment", () => {
  const run = writeTrace(scenarioRecords("netsplit-ban")).trimEnd().split("\n");
  for (const all of [lines, run]) {
    const log = new RecordLog();
    expect(log.data()).toBeUndefined();
    for (let at = 0; at < all.length; at += 7) {
      log.add(all.slice(at, at + 7));
      expect(log.data()).toEqual(whole(all.slice(0, at + 7)));
    }
    expect(log.count).toBe(all.length);
    // A run writes events before what speaks of them.
    if (all === run) expect(log.beginnings).toBe(1);
  }
});

test("records that speak of an event before it comes are taken in anew when it is there", () => {
  const [meta, ...rest] = lines;
  const turned = [meta, ...rest.toReversed()];
  const log = new RecordLog();
  for (let at = 0; at < turned.length; at += 50) {
    log.add(turned.slice(at, at + 50));
    const { head, ...data } = log.data() ?? whole([]);
    const expected = whole(turned.slice(0, at + 50));
    expect(data).toEqual({ columns: expected.columns, texts: expected.texts });
    expect(new Set(head.troubles)).toEqual(new Set(expected.head.troubles));
  }
  expect(log.beginnings).toBeGreaterThan(1);
});

test("what is kept of events shrinks when they become many, as in a file", () => {
  const many = writeTrace(syntheticTrace({ events: 20_200, servers: 1 }))
    .trimEnd()
    .split("\n");
  const log = new RecordLog();
  const half = Math.floor(many.length / 2);
  log.add(many.slice(0, half));
  expect(log.data()?.head.leftOut).toBe("");
  log.add(many.slice(half));
  expect(log.data()?.head.leftOut).toBe("hashes and signatures");
  expect(log.beginnings).toBe(2);
});

test("the data that was shown does not change under its reader's hands", () => {
  const log = new RecordLog();
  log.add(lines.slice(0, 60));
  const first = log.data();
  const copy = structuredClone(first?.columns);
  log.add(lines.slice(60));
  log.data();
  expect(first?.columns).toEqual(copy);
});

test("a bad line is named and does not end the feed", () => {
  const log = new RecordLog();
  log.add([lines[0], "{broken", ...lines.slice(1)]);
  expect(log.data()?.head.troubles).toEqual(["line 2: not JSON"]);
});

test("a feed beyond the limit is cut, and what is not shown is counted", () => {
  const log = new RecordLog(50);
  log.add(lines.slice(0, 40));
  log.add(lines.slice(40, 80));
  expect(log.count).toBe(80);
  expect(log.data()?.head.troubles[0]).toBe("30 later records are not shown");
});
