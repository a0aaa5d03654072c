import { describe, expect, test } from "vitest";
import { judge } from "../../../../sim/check/judge.ts";
import type { Pdu } from "../../../../sim/protocol/event.ts";
import type { TraceRecord, VerdictRecord } from "../../../../sim/trace/records.ts";
import { a, ada, b, c, lastOf, usualTrace } from "../trace-builder.ts";

function wellFormed(records: readonly TraceRecord[]): VerdictRecord {
  return judge(records, ["well-formed"])[0];
}

/** The usual room with two concurrent messages and one that joins them. */
function forkedTrace(version = "11") {
  const trace = usualTrace({ version });
  const left = trace.make(a, trace.message(ada));
  const right = trace.make(b, trace.message("@bob:b.test"));
  trace.deliver(right);
  trace.deliver(left);
  const joined = trace.tell(a, trace.message(ada));
  return { trace, left, right, joined };
}

/** Changes the PDU of an event in the records, without a new hash. */
function alter(records: TraceRecord[], index: number, fields: Partial<Pdu>): void {
  const record = lastOf(records, "event", (event) => event.index === index);
  record.pdu = { ...(record.pdu as Pdu), ...fields };
}

function without(records: readonly TraceRecord[], event: number, server: number): TraceRecord[] {
  const dropped = lastOf(records, "arrive", (r) => r.event === event && r.server === server);
  return records.filter((record) => record !== dropped);
}

