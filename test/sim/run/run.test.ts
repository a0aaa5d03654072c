// A run from plan to verdicts: the same every time, bounded, and judged. And for each check planted
// bugs that it has to find in a real run: without them nobody knows whether it can shout.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { referee } from "../../reference/index.ts";
import { scenarios } from "../../../scenarios/index.ts";
import { generate, readPlan, run } from "../../../sim/run/index.ts";
import type { Plan, Scenario } from "../../../sim/run/index.ts";
import type { Pdu } from "../../../sim/protocol/event.ts";
import { RoomStates } from "../../../sim/protocol/room-states.ts";
import { emptyState } from "../../../sim/protocol/state.ts";
import { Homeserver, verdict, type SharedRoom } from "../../../sim/server/index.ts";
import { Lens } from "../../../sim/server/replica/lens.ts";
import { Outbox } from "../../../sim/server/send/outbox.ts";
import { Receipts } from "../../../sim/server/replica/receipts.ts";
import { Replica } from "../../../sim/server/replica/replica.ts";
import { writeTrace } from "../../../sim/trace/index.ts";
import { traceLevels, type TraceRecord } from "../../../sim/trace/records.ts";
import { alpha, bravo, c, cast, charlie, records, tell, verdictOf } from "./stories.ts";

/** The bug that is planted now, for the modules below; they do their honest work without one. */
const planted = vi.hoisted(() => ({ bug: "" }));

vi.mock("../../../sim/protocol/signing.ts", async (original) => {
  const honest = await original<typeof import("../../../sim/protocol/signing.ts")>();
  const signEvent: typeof honest.signEvent = (pdu, version, signer) => {
    const isMessage = pdu.type === "m.room.message";
    if (planted.bug === "wrong depth" && isMessage) {
      return honest.signEvent({ ...pdu, depth: Number(pdu.depth) + 1 }, version, signer);
    }
    const signed = honest.signEvent(pdu, version, signer);
    if (planted.bug !== "tampered" || !isMessage) return signed;
    return { ...signed, content: { ...signed.content, body: "something else" } } as Pdu;
  };
  return { ...honest, signEvent };
});

vi.mock("../../../sim/protocol/auth/index.ts", async (original) => {
  const honest = await original<typeof import("../../../sim/protocol/auth/index.ts")>();
  const allows = (pdu: Pdu) => planted.bug === "anything goes" && pdu.type === "m.room.topic";
  const authorise: typeof honest.authorise = (room, event, state) =>
    allows(room.pdu(event)) ? { ok: true } : honest.authorise(room, event, state);
  const authoriseByAuthEvents: typeof honest.authoriseByAuthEvents = (room, event, rejected) =>
    allows(room.pdu(event)) ? { ok: true } : honest.authoriseByAuthEvents(room, event, rejected);
  return { ...honest, authorise, authoriseByAuthEvents };
});

vi.mock("../../../sim/protocol/state-res/power-order.ts", async (original) => {
  type Module = typeof import("../../../sim/protocol/state-res/power-order.ts");
  const honest = await original<Module>();
  const powerOrder: typeof honest.powerOrder = (room, events) => {
    const { order, powers } = honest.powerOrder(room, events);
    if (planted.bug !== "power order reversed") return { order, powers };
    return { order: order.toReversed(), powers: powers.toReversed() };
  };
  return { ...honest, powerOrder };
});

afterEach(() => {
  planted.bug = "";
  vi.restoreAllMocks();
});

const known = (name: string) => scenarios.get(name) as Scenario;
const flagship = (more = {}) => generate(known("netsplit-ban"), { seed: "7", ...more });

