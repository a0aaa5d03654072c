import { describe, expect, test } from "vitest";
import { slotKey } from "../../../../sim/check/referee.ts";
import { grasp } from "../../../../sim/check/view/grasp.ts";
import { TraceView, viewTrace } from "../../../../sim/check/view/trace-view.ts";
import type { MetaRecord, TraceRecord } from "../../../../sim/trace/records.ts";
import { a, ada, b, bob, c, cay, lastOf, usualTrace } from "../trace-builder.ts";

function viewOf(records: readonly TraceRecord[]) {
  const view = viewTrace(records);
  const room = view.rooms[0];
  if (room === undefined) throw new Error("the room is there");
  return { view, room };
}

describe("viewTrace", () => {
  test("gives the same state to servers that hold the same, whatever the trace calls it", () => {
    const trace = usualTrace();
    const topic = trace.make(a, trace.topic(ada, "new"));
    trace.deliver(topic, [b]);
    const records = trace.trace();
    // The same state once more under another number and from another parent.
    const last = lastOf(records, "current", ({ server }) => server === b);
    const slots: [string, string, number][] = [];
    trace.graph.states.forEach(trace.servers[b].current, (slot, event) => {
      const { type, stateKey } = trace.graph.slotNames(slot);
      slots.push([type, stateKey, event]);
    });
    records.push({ kind: "state", room: 0, id: 123_456, parent: null, changes: slots });
    last.state = 123_456;
    const { room } = viewOf(records);
    expect(room.finalState(a)).toBe(room.finalState(b));
    expect(room.finalState(a)).not.toBe(room.finalState(c));
    expect(room.finalState(a)).toBeGreaterThan(0);
  });

  test("shows a state as a plain map", () => {
    const { room } = viewOf(usualTrace().trace());
    const state = room.plainState(room.finalState(c));
    const topic = state.get(slotKey("m.room.topic", "")) as string;
    expect(room.pdu(topic)?.content).toEqual({ topic: "first" });
    expect(state.has(slotKey("m.room.member", cay))).toBe(true);
    expect(state.has(slotKey("m.room.member", "@eve:c.test"))).toBe(false);
    expect(state.size).toBe(7);
    expect(new Map(state).size).toBe(7);
    expect([...state.keys()].every((key) => state.get(key) !== undefined)).toBe(true);
    expect([...state.values()]).toContain(topic);
    const seen: string[] = [];
    state.forEach((id, key, map) => seen.push(map.get(key) === id ? key : "wrong"));
    expect(seen).toEqual([...state.keys()]);
  });

  test("removes a slot where a state says null", () => {
    const records = usualTrace().trace();
    const last = lastOf(records, "current", ({ server }) => server === a);
    const changes: [string, string, null][] = [["m.room.topic", "", null]];
    records.push({ kind: "state", room: 0, id: 500_000, parent: last.state, changes });
    last.state = 500_000;
    const { room } = viewOf(records);
    expect(room.plainState(room.finalState(a)).size).toBe(6);
  });

  test("ends where states are each other's parents", () => {
    const records = usualTrace().trace();
    records.push({ kind: "state", room: 0, id: 600_000, parent: 600_001, changes: [] });
    records.push({ kind: "state", room: 0, id: 600_001, parent: 600_000, changes: [] });
    records.push({ kind: "state", room: 0, id: 600_002, parent: 600_002, changes: [] });
    const { room } = viewOf(records);
    expect([600_000, 600_001, 600_002].map((id) => room.state(id))).toEqual([-1, -1, -1]);
  });

  test("ends where state 0 is its own parent", () => {
    const records = usualTrace().trace();
    const others = records.filter((r) => r.kind !== "state" || r.id !== 0);
    const loop: TraceRecord = { kind: "state", room: 0, id: 0, parent: 0, changes: [] };
    expect(viewOf([...others, loop]).room.state(0)).toBe(-1);
  });

  test("takes state 0 for the empty one unless a record says otherwise", () => {
    const { room } = viewOf(
      usualTrace()
        .trace()
        .filter((r) => r.kind !== "state"),
    );
    expect(room.state(0)).toBe(0);
    expect(room.state(1)).toBe(-1);
  });

  test("knows what each server makes of each event, the last and best word counting", () => {
    const trace = usualTrace();
    const refused = trace.tell(c, trace.topic(cay, "no"));
    const message = trace.make(a, trace.message(ada));
    trace.fetch(b, [message]);
    expect(viewOf(trace.trace()).room.graspsOf(b)[message]).toBe(grasp.outlier);
    trace.deliver(message, [b]);
    const again = lastOf(trace.records, "arrive", ({ verdict }) => verdict === "outlier");
    const { room, view } = viewOf([...trace.trace(), { ...again, atMs: trace.atMs }]);
    expect(room.graspsOf(b)[message]).toBe(grasp.accepted);
    expect(room.graspsOf(c)[message]).toBe(grasp.none);
    expect(room.graspsOf(b)[refused]).toBe(grasp.rejected);
    expect(room.rejectedAt(b)(trace.graph.id(refused))).toBe(true);
    expect(room.rejectedAt(b)(trace.graph.id(message))).toBe(false);
    expect(room.rejectedAt(b)("$unheard-of")).toBe(false);
    const verdicts = view.arrivals[b].slice(-4).map(({ event, verdict }) => [event, verdict]);
    expect(verdicts).toEqual([
      [refused, "rejected"],
      [message, "outlier"],
      [message, "accepted"],
      [message, "outlier"],
    ]);
  });

  test("takes an event that was rejected without a state before it for an outlier", () => {
    const trace = usualTrace();
    const refused = trace.tell(c, trace.topic(cay, "no"));
    const records = trace.trace();
    const arrival = lastOf(records, "arrive", (r) => r.server === b && r.event === refused);
    delete arrival.before;
    const { room } = viewOf(records);
    expect(room.graspsOf(b)[refused]).toBe(grasp.rejectedOutlier);
    expect(room.rejectedAt(b)(trace.graph.id(refused))).toBe(true);
  });

  test("counts the servers with joined members in a state, forth and back", () => {
    const trace = usualTrace();
    const before = trace.servers[a].current;
    trace.tell(a, trace.member(ada, "ban", bob));
    const { room } = viewOf(trace.trace());
    const residents = room.residents();
    const [early, late] = [before, trace.servers[a].current].map((state) => room.state(state));
    const at = (state: number) => [a, b, c].map((server) => residents.moveTo(state).has(server));
    expect(at(early)).toEqual([true, true, true]);
    expect(at(late)).toEqual([true, false, true]);
    expect(at(early)).toEqual([true, true, true]);
    expect(at(0)).toEqual([false, false, false]);
  });

  test("does not guess the membership of an event that is not in the trace", () => {
    const trace = usualTrace();
    const early = trace.servers[a].current;
    const isBobs = (r: TraceRecord) => r.kind === "event" && r.index === 5;
    trace.tell(b, trace.member("@eve:b.test", "join"));
    const { room } = viewOf(trace.trace().filter((r) => !isBobs(r)));
    const residents = room.residents().moveTo(room.state(early));
    expect([residents.has(b), residents.uncertain(b)]).toEqual([false, true]);
    expect([residents.has(c), residents.uncertain(c)]).toEqual([true, false]);
    // Eve is on the same server: whatever bob is, the server is in the room.
    residents.moveTo(room.finalState(a));
    expect([residents.has(b), residents.uncertain(b)]).toEqual([true, false]);
    expect(room.isWhole(room.finalState(a))).toBe(false);
  });

  test("leaves out what it cannot use, and says so", () => {
    const records = usualTrace().trace();
    const [first] = records.filter((r) => r.kind === "event");
    const arrival = lastOf(records, "arrive");
    const current = lastOf(records, "current");
    const bad: TraceRecord[] = [
      first,
      { ...first, index: 900 },
      { ...first, index: 901, id: "$other", room: 7 },
      { ...first, index: 2 ** 40, id: "$far" },
      { ...arrival, server: 12 },
      { ...arrival, event: 55 },
      { ...current, room: 3 },
      { ...current, server: 44 },
    ];
    const { view } = viewOf([...records, ...bad]);
    expect(view.troubleCount).toBe(bad.length);
    expect(view.troubles).toEqual([
      "event 0 is there twice",
      "events 0 and 900 have the same ID",
      "event 901 names room 7",
      "the index 1099511627776 is too large",
      "an arrival names server 12",
      "a `current` record names room 3",
      "a `current` record names server 44",
      "an arrival names event 55",
    ]);
  });

  test("lets an event without a readable PDU be dropped, and nothing else", () => {
    const records = usualTrace().trace();
    const event = lastOf(records, "event");
    const arrival = lastOf(records, "arrive");
    records.push({ ...event, index: 70, id: "$junk", pdu: ["not", "an", "event"] });
    const dropped: TraceRecord = { ...arrival, event: 70, verdict: "dropped" };
    expect(viewOf([...records, dropped]).view.troubleCount).toBe(0);
    expect(viewOf([...records, { ...dropped, verdict: "outlier" }]).view.troubleCount).toBe(1);
  });

  test("has no room where it has no rules for the room's version", () => {
    const records = usualTrace().trace();
    lastOf(records, "meta").rooms[0].version = "13";
    const view = viewTrace(records);
    expect(view.judged).toEqual([]);
    expect(view.troubles[0]).toContain("version 13, which has no rules here");
  });

  test("is the same where the records were taken in one by one", () => {
    const records = usualTrace().trace();
    const meta = records[0] as MetaRecord;
    const view = new TraceView({ ...meta, scenario: "not known yet" });
    for (let n = 1; n < records.length; n++) view.take(records.slice(0, n + 1), n);
    view.close(meta);
    const whole = viewTrace(records);
    const facts = (of: TraceView) => ({
      ...{ meta: of.meta, arrivals: of.arrivals, columns: of.columns, endMs: of.endMs },
      ...{ resolutions: of.resolutions, faults: of.faults, troubles: of.troubles },
      rooms: of.judged.map((room) => [room.grasps, room.currents, room.extremities, room.own]),
    });
    expect(facts(view)).toEqual(facts(whole));
    expect(whole.arrivals[a].length).toBeGreaterThan(0);
  });
});
