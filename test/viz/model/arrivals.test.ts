// The table of arrivals answers as a scan over the records would.
import fc from "fast-check";
import { expect, test } from "vitest";
import type {
  ArriveRecord,
  EventVerdict,
  Reason,
  TraceRecord,
} from "../../../sim/trace/records.ts";
import { ArrivalBuilder } from "../../../viz/model/arrival-builder.ts";
import { Arrivals, countUpTo } from "../../../viz/model/arrivals.ts";
import { buildModel } from "../../../viz/model/model.ts";
import type { Columns } from "../../../viz/model/table.ts";
import { dagRecords } from "../random-dag.ts";

const verdicts: EventVerdict[] = ["dropped", "outlier", "accepted", "soft-failed", "rejected"];
const [servers, events] = [4, 6];

const arrival = fc.record({
  kind: fc.constant("arrive" as const),
  atMs: fc.integer({ min: 0, max: 20 }),
  server: fc.integer({ min: 0, max: servers - 1 }),
  event: fc.integer({ min: 0, max: events - 1 }),
  via: fc.constantFrom("own", "send", "backfill", "missing", "state", "join"),
  verdict: fc.constantFrom(...verdicts),
}) as fc.Arbitrary<ArriveRecord>;

const list = fc.array(arrival, { maxLength: 60 });

function tableOf(records: readonly ArriveRecord[]) {
  const builder = new ArrivalBuilder();
  for (const record of records) builder.add(record, record.event);
  const columns: Columns = {};
  const reasons: Reason[] = [];
  builder.gather(events, reasons, columns);
  return new Arrivals(columns, reasons);
}

test("what held at a time is the latest record up to then", () => {
  fc.assert(
    fc.property(list, fc.integer({ min: -1, max: 21 }), (records, atMs) => {
      const table = tableOf(records);
      for (let server = 0; server < servers; server++) {
        for (let event = 0; event < events; event++) {
          const upTo = records.filter(
            (each) => each.server === server && each.event === event && each.atMs <= atMs,
          );
          const latest = Math.max(...upTo.map((each) => each.atMs));
          const last = upTo.filter((each) => each.atMs === latest).at(-1);
          expect(table.verdictAt(server, event, atMs)).toBe(last?.verdict);
        }
      }
    }),
  );
});

test("an event is redacted where the latest arrival up to then says so", () => {
  const came = (atMs: number, more: Partial<ArriveRecord>): ArriveRecord => {
    return {
      kind: "arrive",
      atMs,
      server: 1,
      event: 2,
      via: "missing",
      verdict: "accepted",
      ...more,
    };
  };
  const policySignature = "signed when asked";
  const table = tableOf([came(5, { redacted: true }), came(9, { policySignature })]);
  expect([4, 5, 8, 9].map((atMs) => table.isRedactedAt(1, 2, atMs))).toEqual([
    ...[false, true, true, false],
  ]);
  expect([table.isRedactedAt(0, 2, 5), table.isRedactedAt(1, 1, 5)]).toEqual([false, false]);
  expect(table.hasRedacted).toBe(true);
  expect(tableOf([came(9, { policySignature })]).hasRedacted).toBe(false);
});

test("the count of known events leaves out dropped ones and counts each once", () => {
  fc.assert(
    fc.property(list, fc.integer({ min: 0, max: 21 }), (records, atMs) => {
      const table = tableOf(records);
      for (let server = 0; server < servers; server++) {
        const known = records.filter(
          (each) => each.server === server && each.atMs <= atMs && each.verdict !== "dropped",
        );
        const distinct = new Set(known.map(({ event }) => event));
        expect(table.countKnown(server, atMs)).toBe(distinct.size);
      }
    }),
  );
});

test("refusals are exactly the rejected, soft-failed and dropped", () => {
  fc.assert(
    fc.property(list, (records) => {
      const table = tableOf(records);
      const refused = records.filter(
        ({ verdict }) => verdict !== "accepted" && verdict !== "outlier",
      );
      expect(table.allRefusals().length).toBe(refused.length);
      for (let event = 0; event < events; event++) {
        const here = table.refusalsOf(event).map((entry) => table.get(entry).event);
        expect(here).toEqual(refused.flatMap((each) => (each.event === event ? [event] : [])));
      }
    }),
  );
});

test("an arrival comes back whole", () => {
  const why = { check: 6, rule: "5", spec: "s", detail: "d" };
  const record = {
    ...{ kind: "arrive", atMs: 3, server: 1, event: 2, via: "join", verdict: "soft-failed" },
    ...{ before: 0, after: 7, why },
  } as ArriveRecord;
  const { kind: _, ...fields } = record;
  const plain = { lost: false, redacted: false, signedOnRequest: false };
  expect(tableOf([record]).ofEvent(2)).toEqual([{ ...fields, ...plain }]);
  expect(tableOf([record]).ofEvent(3)).toEqual([]);
});

test("countUpTo counts what is at most the limit", () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer(), (numbers, limit) => {
      const ascending = [...numbers].sort((a, b) => a - b);
      const expected = numbers.filter((each) => each <= limit).length;
      expect(countUpTo(ascending, limit)).toBe(expected);
    }),
  );
});

test("what a server lost is not there until it comes again, and is no refusal", () => {
  const model = buildModel(withLoss());
  const { arrivals } = model;
  expect(arrivals.verdictAt(1, 0, 1_500)).toBe("accepted");
  expect(arrivals.verdictAt(1, 0, 2_500)).toBe("dropped");
  expect(arrivals.verdictAt(1, 0, 3_500)).toBe("accepted");
  expect([1_500, 2_500, 3_500].map((atMs) => arrivals.countKnown(1, atMs))).toEqual([1, 0, 1]);
  expect(arrivals.refusalsOf(0)).toEqual([]);
  expect(arrivals.ofEvent(0).map(({ lost }) => lost)).toEqual([false, true, false]);
  const told: string[] = [];
  arrivals.forEach((_event, _server, verdict) => told.push(verdict));
  expect(told).toEqual(["accepted", "accepted"]);
  expect(model.marks.map(({ what }) => what)).toEqual([
    expect.stringContaining("loses an event that it had stored"),
  ]);
});

/** A server takes an event in, loses it, and gets it again. */
function withLoss(): TraceRecord[] {
  const [meta, event] = dagRecords([{ server: 0, waitMs: 0, back: [] }]);
  const arrive = { kind: "arrive", server: 1, event: 0, via: "send", verdict: "accepted" } as const;
  return [
    ...[meta, event, { ...arrive, atMs: 1_000 }],
    { kind: "forget", atMs: 2_000, server: 1, room: 0, events: [0] },
    { ...arrive, atMs: 3_000 },
  ];
}

test("what is noted of an arrival comes with it, after sorting and packing", () => {
  const base = { kind: "arrive", via: "send", verdict: "accepted" } as const;
  const table = tableOf([
    { ...base, atMs: 5, server: 2, event: 1, redacted: true },
    { ...base, atMs: 4, server: 1, event: 1, policySignature: "signed" },
    { ...base, atMs: 3, server: 0, event: 1 },
  ]);
  const notes = table
    .ofEvent(1)
    .map(({ redacted, signedOnRequest }) => [redacted, signedOnRequest]);
  expect(notes).toEqual([
    [false, false],
    [false, true],
    [true, false],
  ]);
  expect(table.notedOf(1)).toEqual([1, 2]);
  expect(table.notedOf(0)).toEqual([]);
});