/** A plan with everything that may upset determinism: loss, copies, faults, rejoins. */
const wild = () =>
  tell(
    (stage) => {
      const { ada, bob, cay, room } = cast(stage, { founding: "federated" });
      for (let n = 0; n < 6; n++) {
        stage.after(1500 * n).do(ada.say(room, `a${n}`), bob.setTopic(room, `b${n}`));
        stage.after(1500 * n + 300).do(cay.say(room, `c${n}`));
      }
      stage.after("2s").partition([alpha], [bravo, charlie]).do(ada.ban(room, cay));
      stage.after("4s").crash(bravo);
      stage.after("5s").restart(bravo).hold([charlie]);
      stage.after("8s").heal().release();
      stage.after("30m").do(ada.unban(room, cay));
      stage.after("40m").do(cay.join(room));
    },
    {
      ...{ loss: { numerator: 1, denominator: 5 }, duplication: { numerator: 1, denominator: 5 } },
      ...{ seed: "3" },
    },
  );

const plans: readonly [string, () => Plan][] = [
  ["the flagship", flagship],
  ["power-duel", () => generate(known("power-duel"), { seed: "7" })],
  [
    "stale-state in version 11",
    () => generate(known("stale-state"), { seed: "7", roomVersion: "11" }),
  ],
  ["a wild one", wild],
];

describe("determinism", () => {
  test.each(plans)("%s gives the same trace twice in one process", (_, plan) => {
    const [one, other] = [run(plan()), run(plan())];
    expect(other.hash).toBe(one.hash);
    expect(other.records).toEqual(one.records);
  });

  test.each(plans)("%s gives the same trace without any memory", (_, plan) => {
    const [mindful, forgetful] = [run(plan()), run(plan(), { remember: false })];
    expect(forgetful.hash).toBe(mindful.hash);
    expect(writeTrace(forgetful.records)).toBe(writeTrace(mindful.records));
  });

  test.each(plans)("%s has the same hash at every level, with and without memory", (_, plan) => {
    const hashes = traceLevels.flatMap((trace) => [
      run({ ...plan(), trace }).hash,
      run({ ...plan(), trace }, { remember: false }).hash,
    ]);
    expect(new Set(hashes).size).toBe(1);
  });

  test("a second process gives the same trace, to the letter", () => {
    const root = join(import.meta.dirname, "..", "..", "..");
    const node = join(root, "node_modules", ".bin", "node");
    for (const [, plan] of [plans[0], plans[3]]) {
      const program = join(import.meta.dirname, "hash-of-plan.ts");
      const child = spawnSync(node, [program], { input: JSON.stringify(plan()), encoding: "utf8" });
      expect(child.stderr).toBe("");
      const { hash, records: list } = run(plan());
      const text = createHash("sha256").update(writeTrace(list)).digest("hex");
      expect(JSON.parse(child.stdout)).toEqual({ hash, text });
    }
  });

  test("another seed, and one word more, give another hash", () => {
    const hash = run(flagship()).hash;
    expect(run(flagship({ seed: "8" })).hash).not.toBe(hash);
    const plan = flagship();
    expect(run({ ...plan, steps: plan.steps.slice(0, -1) }).hash).not.toBe(hash);
  });

  test("a trace holds the plan that gives it again", () => {
    const first = run(flagship());
    const reading = readPlan(JSON.parse(JSON.stringify(records(first, "meta")[0].plan)));
    if (!reading.ok) throw new Error(reading.message);
    expect(run(reading.plan).hash).toBe(first.hash);
  });
});

