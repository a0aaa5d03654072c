// What the levels of a trace keep, and how states and events are numbered in it.
import { expect, test } from "vitest";
import { scenarios } from "../../../../scenarios/index.ts";
import { generate, run } from "../../../../sim/run/index.ts";
import type { Scenario } from "../../../../sim/run/index.ts";
import { readTrace, writeTrace } from "../../../../sim/trace/index.ts";
import { traceLevels, type TraceRecord } from "../../../../sim/trace/records.ts";
import { a, b, c, cast, records, runStory } from "../stories.ts";

const flagship = scenarios.get("netsplit-ban") as Scenario;
const results = traceLevels.map((trace) => run(generate(flagship, { seed: "7", trace })));
const [full, events, summary] = results;

const kindsOf = (list: readonly TraceRecord[]) => new Set(list.map(({ kind }) => kind));

test("what happens, and its hash, do not depend on how much of it is written down", () => {
  expect(new Set(results.map(({ hash }) => hash)).size).toBe(1);
  expect(new Set(results.map(({ endMs }) => endMs)).size).toBe(1);
  expect(events.counters).toEqual(full.counters);
  expect(summary.counters).toEqual(full.counters);
  expect(full.counters.requests).toBe(records(full, "net").length);
});

test("`events` is `full` without the wire", () => {
  const body = (result: typeof full) =>
    result.records.filter(({ kind }) => !["net", "meta", "end"].includes(kind));
  expect(records(full, "net").length).toBeGreaterThan(0);
  expect(body(events)).toEqual(body(full));
});

test("`summary` keeps actions, faults, verdicts and how every server ends", () => {
  const kinds = kindsOf(summary.records);
  for (const kind of ["arrive", "resolve", "net"] as const) expect(kinds).not.toContain(kind);
  for (const kind of ["meta", "event", "op", "fault", "verdict", "end"] as const) {
    expect(kinds).toContain(kind);
  }
  for (const kind of ["current", "extremities"] as const) {
    expect(records(summary, kind).map(({ server }) => server)).toEqual([a, b, c]);
  }
  const lastStates = new Set(records(summary, "current").map(({ state }) => state));
  expect(lastStates.size).toBe(1);
});

test.each(results)("a trace is read back as it was written", (result) => {
  const reading = readTrace(writeTrace(result.records));
  expect(reading).toEqual({ ok: true, records: result.records });
});

test("events are numbered in the order in which they are made, from 0", () => {
  expect(records(full, "event").map(({ index }) => index)).toEqual(
    records(full, "event").map((_, n) => n),
  );
  for (const { server, pdu } of records(full, "event")) {
    const { sender } = pdu as { sender: string };
    expect(sender.endsWith(`:${full.plan.servers[server].name}`)).toBe(true);
  }
});

test("every record speaks only of events and states that were told before", () => {
  const told = { events: new Set<number>(), states: new Set<number>() };
  for (const record of full.records) {
    if (record.kind === "event") told.events.add(record.index);
    if (record.kind === "state") {
      if (record.parent !== null) expect(told.states).toContain(record.parent);
      for (const [, , event] of record.changes) {
        if (event !== null) expect(told.events).toContain(event);
      }
      told.states.add(record.id);
    }
    if (record.kind === "arrive") {
      expect(told.events).toContain(record.event);
      if (record.before !== undefined) expect(told.states).toContain(record.before);
      if (record.after !== undefined) expect(told.states).toContain(record.after);
    }
    if (record.kind === "current") expect(told.states).toContain(record.state);
    if (record.kind === "resolve") {
      for (const state of [...record.inputs, record.output]) expect(told.states).toContain(state);
    }
  }
});

test("counters count what the records say", () => {
  const arrivals = records(full, "arrive").filter(({ verdict }) => verdict !== "outlier");
  const counted = (verdict: string) =>
    arrivals.filter((arrival) => arrival.verdict === verdict).length;
  expect(full.counters).toMatchObject({
    ...{ accepted: counted("accepted"), softFailed: counted("soft-failed") },
    ...{ rejected: 0, dropped: 0, events: records(full, "event").length },
    resolutions: records(full, "resolve").length,
  });
  expect(full.counters.softFailed).toBe(2);
});

test("the end says how many records came before it and what the hash is", () => {
  for (const { records: list, hash } of results) {
    expect(list.at(-1)).toMatchObject({ kind: "end", records: list.length - 1, hash });
    expect(hash).toMatch(/^[0-9a-f]{16}$/);
  }
});

test("a room that was there before the story is told as everybody's knowledge at time 0", () => {
  const result = runStory((stage) => void cast(stage));
  const arrivals = records(result, "arrive");
  const made = records(result, "event").length;
  for (const server of [a, b, c]) {
    const own = arrivals.filter((arrival) => arrival.server === server);
    expect(own).toHaveLength(made);
    expect(own.every(({ verdict }) => verdict === "accepted")).toBe(true);
  }
});
