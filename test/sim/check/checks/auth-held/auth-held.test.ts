import { describe, expect, test } from "vitest";
import { mixedDialects } from "../../../../../scenarios/mixed-dialects.ts";
import { generate, run, type PlanRule } from "../../../../../sim/run/index.ts";
import { judge } from "../../../../../sim/check/judge.ts";
import type { Referee } from "../../../../../sim/check/referee.ts";
import type { TraceRecord, VerdictRecord } from "../../../../../sim/trace/records.ts";
import { referee } from "../../../../reference/index.ts";
import {
  a,
  ada,
  b,
  bob,
  c,
  cay,
  lastOf,
  usualTrace,
  type TraceBuilder,
} from "../../trace-builder.ts";

function authHeld(records: readonly TraceRecord[], by: Referee | undefined = referee) {
  return judge(records, ["auth-held"], { referee: by })[0];
}

/** Ada bans bob while bob sets a topic; cay's topic is refused; everything arrives everywhere. */
function quarrel(version = "11"): TraceBuilder {
  const trace = usualTrace({ version });
  const ban = trace.make(a, trace.member(ada, "ban", bob));
  const topic = trace.make(b, trace.topic(bob, "mine"));
  trace.deliver(topic, [c, a]);
  trace.deliver(ban, [c, b]);
  const refused = trace.make(c, trace.topic(cay, "who am I"));
  trace.deliver(refused);
  trace.tell(a, trace.message(ada));
  return trace;
}

/** The verdict on a trace in which one arrival was changed. */
function spoiled(
  change: (arrival: Extract<TraceRecord, { kind: "arrive" }>) => void,
  fits: (arrival: Extract<TraceRecord, { kind: "arrive" }>) => boolean,
): VerdictRecord {
  const records = quarrel().trace();
  change(lastOf(records, "arrive", fits));
  return authHeld(records);
}