describe("a run", () => {
  test("only the checks that the plan asks for are made; without a referee one says unknown", () => {
    const result = run({ ...flagship(), checks: ["delivery", "auth-held"], expect: [] });
    expect(result.verdicts.map(({ check, result: how }) => [check, how])).toEqual([
      ["delivery", "held"],
      ["auth-held", "unknown"],
    ]);
    expect(result.outcome).toBe("held");
  });

  test("what does not come to rest in time is unsettled, and the run ends all the same", () => {
    const plan = tell(
      (stage) => {
        const { ada, room } = cast(stage);
        stage.after("1s").partition([alpha]).do(ada.say(room, "hello?"));
      },
      { settle: "2h" },
    );
    const result = run(plan);
    expect(result.outcome).toBe("unsettled");
    expect(result.endMs).toBeLessThanOrEqual(11_000 + 2 * 3_600_000);
  });

  test("progress is told now and then", () => {
    const seen: number[] = [];
    const plan = generate(known("one-big-room"), { seed: "1", servers: 60 });
    const result = run(plan, { onProgress: ({ deliveries }) => seen.push(deliveries) });
    expect(seen).toEqual(seen.toSorted((x, y) => x - y));
    expect(result.counters.deliveries).toBeGreaterThan(seen.at(-1) ?? 0);
  });

  test("servers sign as they are told to", () => {
    const signed: string[] = [];
    const result = run(flagship(), {
      keys: {
        signerOf: (name) => ({
          ...{ server: name, keyId: "made-up:1" },
          sign: (message) => (signed.push(name), `sig${message.length}`),
        }),
        verifier: { verify: ({ server }) => (server === charlie ? "invalid" : "valid") },
      },
    });
    expect(new Set(signed)).toEqual(new Set([alpha, bravo, charlie]));
    // Nobody believes charlie's signatures, so its users never get in.
    expect(records(result, "op").filter(({ result: how }) => how === "failed")).toHaveLength(2);
  });
});

/** What every check finds in a run with the bug that is planted. */
function broken(plan: Plan): string[] {
  const result = run(plan, { referee });
  return result.verdicts.filter(({ result: how }) => how === "broken").map(({ check }) => check);
}

/** Everybody says and does a little; no faults. */
const calm = () =>
  tell((stage) => {
    const { ada, bob, cay, room } = cast(stage);
    stage.after("1s").do(ada.say(room, "one"), bob.setTopic(room, "tea"), cay.say(room, "two"));
    stage.after("2s").do(cay.setTopic(room, "mine"), bob.say(room, "three"));
    stage.after("3s").do(ada.say(room, "four"));
  });

/** Two topics on two sides of a split, and a word that ties them together. */
const twoTopics = () =>
  tell((stage) => {
    const { ada, bob, room } = cast(stage);
    stage.after("1s").partition([alpha], [bravo, charlie]);
    stage.after("2s").do(ada.setTopic(room, "tea"), bob.setTopic(room, "coffee"));
    stage.after("3s").do(ada.setName(room, "kitchen"));
    stage.after("10s").heal();
    stage.after("60m").do(ada.say(room, "so?"), bob.say(room, "well"));
    stage.after("61m").do(ada.say(room, "tea it is"));
  });

/** bob is banned while he cannot know it, and says more than get_missing_events brings at once. */
const longTalk = () =>
  tell((stage) => {
    const { ada, bob, room } = cast(stage);
    stage.after("1s").partition([alpha, charlie], [bravo]).do(ada.ban(room, bob));
    for (let n = 0; n < 15; n++) stage.after(`${10 * (n + 1)}m`).do(bob.say(room, `word ${n}`));
    stage.after("3h").heal();
    stage.after("4h").do(bob.say(room, "anybody?"));
  });

/** cay leaves while a word of ada's is on its way to her server. */
const justLeft = () =>
  tell(
    (stage) => {
      const { ada, cay, room } = cast(stage);
      stage.after("1s").do(ada.say(room, "one"), cay.leave(room));
    },
    { delay: { kind: "constant", ms: 100 } },
  );

/** Gives one server a lens of its own and spoils it. */
function spoilLens(server: number, spoil: (lens: Lens, room: SharedRoom) => void): void {
  const { replica } = Homeserver.prototype;
  vi.spyOn(Homeserver.prototype, "replica").mockImplementation(function (this: Homeserver, room) {
    const isNew = this.replicas[room.number] === undefined;
    const made = replica.call(this, room);
    if (!isNew || this.number !== server) return made;
    const lens = new Lens(room, { dialect: this.policy.dialect, remember: true });
    spoil(lens, room);
    return Object.assign(made, { lens });
  });
}

