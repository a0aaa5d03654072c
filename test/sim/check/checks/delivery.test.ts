import { describe, expect, test } from "vitest";
import { judge } from "../../../../sim/check/judge.ts";
import type { TraceRecord, VerdictRecord } from "../../../../sim/trace/records.ts";
import { a, ada, b, bob, c, cay, lastOf, usualTrace } from "../trace-builder.ts";

function delivery(records: readonly TraceRecord[]): VerdictRecord {
  return judge(records, ["delivery"])[0];
}

/** The records without one arrival. */
function without(records: readonly TraceRecord[], event: number, server: number): TraceRecord[] {
  const dropped = lastOf(records, "arrive", (r) => r.event === event && r.server === server);
  return records.filter((record) => record !== dropped);
}

describe("delivery", () => {
  test("holds where every event reached everybody", () => {
    const trace = usualTrace();
    trace.tell(a, trace.message(ada));
    const verdict = delivery(trace.trace());
    // Nobody else is joined before bob's join, one at bob's, two at cay's and two at the message.
    expect(verdict.detail).toBe("8 events reached all who stayed, 5 deliveries.");
    expect(verdict.result).toBe("held");
  });

  test("is broken by an arrival that is lacking", () => {
    const trace = usualTrace();
    const message = trace.make(a, trace.message(ada));
    const madeMs = trace.atMs;
    trace.deliver(message);
    const verdict = delivery(without(trace.trace(), message, c));
    expect(verdict.result).toBe("broken");
    const made = `Event ${message} (m.room.message by @ada:a.test), made by a.test at ${madeMs} ms`;
    expect(verdict.detail).toBe(`${made}, never reached c.test.`);
    expect(verdict.events).toEqual([message]);
    expect(verdict.servers).toEqual([a, c]);
  });

  test("takes an event that is rejected or soft-failed as delivered, an outlier not", () => {
    const trace = usualTrace();
    const message = trace.tell(a, trace.message(ada));
    const records = trace.trace();
    const arrival = lastOf(records, "arrive", (r) => r.event === message && r.server === c);
    arrival.verdict = "soft-failed";
    expect(delivery(records).result).toBe("held");
    arrival.verdict = "rejected";
    expect(delivery(records).result).toBe("held");
    arrival.verdict = "outlier";
    expect(delivery(records).result).toBe("broken");
    arrival.verdict = "dropped";
    expect(delivery(records).result).toBe("broken");
  });

  test("is unknown for what is lacking while a fault was never ended", () => {
    const trace = usualTrace();
    const id = trace.fault("partition", { groups: [[a, b], [c]] });
    const message = trace.make(a, trace.message(ada));
    trace.deliver(message, [b]);
    const verdict = delivery(trace.trace());
    expect(verdict.result).toBe("unknown");
    expect(verdict.detail).toContain("1 fault never ended");
    expect(verdict.detail).toContain("never reached c.test");
    trace.fault("heal", { id });
    expect(delivery(trace.trace()).result).toBe("broken");
    trace.deliver(message);
    expect(delivery(trace.trace()).result).toBe("held");
  });

  test("owes nothing to a server that was not in the room yet, or left", () => {
    const trace = usualTrace();
    const message = trace.make(a, trace.message(ada));
    trace.deliver(message, [b]);
    expect(delivery(trace.trace()).result).toBe("broken");
    const leave = trace.make(c, trace.member(cay, "leave"));
    trace.deliver(leave, [b, a]);
    expect(delivery(trace.trace()).result).toBe("held");
  });

  test("owes nothing to a server that is out in the view of the maker alone", () => {
    const trace = usualTrace();
    const message = trace.make(a, trace.message(ada));
    trace.deliver(message, [b]);
    expect(delivery(trace.trace()).result).toBe("broken");
    // Server c never hears of the ban; that is owed by nobody's view but its own.
    const ban = trace.make(a, trace.member(ada, "ban", cay));
    trace.deliver(ban, [b]);
    expect(delivery(trace.trace()).result).toBe("held");
  });

  test("owes nothing of a server's absence to a server that came back", () => {
    const trace = usualTrace();
    const message = trace.make(a, trace.message(ada));
    trace.deliver(message, [b]);
    trace.tell(c, trace.member(cay, "leave"));
    trace.tell(c, trace.member(cay, "join"));
    expect(delivery(trace.trace()).result).toBe("held");
    const later = trace.make(b, trace.message(bob));
    trace.deliver(later, [a]);
    expect(delivery(trace.trace()).events).toEqual([later]);
  });

  test("owes nothing across a door that an ACL closed, whoever closed it", () => {
    const trace = usualTrace();
    trace.make(c, trace.message(cay));
    const records = () => trace.trace();
    expect(delivery(records()).result).toBe("broken");
    const content = { allow: ["*"], deny: ["c.test"] };
    trace.tell(a, { type: "m.room.server_acl", sender: ada, stateKey: "", content });
    expect(delivery(records()).result).toBe("held");
    // What is said among those inside is owed as ever.
    const inside = trace.make(a, trace.message(ada));
    expect(delivery(records())).toMatchObject({ result: "broken", events: [inside] });
  });

  test("does not ask for an event that its own maker refused", () => {
    const trace = usualTrace();
    trace.make(c, trace.topic(cay, "not allowed"));
    expect(delivery(trace.trace()).result).toBe("held");
  });

  test("is unknown where the trace does not tell who was in the room", () => {
    const trace = usualTrace();
    const message = trace.tell(a, trace.message(ada));
    const records = trace.trace();
    lastOf(records, "arrive", (r) => r.event === message && r.server === a).before = 9_999_999;
    expect(delivery(records).result).toBe("unknown");
  });

  test("is unknown for a summary and for a trace that no server made", () => {
    const records = usualTrace().trace();
    const foreign = records.map((r) => (r.kind === "arrive" ? { ...r, via: "send" as const } : r));
    expect(delivery(foreign).result).toBe("unknown");
    lastOf(records, "meta").level = "summary";
    expect(delivery(records).result).toBe("unknown");
  });
});
