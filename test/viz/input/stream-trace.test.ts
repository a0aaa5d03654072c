// A trace read as a stream gives what the same trace gives as a text, however it is written.
import { expect, test } from "vitest";
import { writeTrace } from "../../../sim/trace/write.ts";
import { isTraceSource, streamTrace } from "../../../viz/input/stream-trace.ts";
import { openText } from "../../../viz/input/open-text.ts";
import { gatherModel } from "../../../viz/model/index.ts";
import { scenarioRecords } from "../scenario-models.ts";
import { syntheticTrace } from "../synthetic-trace.ts";

const records = scenarioRecords("netsplit-ban");
const text = writeTrace(records);

test("the data is that of the text, to the last number", async () => {
  const streamed = await streamTrace(new Blob([text]));
  expect(streamed.data).toEqual(openText(text, "t.ndjson"));
  expect(streamed).toMatchObject({ records: records.length, cut: false });
});

test("records in another order of fields, and events after what speaks of them, do no harm", async () => {
  const turned = records.map((record) => Object.fromEntries(Object.entries(record).reverse()));
  const odd = turned.map((record) => JSON.stringify(record)).join("\n");
  expect((await streamTrace(new Blob([odd]))).data).toEqual(openText(odd, "t.ndjson"));
  const [meta, ...rest] = records;
  const late = writeTrace([meta, ...rest.toReversed()]);
  expect((await streamTrace(new Blob([late]))).data).toEqual(openText(late, "t.ndjson"));
});

test("a bad line is passed over and named; a reader may refuse it instead", async () => {
  const lines = text.split("\n");
  lines.splice(3, 0, "{bad");
  const source = new Blob([lines.join("\n")]);
  expect((await streamTrace(source)).data.head.troubles).toEqual(["line 4: not JSON"]);
  const read = (_content: string, line: number) => {
    throw new Error(`line ${line}`);
  };
  await expect(streamTrace(source, { read })).rejects.toThrow("line 1");
});

test("of a trace beyond the limit the beginning is shown, and that is said", async () => {
  const many = writeTrace(syntheticTrace({ events: 3_000 }));
  const bytesMax = 400_000;
  const { data, cut, records: count } = await streamTrace(new Blob([many]), { bytesMax });
  expect(cut).toBe(true);
  expect(data.head.troubles[0]).toContain(`only its first ${count} lines, ${bytesMax} bytes`);
  expect(data.columns["events.atMs"].length).toBeGreaterThan(100);
  expect(data.columns["events.atMs"].length).toBeLessThan(3_000);
});

test("a refused message is kept whole in a bare trace, as gathering from a list keeps it", async () => {
  const many = syntheticTrace({ events: 600 }).map((record, at) =>
    record.kind === "arrive" && at % 50 === 0
      ? {
          ...record,
          verdict: "rejected" as const,
          why: { check: 1, rule: "r", spec: "s", detail: '"verdict":"accepted"' },
        }
      : record,
  );
  const streamed = await streamTrace(new Blob([writeTrace(many)]), { gather: { bare: true } });
  expect(streamed.data).toEqual(gatherModel(many, { bare: true }));
});

test("progress goes up to the end", async () => {
  const told: number[] = [];
  await streamTrace(new Blob([text]), { progress: (share) => told.push(share) });
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  expect(told[told.length - 1]).toBe(1);
});

test("a trace is known by its first line", async () => {
  expect(await isTraceSource(new Blob(["\n", text]))).toBe(true);
  expect(await isTraceSource(new Blob(['{"format":"x","kind":"meta"}']))).toBe(true);
  expect(await isTraceSource(new Blob(['{"content":{"kind":"meta"}}']))).toBe(false);
  expect(await isTraceSource(new Blob([Uint8Array.of(0xff, 0, 1)]))).toBe(false);
  expect(await isTraceSource(new Blob([""]))).toBe(false);
});