describe("planted bugs", () => {
  test("without a bug nothing shouts in the runs that are used here", () => {
    expect(broken(calm())).toEqual([]);
    expect(broken(twoTopics())).toEqual([]);
    expect(broken(flagship())).toEqual([]);
    // In these two something is lost or unsettled by design, but every server keeps to the rules.
    for (const plan of [longTalk(), justLeft()]) {
      expect(broken(plan)).not.toContain("auth-held");
    }
    const merges = records(run(longTalk()), "resolve");
    expect(merges.some(({ why }) => why === "soft-failure")).toBe(true);
    const arrivals = records(run(justLeft()), "arrive");
    expect(arrivals.some(({ against }) => against !== undefined)).toBe(true);
    expect(broken(generate(known("power-duel"), { seed: "7" }))).toEqual([]);
  });

  test("rules that let an event pass which they refuse: auth-held", () => {
    planted.bug = "anything goes";
    expect(broken(calm())).toContain("auth-held");
  });

  test("servers that reject what the rules allow: auth-held", () => {
    const { judge } = Replica.prototype;
    vi.spyOn(Replica.prototype, "judge").mockImplementation(function (
      this: Replica,
      event,
      before,
    ) {
      const pdu = this.shared.graph.pdu(event);
      if (pdu.type !== "m.room.topic") return judge.call(this, event, before);
      return { check: 5, verdict: { ok: false, rule: "7", spec: "", detail: "no topics" } };
    });
    expect(broken(calm())).toContain("auth-held");
  });

  test("a server that never asks about soft failure: auth-held", () => {
    spoilLens(0, (lens) => {
      lens.allowedIn = () => ({ ok: true });
    });
    expect(broken(flagship())).toContain("auth-held");
  });

  test("a server that soft-fails what its current state allows: auth-held", () => {
    spoilLens(c, (lens) => {
      lens.allowedIn = () => ({ ok: false, rule: "7", spec: "", detail: "not today" });
    });
    expect(broken(twoTopics())).toContain("auth-held");
  });

  test("a server that takes whatever comes over a gap: auth-held", () => {
    spoilLens(0, (lens, { graph, knowledge }) => {
      const honest = lens.allowedIn.bind(lens);
      const isKnown = (event: number) => knowledge.get(event, 0) >= verdict.accepted;
      lens.allowedIn = (event, state) =>
        graph.prevs(event).every(isKnown) ? honest(event, state) : { ok: true };
    });
    expect(broken(longTalk())).toContain("auth-held");
  });

  test("a server that takes what comes after its last user has left: auth-held", () => {
    spoilLens(c, (lens) => {
      const honest = lens.allowedIn.bind(lens);
      lens.allowedIn = (event, state) =>
        state === emptyState ? { ok: true } : honest(event, state);
    });
    expect(broken(justLeft())).toContain("auth-held");
  });

  test("power events replayed in the wrong order: auth-held", () => {
    planted.bug = "power order reversed";
    expect(broken(generate(known("power-duel"), { seed: "7" }))).toContain("auth-held");
  });

  test("a resolver that forgets a slot: auth-held and no-state-reset", () => {
    const { resolution } = RoomStates.prototype;
    vi.spyOn(RoomStates.prototype, "resolution").mockImplementation(function (
      this: RoomStates,
      states,
    ) {
      const honest = resolution.call(this, states);
      if (honest.inputs.length < 2) return honest;
      const { room } = this;
      const output = room.states.set(honest.output, room.slotOf("m.room.name", ""), -1);
      return { ...honest, output };
    });
    const found = broken(twoTopics());
    expect(found).toContain("auth-held");
    expect(found).toContain("no-state-reset");
  });

  test("a server that goes back to the oldest branch: no-state-reset", () => {
    const { current } = Lens.prototype;
    vi.spyOn(Lens.prototype, "current").mockImplementation(function (this: Lens, set) {
      const { graph, sets } = this.shared;
      const [tip] = sets.members(set);
      // Now and then it looks at the state before the newest event in place of the one after it.
      if (graph.pdu(tip).content.body !== "four") return current.call(this, set);
      const before = this.states.before(this.shared.graph.prev(tip, 0));
      const output = graph.states.set(before, graph.slotOf("m.room.topic", ""), -1);
      return { ...current.call(this, set), output };
    });
    expect(broken(calm())).toContain("no-state-reset");
  });

  test("a server that takes one branch for the merge of two: converges", () => {
    spoilLens(c, (lens) => {
      const honest = lens.current.bind(lens);
      lens.current = (set) => {
        const [tip] = lens.shared.sets.members(set);
        return { ...honest(set), output: lens.states.after(tip) };
      };
    });
    // Nobody speaks after the heal, and nobody is asked to: the tips stay two.
    const plan = twoTopics();
    const quiet = { ...plan, nudges: 0, steps: plan.steps.filter(({ atMs }) => atMs < 60_000) };
    expect(broken(quiet)).toContain("converges");
  });

  test("a server that soft-fails what it should take: converges", () => {
    spoilLens(c, (lens) => {
      lens.allowedIn = () => ({ ok: false, rule: "7", spec: "", detail: "not today" });
    });
    const plan = tell(
      (stage) => {
        const { bob, room } = cast(stage);
        stage.after("1s").do(bob.setTopic(room, "tea"));
      },
      { policy: "minimal", nudges: 0 },
    );
    expect(broken(plan)).toContain("converges");
  });

  test("an outbox that loses a message for one destination: delivery", () => {
    const { send } = Outbox.prototype;
    vi.spyOn(Outbox.prototype, "send").mockImplementation(function (
      this: Outbox,
      room,
      event,
      to,
      except,
    ) {
      const isLost = room.graph.pdu(event).content.body === "four";
      send.call(this, room, event, isLost ? to.filter((server) => server !== c) : to, except);
    });
    expect(broken(calm())).toEqual(["delivery"]);
  });

  test("a server that answers for events and forgets them: delivery", () => {
    // Nobody goes by what others made of an event, past the planted bug.
    vi.spyOn(Receipts.prototype, "take").mockReturnValue(false);
    const { receive } = Homeserver.prototype;
    vi.spyOn(Homeserver.prototype, "receive").mockImplementation(function (
      this: Homeserver,
      from,
      pdus,
    ) {
      const kept = pdus.filter(({ room, event }) => room.graph.pdu(event).content.body !== "four");
      receive.call(this, from, this.number === c ? kept : pdus);
    });
    expect(broken(calm())).toEqual(["delivery"]);
  });

  test("a depth that is one too many: well-formed", () => {
    planted.bug = "wrong depth";
    expect(broken(calm())).toEqual(["well-formed"]);
  });

  test("an event that was changed after it was signed: well-formed, though all keep it redacted", () => {
    planted.bug = "tampered";
    const result = run(calm(), { referee });
    expect(result.counters.dropped).toBe(0);
    expect(verdictOf(result, "well-formed")).toBe("broken");
    expect(verdictOf(result, "delivery")).toBe("held");
  });

  test("a server that takes events in without what they stand on: well-formed", () => {
    // One message is lost, and everybody believes to have it, so nobody asks for it.
    const isLost = (pdu: Pdu) => pdu.content.body === "one";
    const { has } = Replica.prototype;
    vi.spyOn(Replica.prototype, "has").mockImplementation(function (this: Replica, event) {
      return isLost(this.shared.graph.pdu(event)) || has.call(this, event);
    });
    expect(broken(calm())).toEqual(["delivery", "well-formed"]);
  });
});

test("a run tells its records while they are made: together they are the trace", () => {
  const story = scenarios.get("netsplit-ban");
  if (story === undefined) throw new Error("no scenario");
  const told: unknown[] = [];
  const times: number[] = [];
  const plan = generate(story, { seed: "1" });
  const onRecords = (records: readonly TraceRecord[], atMs: number) => {
    told.push(...records);
    times.push(atMs);
  };
  const { records, hash } = run(plan, { onRecords });
  expect(told).toEqual(records);
  expect(times.length).toBeGreaterThan(30);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(run(plan).hash).toBe(hash);
});
