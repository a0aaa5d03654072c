import { describe, expect, test } from "vitest";
import { judge } from "../../../../sim/check/judge.ts";
import type { TraceRecord, VerdictRecord } from "../../../../sim/trace/records.ts";
import { a, ada, b, bob, c, cay, lastOf, usualTrace } from "../trace-builder.ts";

function converges(records: readonly TraceRecord[]): VerdictRecord {
  return judge(records, ["converges"])[0];
}

/** A split in which ada and bob set different topics; then everything arrives. */
function splitTrace(options: { healed: boolean; delivered: boolean }) {
  const trace = usualTrace();
  const id = trace.fault("partition", { groups: [[a, c], [b]] });
  const left = trace.make(a, trace.topic(ada, "left"));
  trace.deliver(left, [c]);
  const right = trace.make(b, trace.topic(bob, "right"));
  if (options.healed) trace.fault("heal", { id });
  if (options.delivered) {
    trace.deliver(right, [a, c]);
    trace.deliver(left, [b]);
  }
  return { trace, left, right };
}

/** What a run writes at the level `summary`: no arrivals, and only the last current states. */
function summaryOf(records: readonly TraceRecord[], keepEvents: boolean): TraceRecord[] {
  const meta = lastOf(records, "meta");
  meta.level = "summary";
  const finals = [a, b, c].map((server) =>
    lastOf(records, "current", (record) => record.server === server),
  );
  const kinds = keepEvents ? ["state", "fault", "event", "end"] : ["state", "fault", "end"];
  return [meta, ...records.filter(({ kind }) => kinds.includes(kind)), ...finals];
}

/** Gives a server another last state: the one in which another event holds the topic. */
function swapFinalState(records: TraceRecord[], server: number, topic: number): void {
  const last = lastOf(records, "current", (record) => record.server === server);
  const id = 1_000_000;
  const changes: [string, string, number][] = [["m.room.topic", "", topic]];
  const at = records.indexOf(last);
  records.splice(at, 0, { kind: "state", room: 0, id, parent: last.state, changes });
  last.state = id;
}

