// The model says what the records say: every count and lookup is checked against a plain pass over
// the same records.
import { describe, expect, test } from "vitest";
import type { TraceRecord } from "../../../sim/trace/records.ts";
import { readTrace } from "../../../sim/trace/read.ts";
import { writeTrace } from "../../../sim/trace/write.ts";
import { troublesMax } from "../../../viz/model/gather.ts";
import { buildModel } from "../../../viz/model/model.ts";
import { syntheticTrace } from "../synthetic-trace.ts";

const records = syntheticTrace({ events: 60, servers: 5 });
const model = buildModel(records);
const of = <K extends TraceRecord["kind"]>(kind: K) =>
  records.filter((record): record is Extract<TraceRecord, { kind: K }> => record.kind === kind);

describe("a model of a good trace", () => {
  test("holds every record of every kind", () => {
    expect(model.events.length).toBe(of("event").length);
    expect(model.arrivals.count).toBe(of("arrive").length);
    expect(model.states.count).toBe(of("state").length);
    expect(model.ops.length).toBe(of("op").length);
    expect(model.net.length).toBe(of("net").length);
    expect(model.resolutions.length).toBe(of("resolve").length);
    expect(model.verdicts.length).toBe(of("verdict").length);
    expect(model.faults.length).toBe(1);
    expect(model.hash).toBe(of("end")[0].hash);
    expect(model.troubles).toEqual([]);
  });

  test("links every event to its parents", () => {
    for (const event of model.events) {
      const pdu = event.pdu as { prev_events: string[] };
      expect(event.prev.map((at) => model.events[at].id)).toEqual(pdu.prev_events);
      expect(event.missingPrev).toBe(0);
    }
  });

  test("lists each instant once, in order, up to the end", () => {
    const times = new Set(records.flatMap((record) => ("atMs" in record ? [record.atMs] : [])));
    expect([...model.moments]).toEqual([...times.add(0)].sort((a, b) => a - b));
    expect(model.endMs).toBe(Math.max(...times));
  });

  test("cuts off the suffix that all servers share", () => {
    expect(model.serverNames).toEqual(["alpha", "bravo", "charlie", "delta", "echo"]);
  });
});

describe("a model of a bad trace", () => {
  const [meta] = records;
  const good = of("event")[0];

  test("leaves out records that speak of what is not there, and names their lines", () => {
    const arrive = { kind: "arrive", atMs: 1, via: "send", verdict: "accepted" } as const;
    const bad = buildModel([
      meta,
      good,
      { ...arrive, server: 0, event: 99 },
      { ...arrive, server: 77, event: 0 },
      { kind: "current", atMs: 1, server: 0, room: 5, state: 0 },
      { ...good, index: 3 },
    ]);
    expect(bad.events.length).toBe(1);
    expect(bad.arrivals.count).toBe(0);
    expect(bad.troubles.map((words) => words.split(":")[0])).toEqual([
      "line 6",
      "line 3",
      "line 4",
      "line 5",
    ]);
  });

  test("names only so many troubles", () => {
    const arrive = { kind: "arrive", atMs: 1, server: 0, event: 9 } as const;
    const many = Array.from({ length: 50 }, () => ({ ...arrive, via: "send", verdict: "outlier" }));
    expect(buildModel([meta, ...(many as TraceRecord[])]).troubles.length).toBe(troublesMax);
  });

  test("takes any PDU at all", () => {
    for (const pdu of [null, 7, "x", [], { type: 4, content: [], prev_events: "no" }]) {
      const [event] = buildModel([meta, { ...good, pdu }]).events;
      expect([event.type, event.sender, event.prev]).toEqual(["", "", []]);
    }
  });

  test("counts parents that the trace does not hold, and no event is its own parent", () => {
    const pdu = { prev_events: ["$gone", good.id, 5] };
    const [event] = buildModel([meta, { ...good, pdu }]).events;
    expect(event.prev).toEqual([]);
    expect(event.missingPrev).toBe(2);
  });

  test("numbers events densely even where the trace does not", () => {
    const sparse = buildModel([
      meta,
      { ...good, index: 40 },
      { ...good, index: 7, id: "$b" },
      { kind: "extremities", atMs: 2, server: 0, room: 0, events: [7] },
    ]);
    expect(sparse.events.map(({ index }) => index)).toEqual([0, 1]);
    expect(sparse.extremities.at(0, 0, 2)).toEqual([1]);
  });

  test("needs a meta record", () => {
    expect(() => buildModel([good])).toThrow(/meta/);
  });
});

describe("the made-up traces that these tests rest on", () => {
  test("fit the schema, are in order of time, and the same seed gives the same", () => {
    for (const seed of [1, 2, 3]) {
      const records = syntheticTrace({ seed, events: 80, servers: 5 });
      expect(readTrace(writeTrace(records))).toEqual({ ok: true, records });
      expect(syntheticTrace({ seed, events: 80, servers: 5 })).toEqual(records);
      const times = records.flatMap((record) => ("atMs" in record ? [record.atMs] : []));
      expect(times).toEqual([...times].sort((a, b) => a - b));
    }
    expect(syntheticTrace({ seed: 1 })).not.toEqual(syntheticTrace({ seed: 2 }));
  });

  test("hold a split, a ban, soft failures, rejections, outliers and late arrivals", () => {
    const records = syntheticTrace({ events: 80, servers: 5 });
    const verdicts = new Set(
      records.flatMap((each) => (each.kind === "arrive" ? [each.verdict] : [])),
    );
    expect(verdicts).toEqual(new Set(["accepted", "outlier", "rejected", "soft-failed"]));
    const faults = records.flatMap((each) => (each.kind === "fault" ? [each.verb] : []));
    expect(faults).toEqual(["partition", "heal"]);
  });
});
