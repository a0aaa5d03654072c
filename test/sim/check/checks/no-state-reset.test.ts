import { describe, expect, test } from "vitest";
import { judge } from "../../../../sim/check/judge.ts";
import { resolve } from "../../../../sim/protocol/state-res/index.ts";
import type { StateId } from "../../../../sim/protocol/state.ts";
import type { TraceRecord, VerdictRecord } from "../../../../sim/trace/records.ts";
import { a, ada, b, bob, c, cay, hiddenLevels, lastOf, usualTrace } from "../trace-builder.ts";
import type { TraceBuilder } from "../trace-builder.ts";

function noStateReset(records: readonly TraceRecord[]): VerdictRecord {
  return judge(records, ["no-state-reset"])[0];
}

/** A state with another event (or -1) at a slot without state key. */
function withSlot(trace: TraceBuilder, state: StateId, type: string, event: number): StateId {
  return trace.graph.states.set(state, trace.graph.slotOf(type, ""), event);
}

function joinRules(sender: string, rule: string) {
  return { type: "m.room.join_rules", sender, stateKey: "", content: { join_rule: rule } };
}

describe("no-state-reset", () => {
  test("holds while a room goes forward", () => {
    const trace = usualTrace();
    trace.tell(b, trace.topic(bob, "second"));
    trace.tell(a, trace.topic(ada, "third"));
    const verdict = noStateReset(trace.trace());
    expect(verdict.detail).toContain("went no way back");
    expect(verdict.result).toBe("held");
  });

  test("holds where an event loses a conflict against one that it did not know", () => {
    const trace = usualTrace();
    const left = trace.make(a, trace.topic(ada, "left"));
    const right = trace.make(b, trace.topic(bob, "right"));
    trace.deliver(right, [c, a]);
    trace.deliver(left, [c, b]);
    expect(noStateReset(trace.trace()).result).toBe("held");
  });

  test("takes a ban that its victim did not know as the cause that the victim's topic goes", () => {
    const trace = usualTrace();
    const ban = trace.make(a, trace.member(ada, "ban", bob));
    const topic = trace.make(b, trace.topic(bob, "mine"));
    trace.deliver(topic, [c]);
    trace.deliver(ban, [c]);
    // Server c saw bob's topic come and go: the ban refuses it.
    const slot = trace.graph.slotOf("m.room.topic", "");
    expect(trace.graph.states.get(trace.servers[c].current, slot)).toBe(4);
    expect(noStateReset(trace.trace()).result).toBe("held");
  });

  test("is broken where the same topic goes after a ban that was built on it", () => {
    const trace = usualTrace();
    const topic = trace.tell(b, trace.topic(bob, "mine"));
    const ban = trace.tell(a, trace.member(ada, "ban", bob));
    trace.current(c, withSlot(trace, trace.after(ban), "m.room.topic", 4));
    const verdict = noStateReset(trace.trace());
    expect(verdict.result).toBe("broken");
    expect(verdict.detail).toContain("m.room.topic went back at c.test");
    expect(verdict.detail).toContain(`At ${trace.atMs} ms`);
    expect(verdict.events).toEqual([4, topic]);
    expect(verdict.servers).toEqual([c]);
  });

  test("is broken by a slot that is emptied without a cause", () => {
    const trace = usualTrace();
    trace.current(b, withSlot(trace, trace.servers[b].current, "m.room.join_rules", -1));
    const verdict = noStateReset(trace.trace());
    expect(verdict.result).toBe("broken");
    expect(verdict.detail).toContain("m.room.join_rules by @ada:a.test) to nothing");
    expect(verdict.servers).toEqual([b]);
  });

  test("is broken by a member who vanishes while another of the server stays", () => {
    const trace = usualTrace();
    const eve = "@eve:b.test";
    trace.tell(b, trace.member(eve, "join"));
    const slot = trace.graph.slotOf("m.room.member", eve);
    trace.current(b, trace.graph.states.set(trace.servers[b].current, slot, -1));
    expect(noStateReset(trace.trace()).detail).toContain("m.room.member of @eve:b.test went back");
  });

  test("does not call it a reset when a server leaves", () => {
    const trace = usualTrace();
    // With cay's leave server c is told an old state, without the topic.
    const leave = trace.make(c, trace.member(cay, "leave"));
    expect(trace.records.pop()?.kind).toBe("current");
    trace.current(c, withSlot(trace, trace.after(leave), "m.room.topic", -1));
    expect(noStateReset(trace.trace()).result).toBe("held");
    // The same at a server that is still in the room is one.
    trace.deliver(leave);
    trace.current(b, withSlot(trace, trace.after(leave), "m.room.topic", -1));
    expect(noStateReset(trace.trace()).result).toBe("broken");
  });

  test("does not call it a reset when a server comes back to a room that went on", () => {
    const trace = usualTrace();
    trace.tell(c, trace.member(cay, "leave"));
    const join = trace.make(c, trace.member(cay, "join"));
    // Whoever let cay in had no topic: coming back and losing the topic are one step.
    expect(trace.records.pop()?.kind).toBe("current");
    const within = withSlot(trace, trace.after(join), "m.room.topic", -1);
    trace.current(c, within);
    expect(noStateReset(trace.trace()).result).toBe("held");
    // For who is inside all the time the same is a reset.
    trace.current(b, within);
    expect(noStateReset(trace.trace()).servers).toEqual([b]);
  });

  test("is broken by a server's only member who vanishes without having left", () => {
    const trace = usualTrace();
    const slot = trace.graph.slotOf("m.room.member", cay);
    trace.current(c, trace.graph.states.set(trace.servers[c].current, slot, -1));
    const verdict = noStateReset(trace.trace());
    expect(verdict.result).toBe("broken");
    expect(verdict.detail).toContain("m.room.member of @cay:c.test went back at c.test");
  });

  /**
   * MSC4297, problem A. Bob and cay set join rules one after the other and leave; then somebody
   * hands out a state with bob's old rules. Both setters have left by the state that is not in
   * conflict, so version 2 of the algorithm refuses both rules.
   */
  function problemA(version: string) {
    const trace = usualTrace({ version });
    trace.tell(a, trace.levels(ada, { [bob]: 50, [cay]: 50 }));
    const older = trace.tell(b, joinRules(bob, "invite"));
    const newer = trace.tell(c, joinRules(cay, "public"));
    trace.tell(b, trace.member(bob, "leave"));
    const last = trace.tell(c, trace.member(cay, "leave"));
    const good = trace.after(last);
    const stale = withSlot(trace, good, "m.room.join_rules", older);
    const merged = resolve(trace.graph, [good, stale]);
    trace.current(a, merged);
    const slot = trace.graph.joinRulesSlot;
    return { trace, newer, at: trace.graph.states.get(merged, slot) };
  }

  test("finds the reset of MSC4297 in version 11: the setter's later leave is no excuse", () => {
    const { trace, newer, at } = problemA("11");
    expect(at).toBe(-1);
    const verdict = noStateReset(trace.trace());
    expect(verdict.result).toBe("broken");
    expect(verdict.detail).toContain(`from event ${newer} (m.room.join_rules by @cay:c.test)`);
    expect(verdict.detail).toContain("to nothing");
  });

  test("finds nothing in the same story in version 12", () => {
    const { trace, newer, at } = problemA("12");
    expect(at).toBe(newer);
    expect(noStateReset(trace.trace()).result).toBe("held");
  });

  test("does not take for a cause what was over before the event was made", () => {
    const trace = usualTrace();
    trace.tell(a, trace.levels(ada, { [bob]: 0 }));
    trace.tell(a, trace.levels(ada, { [bob]: 50 }));
    trace.tell(b, trace.topic(bob, "mine"));
    const later = trace.tell(a, trace.levels(ada, { [bob]: 50, [cay]: 50 }));
    trace.current(c, withSlot(trace, trace.after(later), "m.room.topic", 4));
    expect(noStateReset(trace.trace()).result).toBe("broken");
  });

  test("looks for a cause behind an event that restored what the cause took", () => {
    // Ada takes bob's level while he sets a topic, and gives it back once she has seen both.
    const trace = usualTrace();
    const taken = trace.make(a, trace.levels(ada, { [bob]: 0 }));
    const topic = trace.make(b, trace.topic(bob, "mine"));
    trace.deliver(topic, [c, a]);
    const restored = { ...trace.levels(ada, { [bob]: 50 }), prev: [taken, topic] };
    const given = trace.make(a, restored);
    // Server c learns of both at once: in its new state nothing speaks against bob's topic.
    trace.records.push({
      ...{ kind: "arrive", atMs: trace.atMs, server: c, event: taken, via: "missing" },
      verdict: "accepted",
      before: trace.state(trace.states.before(taken)),
      after: trace.state(trace.states.after(taken)),
    });
    const slot = trace.graph.slotOf("m.room.topic", "");
    expect(trace.graph.states.get(trace.servers[c].current, slot)).toBe(topic);
    trace.current(c, trace.after(given));
    expect(trace.graph.states.get(trace.servers[c].current, slot)).toBe(4);
    expect(noStateReset(trace.trace()).result).toBe("held");
    // Without the change in between it would be a reset.
    const records = trace.trace().map((record) => {
      const isTaken = record.kind === "arrive" && record.event === taken;
      return isTaken ? { ...record, verdict: "rejected" as const } : record;
    });
    expect(noStateReset(records).result).toBe("broken");
  });

  describe("of a server with partial state", () => {
    /** Server c's current state without what a slot holds, while its state is partial or after that. */
    function losing(type: string, key: string, until: "now" | "end" | "whole") {
      const trace = usualTrace();
      const { graph, servers } = trace;
      const note = (step: "begin" | "end") => {
        const { atMs } = trace;
        const place = { kind: "partial", atMs, server: c, room: 0 } as const;
        trace.records.push({ ...place, step, event: 6, servers: [a] });
      };
      const whole = servers[c].current;
      note("begin");
      trace.current(c, whole);
      if (until !== "now") note("end");
      if (until === "whole") trace.current(c, whole);
      trace.current(c, graph.states.set(whole, graph.slotOf(type, key), -1));
      return noStateReset(trace.trace());
    }

    test("lets memberships of other servers' users go until the state is whole", () => {
      expect(losing("m.room.member", bob, "now").result).toBe("held");
      // The step that makes it whole is one of them; the next is none.
      expect(losing("m.room.member", bob, "end").result).toBe("held");
      expect(losing("m.room.member", bob, "whole").result).toBe("broken");
      expect(losing("m.room.member", "@zoe:elsewhere.test", "now").result).toBe("held");
    });

    test("is broken by what it may answer for: its own members, and all other slots", () => {
      expect(losing("m.room.member", cay, "now").result).toBe("broken");
      expect(losing("m.room.topic", "", "now").detail).toContain(
        "m.room.topic went back at c.test",
      );
    });
  });

  test("judges a server by what it has: levels in redacted form refuse no invitation", () => {
    expect(noStateReset(hiddenLevels("redacted").trace.trace()).result).toBe("held");
    const { trace, invitation } = hiddenLevels("whole");
    const records = trace.trace();
    const verdict = noStateReset(records);
    expect(verdict).toMatchObject({ result: "broken", events: [invitation], servers: [c] });
    // For a server that has them whole the same levels are the cause.
    delete lastOf(records, "arrive").redacted;
    expect(noStateReset(records).result).toBe("held");
  });

  test("is unknown where the event that may be the cause is not in the trace", () => {
    const trace = usualTrace();
    trace.current(b, withSlot(trace, trace.servers[b].current, "m.room.topic", -1));
    const records = trace.trace();
    const last = lastOf(records, "state");
    last.changes.push(["m.room.power_levels", "", 4_444]);
    expect(noStateReset(records).result).toBe("unknown");
  });

  test("is unknown for a summary and for a trace without current states", () => {
    const records = usualTrace().trace();
    expect(noStateReset(records.filter(({ kind }) => kind !== "current")).result).toBe("unknown");
    lastOf(records, "meta").level = "summary";
    expect(noStateReset(records).result).toBe("unknown");
  });
});
