// A talk of six servers under one named fault, and questions about what was seen of it: the stage of
// the rows in which every fault has to bite.
import { addFaults, generate, readPlan, run, scenario } from "../../../../sim/run/index.ts";
import type { Plan, RunResult } from "../../../../sim/run/index.ts";
import type { NetRecord } from "../../../../sim/trace/records.ts";
import { expect } from "vitest";
import { records } from "../stories.ts";

export const names = ["hs1", "hs2", "hs3", "hs4", "hs5", "hs6"];
export const storyMs = 10_000;
export const [fromMs, toMs] = [storyMs + 5_000, storyMs + 45_000];

/** Everybody talks for a minute, and the creator changes the topic; the fault lasts from 5 to 45 s. */
export function planOf(
  fault: string | readonly string[] | undefined,
  change: (plan: Plan) => Plan = (plan) => plan,
): Plan {
  const story = scenario({
    ...{
      name: "talk",
      about: "Six servers talk.",
      servers: names,
      delay: { kind: "constant", ms: 50 },
    },
    story: ({ user, room, after }) => {
      const users = names.map((server, n) => user(`u${n + 1}`, server));
      const [creator, moderator, ...members] = users;
      const lobby = room({
        ...{ by: creator, moderators: [moderator], members, founding: "instant" },
      });
      for (let n = 0; n < 15; n++) {
        after(1200 + 4000 * n).do(...users.map((each) => each.say(lobby, `${each.id} ${n}`)));
        if (n % 3 === 0) after(2200 + 4000 * n).do(creator.setTopic(lobby, `topic ${n}`));
      }
      after("3m").do(...users.map((each) => each.say(lobby, `${each.id} in the end`)));
    },
    settle: "4h",
  });
  const faults = fault === undefined ? [] : [fault].flat();
  const told = generate(story, { seed: "3", roomVersion: "11" });
  const steps = [...told.steps];
  addFaults(steps, faults, storyMs);
  // A fault may want servers of other kinds, which the change brings in: so the whole is looked at afterwards.
  const plan = change({ ...told, steps: steps.sort((a, b) => a.atMs - b.atMs || a.id - b.id) });
  const reading = readPlan(plan);
  if (!reading.ok) throw new Error(`${reading.where}: ${reading.message}`);
  return reading.plan;
}

export const quiet = run(planOf(undefined));

/** Requests and transactions while the fault is on. */
export function during(
  result: RunResult,
  wanted: (net: NetRecord) => boolean = () => true,
): NetRecord[] {
  return records(result, "net").filter(
    (net) => net.sentMs >= fromMs && net.atMs < toMs && wanted(net),
  );
}
export const count = (
  result: RunResult,
  fate: NetRecord["result"],
  more: Partial<NetRecord> = {},
) => during(result, (net) => net.result === fate && matches(net, more)).length;
export const matches = (net: NetRecord, more: Partial<NetRecord>) =>
  Object.entries(more).every(([key, value]) => net[key as keyof NetRecord] === value);

/** Which servers reach which while the fault is on: `reach[from]` is a list. */
export function reachOf(result: RunResult): number[][] {
  return names.map((_, from) => {
    const met = new Set(
      during(result, (net) => net.from === from && net.result === "delivered").map(({ to }) => to),
    );
    return [...met].sort();
  });
}
/** Servers by whom they reach, themselves included. */
export function sidesOf(result: RunResult): number[][] {
  const sides = new Map<string, number[]>();
  for (const [server, reach] of reachOf(result).entries()) {
    const side = [...new Set([server, ...reach])].sort();
    sides.set(side.join(), side);
  }
  return [...sides.values()];
}
export const eventsBy = (result: RunResult, server: number) =>
  records(result, "event").filter(
    (event) => event.server === server && event.atMs >= fromMs && event.atMs < toMs,
  );
export type Pdu = {
  depth: number;
  origin_server_ts: number;
  prev_events: string[];
  auth_events: string[];
  type: string;
  content: Record<string, unknown>;
  sender: string;
};
export const pdus = (result: RunResult, server: number) =>
  eventsBy(result, server).map(({ pdu }) => pdu as Pdu);
export const arrivals = (result: RunResult, verdict: string) =>
  records(result, "arrive").filter((arrival) => arrival.verdict === verdict);
export const longest = (result: RunResult, more: Partial<NetRecord> = {}) =>
  Math.max(
    ...records(result, "net")
      .filter(
        (net) =>
          net.result === "delivered" &&
          net.sentMs >= fromMs &&
          net.sentMs < toMs &&
          matches(net, more),
      )
      .map(({ sentMs, atMs }) => atMs - sentMs),
  );