describe("well-formed", () => {
  test.each(["10", "11", "12"])("holds for a room of version %s with a fork", (version) => {
    const verdict = wellFormed(forkedTrace(version).trace.trace());
    expect(verdict.detail).toBe("10 events and 30 arrivals are sound.");
    expect(verdict.result).toBe("held");
  });

  test("is broken by content that was changed after it was hashed", () => {
    const { trace, left } = forkedTrace();
    const records = trace.trace();
    alter(records, left, { content: { body: "I never said that" } });
    const verdict = wellFormed(records);
    expect(verdict.result).toBe("broken");
    expect(verdict.detail).toContain(`The content hash of event ${left}`);
    expect(verdict.events).toEqual([left]);
  });

  test("holds where nobody goes by such content: all have the redacted form", () => {
    const { trace, left } = forkedTrace();
    const records = trace.trace();
    alter(records, left, { content: { body: "I never said that" } });
    const redacted = records.map((record) =>
      record.kind === "arrive" && record.event === left ? { ...record, redacted: true } : record,
    );
    expect(wellFormed(redacted).result).toBe("held");
  });

  test("is broken by an ID that is not the event's hash", () => {
    const { trace, joined } = forkedTrace();
    const records = trace.trace();
    // The sender is covered by both hashes.
    alter(records, joined, { sender: "@eve:a.test" });
    const verdict = wellFormed(records);
    expect(verdict.detail).toContain("but it hashes to $");
    expect(verdict.detail).toContain("The content hash");
    expect(verdict.events).toEqual([joined]);
  });

  test("is broken by an event that has no hash at all", () => {
    const { trace, joined } = forkedTrace();
    const records = trace.trace();
    alter(records, joined, { depth: 1.5 });
    expect(wellFormed(records).detail).toContain("has no reference hash");
  });

  test("is broken by a depth that is not one more than the deepest prev event's", () => {
    const trace = usualTrace();
    const liar = trace.tell(b, { ...trace.message("@bob:b.test"), spoil: { depth: 99 } });
    const verdict = wellFormed(trace.trace());
    expect(verdict.result).toBe("broken");
    expect(verdict.detail).toBe(
      `Event ${liar} (m.room.message by @bob:b.test) has depth 99 and stands on depth 7.`,
    );
    expect(verdict.servers).toEqual([b]);
  });

  test("is broken by a prev event that is nowhere, unless a mark calls it a gap", () => {
    const trace = usualTrace();
    const spoil = { prev_events: ["$nowhere"], depth: 8 };
    const event = trace.make(a, { ...trace.message(ada), spoil });
    const records = trace.trace();
    const verdict = wellFormed(records);
    expect(verdict.result).toBe("broken");
    expect(verdict.detail).toContain("$nowhere, which is neither in the trace nor marked as a gap");
    const mark = {
      kind: "mark",
      atMs: 1,
      mark: "gap",
      what: "history was cut off",
      event,
    } as const;
    expect(wellFormed([...records, mark]).result).toBe("held");
  });

  test("is broken by a cycle", () => {
    const { trace, left, joined } = forkedTrace();
    const records = trace.trace();
    alter(records, left, { prev_events: [trace.graph.id(joined)] });
    const verdict = wellFormed(records);
    expect(verdict.result).toBe("broken");
    expect(verdict.events).toEqual(expect.arrayContaining([left, joined]));
    // The wrong hashes come first, so the cycle is among the further findings; alone it is named.
    const hashed = wellFormed(records.filter((r) => r.kind !== "arrive" || r.event < left));
    expect(hashed.detail).toContain("2 events stand on a cycle of prev events");
  });

  test("is broken by a second create event that somebody takes, or by none", () => {
    const trace = usualTrace();
    const content = { room_version: "11", more: true };
    const spec = { type: "m.room.create", sender: ada, stateKey: "", content, prev: [] };
    const second = trace.tell(a, spec);
    const verdict = wellFormed(trace.trace());
    expect(verdict.detail).toBe("There are 2 create events.");
    expect(verdict.events).toEqual([0, second]);
    const records = trace.trace();
    for (const record of records) {
      if (record.kind === "arrive" && record.event === second) record.verdict = "rejected";
    }
    expect(wellFormed(records).result).toBe("held");
  });

  test("is broken by a server that accepts an event before the auth events", () => {
    const trace = usualTrace();
    const message = trace.tell(a, trace.message(ada));
    // Event 2 holds the power levels; everything after it cites it.
    const verdict = wellFormed(without(trace.trace(), 2, c));
    expect(verdict.result).toBe("broken");
    expect(verdict.detail).toContain("c.test took event 3 (m.room.join_rules by @ada:a.test)");
    expect(verdict.detail).toContain("without knowing its auth event: event 2");
    expect(verdict.events).toContain(message);
    expect(verdict.servers).toEqual([c]);
  });

  test("is broken by a server that takes an event without its prev events", () => {
    const { trace, left, joined } = forkedTrace();
    const verdict = wellFormed(without(trace.trace(), left, c));
    expect(verdict.result).toBe("broken");
    expect(verdict.detail).toContain(`c.test took event ${joined}`);
    expect(verdict.detail).toContain(`without knowing its prev event: event ${left}`);
    expect(verdict.events).toEqual([left, joined]);
    expect(verdict.servers).toEqual([c]);
  });

  test("lets a server take an event over a gap for which it got the state from elsewhere", () => {
    const { trace, left, joined } = forkedTrace();
    const records = without(trace.trace(), left, c);
    const arrival = lastOf(records, "arrive", (r) => r.event === joined && r.server === c);
    const at = records.indexOf(arrival);
    const { atMs } = arrival;
    const fetched: TraceRecord = {
      ...{ kind: "arrive", atMs, server: c, event: left, via: "state", verdict: "outlier" },
    };
    expect(wellFormed(records.toSpliced(at, 0, fetched)).result).toBe("held");
    // Much of the state may have been known: what was fetched need not be the prev event itself.
    const other = { ...fetched, event: 4 };
    expect(wellFormed(records.toSpliced(at, 0, other)).result).toBe("held");
    const early = { ...other, atMs: atMs - 1 };
    expect(wellFormed(records.toSpliced(at, 0, early)).result).toBe("broken");
    arrival.via = "backfill";
    expect(wellFormed(records).result).toBe("held");
  });

  test("is broken by records that name what the trace does not have", () => {
    const records = usualTrace().trace();
    lastOf(records, "arrive").event = 4_321;
    const verdict = wellFormed(records);
    expect(verdict.result).toBe("broken");
    expect(verdict.detail).toContain("an arrival names event 4321");
  });

  test("is unknown for a summary and for an empty trace", () => {
    const records = usualTrace().trace();
    const meta = lastOf(records, "meta");
    expect(wellFormed([meta]).result).toBe("unknown");
    meta.level = "summary";
    expect(wellFormed(records).result).toBe("unknown");
  });
});