describe("converges", () => {
  test("holds where a split healed and all events arrived", () => {
    const verdict = converges(splitTrace({ healed: true, delivered: true }).trace.trace());
    expect(verdict.detail).toContain("All 3 servers in the room agree");
    expect(verdict.result).toBe("held");
  });

  test("is broken by a last state that differs although the knowledge is the same", () => {
    const { trace, left, right } = splitTrace({ healed: true, delivered: true });
    const topic = trace.graph.slotOf("m.room.topic", "");
    const winner = trace.graph.states.get(trace.servers[b].current, topic);
    const loser = winner === left ? right : left;
    const records = trace.trace();
    swapFinalState(records, b, loser);
    const verdict = converges(records);
    expect(verdict.result).toBe("broken");
    expect(verdict.detail).toContain("know the same 9 events");
    expect(verdict.detail).toContain("m.room.topic is event");
    expect(verdict.detail).toContain("at a.test and c.test but event");
    expect(verdict.events).toEqual([left, right]);
    expect(verdict.servers).toEqual([a, b, c]);
  });

  test("looks at equal knowledge even while a fault is on", () => {
    const { trace, right } = splitTrace({ healed: false, delivered: false });
    const records = trace.trace();
    expect(converges(records).result).toBe("held");
    expect(converges(records).detail).toContain("1 fault never ended");
    swapFinalState(records, c, right);
    expect(converges(records).result).toBe("broken");
    expect(converges(records).detail).toContain("a.test and c.test know the same 8 events");
  });

  test("is broken where servers differ after the heal because events never came", () => {
    const verdict = converges(splitTrace({ healed: true, delivered: false }).trace.trace());
    expect(verdict.result).toBe("broken");
    expect(verdict.detail).toContain("With all faults over, 3 servers hold 2 different states");
  });

  test("says what was wrong meanwhile: nothing, or lies, which keep nobody from hearing", () => {
    const records = splitTrace({ healed: true, delivered: false }).trace.trace();
    const detailWith = (instead: readonly TraceRecord[]) => {
      const at = records.findIndex(({ kind }) => kind === "fault");
      const others = records.filter(({ kind }) => kind !== "fault");
      return converges(others.toSpliced(at, 0, ...instead)).detail;
    };
    const lie: TraceRecord = {
      ...{ kind: "fault", atMs: 0, id: 7, verb: "begin" },
      ...{ rule: "false-state", family: "lie", servers: [1] },
    };
    const mark: TraceRecord = { kind: "mark", atMs: 0, mark: "rule", what: "lies", server: 1 };
    expect(detailWith([])).toMatch(/^Without any fault, 3 servers hold/);
    for (const wrong of [lie, mark]) {
      expect(detailWith([wrong])).toMatch(/^Though no fault kept them apart, 3 servers hold/);
    }
    expect(detailWith([{ ...mark, mark: "gap" }])).toMatch(/^Without any fault/);
  });

  test("does not ask a server that has left, by its own last state", () => {
    const trace = usualTrace();
    trace.tell(c, trace.member(cay, "leave"));
    const topic = trace.make(a, trace.topic(ada, "later"));
    trace.deliver(topic, [b]);
    const verdict = converges(trace.trace());
    expect(verdict.detail).toContain("All 2 servers in the room agree");
    expect(verdict.result).toBe("held");
  });

  test("compares only servers inside the room while a fault is on", () => {
    const { trace, left } = splitTrace({ healed: false, delivered: false });
    const leave = trace.make(c, trace.member(cay, "leave"));
    trace.deliver(leave, [a]);
    expect(trace.servers[a].tips).toEqual([leave]);
    const records = trace.trace();
    swapFinalState(records, c, left - 1);
    const verdict = converges(records);
    expect(verdict.detail).toContain("no two servers know the same");
    expect(verdict.result).toBe("unknown");
  });

  test("does not ask a server to agree that the others have shut out by an ACL", () => {
    const { trace, left } = splitTrace({ healed: true, delivered: true });
    const content = { allow: ["*"], deny: ["c.test"] };
    trace.tell(a, { type: "m.room.server_acl", sender: ada, stateKey: "", content });
    const unheard = trace.make(c, trace.message(cay));
    const parted = trace.trace();
    swapFinalState(parted, c, left - 1);
    expect(converges(parted)).toMatchObject({
      result: "held",
      detail: expect.stringContaining("2 servers in the room agree after the last fault (1 server"),
    });
    expect(unheard).toBeGreaterThan(left);
    const others = trace.trace();
    swapFinalState(others, b, left - 1);
    expect(converges(others).result).toBe("broken");
  });

  test("names the dialects where they differ", () => {
    const { trace, left, right } = splitTrace({ healed: true, delivered: true });
    trace.meta.servers[b].dialect = "synapse";
    const records = trace.trace();
    const topic = trace.graph.slotOf("m.room.topic", "");
    const winner = trace.graph.states.get(trace.servers[b].current, topic);
    swapFinalState(records, b, winner === left ? right : left);
    expect(converges(records).detail).toContain("they follow the dialects spec, synapse");
  });

  test("judges a summary by its final states", () => {
    const agreeing = splitTrace({ healed: true, delivered: true }).trace.trace();
    expect(converges(summaryOf(agreeing, true)).result).toBe("held");
    const parted = splitTrace({ healed: true, delivered: false }).trace.trace();
    expect(converges(summaryOf(parted, true)).result).toBe("broken");
    const split = splitTrace({ healed: false, delivered: false }).trace.trace();
    expect(converges(summaryOf(split, true)).result).toBe("unknown");
  });

  test("without events knows only whether everybody agrees, not who is in the room", () => {
    const agreeing = splitTrace({ healed: true, delivered: true }).trace.trace();
    expect(converges(summaryOf(agreeing, false)).result).toBe("held");
    const parted = splitTrace({ healed: true, delivered: false }).trace.trace();
    const verdict = converges(summaryOf(parted, false));
    expect(verdict.detail).toBe("The trace does not tell where 3 servers ended up.");
    expect(verdict.result).toBe("unknown");
  });

  test("is unknown for a trace without any server in a room", () => {
    const records = usualTrace().trace();
    const verdict = converges(records.filter(({ kind }) => kind !== "current"));
    expect(verdict.detail).toBe("No server is in a room at the end: there is nothing to compare.");
    expect(verdict.result).toBe("unknown");
  });

  test("is unknown where a last state is not in the trace", () => {
    const records = usualTrace().trace();
    lastOf(records, "current", ({ server }) => server === b).state = 77_777;
    expect(converges(records).result).toBe("unknown");
  });
});