describe("auth-held", () => {
  test.each(["10", "11", "12"])("holds for a quarrel by the rules of version %s", (version) => {
    const trace = quarrel(version);
    const records = trace.trace();
    // The room has what the check is about: rejections and resolutions of real conflicts.
    expect(records.some((r) => r.kind === "arrive" && r.verdict === "rejected")).toBe(true);
    expect(records.some((r) => r.kind === "resolve" && r.conflicted > 0)).toBe(true);
    const verdict = authHeld(records);
    expect(verdict.detail).toContain("The referee finds the same: 11 verdicts and");
    expect(verdict.result).toBe("held");
  });

  test("is broken by an event that a server accepts against the rules", () => {
    const verdict = spoiled(
      (arrival) => {
        arrival.verdict = "accepted";
        delete arrival.why;
      },
      ({ verdict: value, server }) => value === "rejected" && server === b,
    );
    expect(verdict.result).toBe("broken");
    expect(verdict.servers).toEqual([b]);
  });

  test("a server is judged by what it had rejected by then, not by what it rejects in the end", () => {
    const trace = usualTrace();
    const levels = trace.make(a, trace.levels(ada, { [bob]: 50 }));
    // It comes to b as part of a state; then a word that cites it; then the event itself, after a state of a liar's.
    trace.fetch(b, [levels]);
    const word = trace.deliver(trace.make(a, trace.message(ada)), [b]);
    const records = trace.trace();
    const lied: TraceRecord = {
      ...{ kind: "arrive", atMs: trace.atMs + 1, server: b, event: levels, via: "missing" },
      ...{ verdict: "rejected", before: 0, after: 0 },
      why: { check: 5, rule: "2", spec: "", detail: "" },
    };
    expect(authHeld([...records, lied]).result).toBe("held");
    const at = records.findIndex((one) => {
      return one.kind === "arrive" && one.event === word && one.server === b;
    });
    const verdict = authHeld(records.toSpliced(at, 0, lied));
    expect(verdict).toMatchObject({ result: "broken", events: [word], servers: [b] });
    expect(verdict.detail).toContain("was rejected");
  });

  test("names the rule that refuses what was accepted", () => {
    const trace = quarrel();
    const records = trace.trace();
    for (const arrival of records) {
      if (arrival.kind !== "arrive" || arrival.verdict !== "rejected") continue;
      // A server that is consistently wrong also writes the topic into the state after.
      arrival.verdict = "accepted";
      const state = trace.graph.apply(arrival.after as number, arrival.event);
      const id = 900_000 + state;
      const changes: [string, string, number][] = [["m.room.topic", "", arrival.event]];
      const known = records.some((record) => record.kind === "state" && record.id === id);
      const parent = arrival.before as number;
      if (!known) records.push({ kind: "state", room: 0, id, parent, changes });
      arrival.after = id;
    }
    const verdict = authHeld(records);
    expect(verdict.result).toBe("broken");
    expect(verdict.detail).toMatch(
      /^a\.test was wrong at \d+ ms: it took event 9 \(m\.room\.topic /,
    );
    expect(verdict.detail).toContain(
      "as accepted, which by its auth events rule 7 refuses: m.room.topic",
    );
    expect(verdict.detail).not.toContain("the state that it records after");
  });

  test("is broken by an event that a server rejects against the rules", () => {
    const verdict = spoiled(
      (arrival) => (arrival.verdict = "rejected"),
      ({ verdict: value, server }) => value === "accepted" && server === c,
    );
    expect(verdict.result).toBe("broken");
    expect(verdict.detail).toContain("it rejected event");
  });

  test("is broken by a state after an event that lacks the event", () => {
    const isTopic = (arrival: { event: number; server: number }) => arrival.event === 4;
    const verdict = spoiled((arrival) => (arrival.after = arrival.before), isTopic);
    expect(verdict.result).toBe("broken");
    expect(verdict.detail).toContain("is not the state before and the event");
    expect(verdict.events).toEqual([4]);
  });

  test("is broken by a rejected event that changes the state", () => {
    const verdict = spoiled(
      (arrival) => (arrival.after = 0),
      ({ verdict: value }) => value === "rejected",
    );
    expect(verdict.result).toBe("broken");
    expect(verdict.detail).toContain("is not the state before without the event");
  });

  test("is broken by a resolution whose output is one of its inputs", () => {
    const records = quarrel().trace();
    const resolve = lastOf(records, "resolve", ({ conflicted }) => conflicted > 0);
    const other = resolve.inputs.find((input) => input !== resolve.output) as number;
    resolve.output = other;
    const verdict = authHeld(records);
    expect(verdict.result).toBe("broken");
    expect(verdict.detail).toMatch(
      /it resolved 2 states by the dialect spec to .+ as m\.room\..+, where the referee finds /,
    );
    expect(verdict.servers).toEqual([resolve.server]);
  });

  test("is broken by a resolution that brings a slot with it", () => {
    const records = quarrel().trace();
    const resolve = lastOf(records, "resolve", ({ conflicted }) => conflicted > 0);
    const id = 800_000;
    const changes: [string, string, number][] = [["m.room.name", "", 4]];
    records.push({ kind: "state", room: 0, id, parent: resolve.output, changes });
    resolve.output = id;
    const verdict = authHeld(records);
    expect(verdict.detail).toContain("to event 4 as m.room.name, where the referee finds nothing");
    expect(verdict.result).toBe("broken");
  });

  test("is unknown without a referee, but still sees a wrong state after an event", () => {
    const records = quarrel().trace();
    const judged = (): VerdictRecord => judge(records, ["auth-held"])[0];
    expect(judged().result).toBe("unknown");
    const arrival = lastOf(records, "arrive", ({ event }) => event === 4);
    arrival.after = arrival.before;
    expect(judged().result).toBe("broken");
  });

  test("asks the referee once for each event and state, and for each set of states", () => {
    const asked: string[] = [];
    const counting: Referee = {
      authoriseByAuthEvents(input) {
        asked.push(`cited ${input.id}`);
        return referee.authoriseByAuthEvents(input);
      },
      authoriseByState(input) {
        asked.push(`state ${input.id} ${[...input.state.values()].sort().join()}`);
        return referee.authoriseByState(input);
      },
      resolve(input) {
        const sets = input.states.map((state) => [...state.values()].sort().join());
        asked.push(`resolve ${sets.sort().join(" ")}`);
        return referee.resolve(input);
      },
    };
    const trace = quarrel();
    expect(authHeld(trace.trace(), counting).result).toBe("held");
    expect(asked.length).toBeGreaterThan(2 * 11);
    expect(new Set(asked).size).toBe(asked.length);
  });

  test("lets a server's own rejections count against events that cite them", () => {
    const trace = usualTrace();
    const records = trace.trace();
    // Server b claims that it rejected bob's own join, and yet accepts what cites it.
    const join = lastOf(records, "arrive", ({ event, server }) => event === 5 && server === b);
    join.verdict = "rejected";
    join.after = join.before;
    const told = trace.tell(b, trace.message(bob));
    const more = trace
      .trace()
      .slice(trace.records.findIndex((r) => "index" in r && r.index === told));
    const verdict = authHeld([...records.slice(0, -1), ...more]);
    expect(verdict.result).toBe("broken");
    expect(verdict.events).toEqual([5, told]);
    expect(verdict.servers).toEqual([b]);
  });

  test("is unknown where the trace lacks the state before an event", () => {
    const records = quarrel().trace();
    lastOf(records, "arrive", ({ verdict }) => verdict === "accepted").before = 55_555;
    expect(authHeld(records).result).toBe("unknown");
  });

  test("judges a server by the dialect that it followed then, also after an upgrade", () => {
    const plan = generate(mixedDialects, { seed: "1" });
    const rule: PlanRule = { name: "upgrade", dialect: "spec", servers: ["charlie.test"] };
    const steps = [...plan.steps, { id: 900, atMs: 25 * 60_000, rule }];
    const { records } = run({ ...plan, steps, trace: "full" }, { referee });
    expect(authHeld(records).result).toBe("held");
    // As if it had followed the new one all the time.
    lastOf(records, "meta").servers[2].dialect = "spec";
    const later = records.map((record) => {
      return record.kind === "resolve" ? { ...record, dialect: "spec" } : record;
    });
    expect(authHeld(later).result).toBe("broken");
  });

  test("is unknown for a dialect that nobody knows, and for a summary", () => {
    const records = quarrel().trace();
    for (const record of records) if (record.kind === "resolve") record.dialect = "klingon";
    expect(authHeld(records).result).toBe("unknown");
    lastOf(records, "meta").level = "summary";
    expect(authHeld(records).detail).toContain("summary");
  });
});