export const marks = (result: RunResult) => records(result, "mark").map(({ mark }) => mark);
export const gone = (result: RunResult) => records(result, "forget");
export const held = (result: RunResult) => {
  const broken = result.verdicts.filter((verdict) => verdict.result === "broken");
  expect([result.outcome, broken.map(({ check, detail }) => `${check}: ${detail}`)]).toEqual([
    "held",
    [],
  ]);
};
/** More than the policy asks for stays missing: that check says so, and no other. */
export const onlyBroken = (result: RunResult, check: string) => {
  const broken = result.verdicts.filter((verdict) => verdict.result === "broken");
  expect(broken.map((verdict) => verdict.check)).toEqual([check]);
};
export const hs1 = 0;

/** The fault as it is typed, what must be seen, and what else is in the plan. */
export type Row = [fault: string, sees: (result: RunResult) => void, change?: (plan: Plan) => Plan];

export const regions = (plan: Plan): Plan => ({
  ...plan,
  servers: plan.servers.map((server, n) => ({ ...server, region: n < 2 ? "Tokyo" : "London" })),
});
/** The first three are run by one operator, each of the others by one of its own. */
export const operators = (plan: Plan): Plan => ({
  ...plan,
  servers: plan.servers.map((server, n) => (n < 3 ? { ...server, operator: "acme" } : server)),
});
export const mixed = (plan: Plan): Plan => ({
  ...plan,
  servers: plan.servers.map((server, n) => (n < 2 ? { ...server, policy: "minimal" } : server)),
});
/** hs1 speaks only at the end, and the others cannot ask it then: a gap is left to others. */
export const cutFirst = (plan: Plan): Plan => {
  const last = names.map((name, n): Plan["steps"][number] => ({
    ...{ id: 9002 + n, atMs: 9_100_000 + n * 1000, user: `@u${n + 1}:${name}`, room: "room1" },
    action: { kind: "message", body: "after the cut" },
  }));
  const steps: Plan["steps"] = [
    ...plan.steps,
    { id: 9000, atMs: 12_000, fault: { verb: "partition", id: "cut", groups: [["hs6"]] } },
    { id: 9001, atMs: 9_000_000, fault: { verb: "heal", id: "cut" } },
    ...last,
  ];
  return { ...plan, steps: steps.sort((a, b) => a.atMs - b.atMs) };
};

export function withLength(plan: Plan, forMs: number | undefined): Plan {
  const steps = plan.steps.map((step) => {
    if (!("rule" in step)) return step;
    const { forMs: _length, ...rest } = step;
    return forMs === undefined ? rest : { ...rest, forMs };
  });
  return { ...plan, steps };
}

/** The first server is cut off for a while, and both sides set the topic. */
export function conflicted(plan: Plan): Plan {
  const topic = (id: number, user: string, atMs: number): Plan["steps"][number] => {
    return { id, atMs, user, room: "room1", action: { kind: "topic", topic: user } };
  };
  const steps: Plan["steps"] = [
    ...plan.steps,
    { id: 9000, atMs: 20_000, fault: { verb: "partition", id: "cut", groups: [["hs1"]] } },
    topic(9001, "@u1:hs1", 21_000),
    topic(9002, "@u2:hs2", 21_500),
    { id: 9003, atMs: 30_000, fault: { verb: "heal", id: "cut" } },
  ];
  return { ...plan, steps: steps.sort((a, b) => a.atMs - b.atMs || a.id - b.id) };
}

/** The creator bans the last user while the fault is on. */
export function banned(plan: Plan): Plan {
  const ban = {
    ...{ id: 9000, atMs: fromMs + 1500, user: "@u1:hs1", room: "room1" },
    action: { kind: "ban", target: "@u6:hs6" } as const,
  };
  return { ...plan, steps: [...plan.steps, ban].sort((a, b) => a.atMs - b.atMs || a.id - b.id) };
}

/** hs6 is the room's policy server, and refuses whatever holds the word " 5". */
export function guarded(plan: Plan): Plan {
  const servers = plan.servers.map((server) =>
    server.name === "hs6" ? { ...server, policyServer: { refuses: [" 5"] } } : server,
  );
  const named: Plan["steps"][number] = {
    ...{ id: 9000, atMs: storyMs, user: "@u1:hs1", room: "room1" },
    action: { kind: "policy-server", via: "hs6" },
  };
  return { ...plan, servers, steps: [named, ...plan.steps] };
}
