import { expect, test } from "vitest";
import { writeTrace } from "../../../../sim/trace/write.ts";
import { RecordLog } from "../../../../viz/app/live/record-log.ts";
import { gatherModel, readRecords } from "../../../../viz/model/index.ts";
import { syntheticTrace } from "../../synthetic-trace.ts";

const text = writeTrace(syntheticTrace({ events: 30 }));
const lines = text.trimEnd().split("\n");

test("a feed in parts is the same trace as the whole file", () => {
  const log = new RecordLog();
  expect(log.data()).toBeUndefined();
  for (let at = 0; at < lines.length; at += 7) log.add(lines.slice(at, at + 7));
  const reading = readRecords(text);
  if (!reading.ok) throw new Error(reading.message);
  expect(log.data()).toEqual(gatherModel(reading.records));
  expect(log.count).toBe(lines.length);
});

test("a bad line is named and does not end the feed", () => {
  const log = new RecordLog();
  log.add([lines[0], "{broken", ...lines.slice(1)]);
  expect(log.data()?.head.troubles).toEqual(["line 2: not JSON"]);
});
