// The wire of a run: what cuts, holds, crashes, loss and copies do to messages, and what they
// leave alone.
import { expect, test } from "vitest";
import { run } from "../../../../sim/run/index.ts";
import { policies } from "../../../../sim/server/index.ts";
import type { RunResult } from "../../../../sim/run/index.ts";
import type { NetRecord } from "../../../../sim/trace/records.ts";
import { a, alpha, arrivalsOf, b, between, bravo, c, cast, charlie } from "../stories.ts";
import { records, runStory, said, tell, verdictOf } from "../stories.ts";

const beginMs = 10_000;

/** Nothing is lost for good and everybody agrees. */
function expectWhole(result: RunResult): void {
  expect(result.outcome).toBe("held");
  expect(verdictOf(result, "delivery")).toBe("held");
  expect(verdictOf(result, "converges")).toBe("held");
}

test("a message takes as long as its link says, and so does its answer", () => {
  const result = runStory(
    (stage) => {
      const { ada, room } = cast(stage);
      stage.after("1s").do(ada.say(room, "one"), ada.say(room, "two"));
    },
    { delay: { kind: "constant", ms: 70 } },
  );
  expect(arrivalsOf(result, said(result, "one"))).toEqual([11_000, 11_070, 11_070]);
  // The second waits until the first is answered.
  expect(arrivalsOf(result, said(result, "two"))).toEqual([11_000, 11_210, 11_210]);
  expectWhole(result);
});

test("a single link can have its own delay, in one direction", () => {
  const plan = tell(
    (stage) => {
      const { ada, bob, room } = cast(stage);
      stage.after("1s").do(ada.say(room, "there"), bob.say(room, "back"));
    },
    { delay: { kind: "constant", ms: 10 } },
  );
  const links = [{ from: alpha, to: bravo, delay: { kind: "constant", ms: 500 } as const }];
  const result = run({ ...plan, network: { ...plan.network, links } });
  expect(arrivalsOf(result, said(result, "there"))).toEqual([11_000, 11_500, 11_010]);
  expect(arrivalsOf(result, said(result, "back"))).toEqual([11_010, 11_000, 11_010]);
});

/** Talk from everybody every two seconds; a fault in the middle. */
function talk(fault: (stage: Parameters<Parameters<typeof tell>[0]>[0]) => void): RunResult {
  return runStory((stage) => {
    const { ada, bob, cay, room } = cast(stage);
    for (let n = 0; n < 10; n++) {
      const talkers = [ada.say(room, `a${n}`), bob.say(room, `b${n}`), cay.say(room, `c${n}`)];
      stage.after(2000 * n + 200).do(...talkers);
    }
    fault(stage);
  });
}

const crossing = (net: NetRecord, from: number, to: number) =>
  net.from !== net.to && [net.from, net.to].includes(from) && [net.from, net.to].includes(to);

test("nothing crosses a partition while it lasts, and everything arrives after it", () => {
  const [cutMs, healMs] = [beginMs + 6000, beginMs + 14_000];
  const result = talk((stage) => {
    stage.after("6s").partition([alpha], [bravo, charlie]);
    stage.after("14s").heal();
  });
  const during = records(result, "net").filter((net) => net.atMs >= cutMs && net.atMs < healMs);
  const across = during.filter((net) => crossing(net, a, b) || crossing(net, a, c));
  expect(across.length).toBeGreaterThan(0);
  expect(across.every(({ result: fate }) => fate === "dropped")).toBe(true);
  const inside = during.filter((net) => crossing(net, b, c));
  expect(inside.length).toBeGreaterThan(0);
  expect(inside.every(({ result: fate }) => fate === "delivered")).toBe(true);
  const word = arrivalsOf(result, said(result, "a4")) as number[];
  expect(word[b]).toBeGreaterThan(healMs);
  expectWhole(result);
});

test("a server in no group is alone with the other such servers", () => {
  const result = talk((stage) => {
    stage.after("6s").partition([alpha]);
    stage.after("14s").heal();
  });
  const early = arrivalsOf(result, said(result, "b4")) as number[];
  expect(early[c]).toBeLessThan(beginMs + 14_000);
  expect(early[a]).toBeGreaterThan(beginMs + 14_000);
  expectWhole(result);
});

test("a one-way cut lets the other direction through, whose senders wait in vain for answers", () => {
  const healMs = beginMs + 100_000;
  const result = runStory((stage) => {
    const { ada, bob, room } = cast(stage);
    stage.after("1s").cut([alpha, bravo]);
    stage.after("2s").do(ada.say(room, "lost for now"), bob.say(room, "heard"));
    stage.after("100s").heal();
  });
  const heard = arrivalsOf(result, said(result, "heard")) as number[];
  const lost = arrivalsOf(result, said(result, "lost for now")) as number[];
  expect(heard[a]).toBeLessThan(beginMs + 3000);
  expect(lost[b]).toBeGreaterThan(healMs);
  expect(lost[c]).toBeLessThan(beginMs + 3000);
  // bob's server learns only by its timeout that no answer came, and sends once more.
  expect(between(result, b, a).map((net) => net.result)).toContain("timed-out");
  const deliveries = between(result, b, a).filter((net) => net.result === "delivered");
  expect(deliveries.filter(({ events }) => events.includes(said(result, "heard")))).toHaveLength(2);
  expectWhole(result);
});

test("what is held arrives after the release, in order, and nothing is sent twice", () => {
  const [holdMs, releaseMs] = [beginMs + 6000, beginMs + 300_000];
  const result = talk((stage) => {
    stage.after("6s").hold([alpha], [bravo, charlie]);
    stage.after("300s").release();
  });
  const across = records(result, "net").filter((net) => crossing(net, a, b) && net.atMs >= holdMs);
  const during = across.filter(({ atMs }) => atMs < releaseMs);
  expect(during.length).toBeGreaterThan(0);
  // Five minutes are longer than any timeout: senders do not learn that something is wrong.
  expect(new Set(during.map((net) => net.result))).toEqual(new Set(["held"]));
  const after = across.filter(({ atMs }) => atMs >= releaseMs);
  expect(after.map((net) => net.result).filter((fate) => fate !== "delivered")).toEqual([]);
  const order = after.filter(({ from }) => from === a).flatMap(({ events }) => events);
  expect(order).toEqual([...new Set(order)].sort((x, y) => x - y));
  for (const body of ["a3", "a9"]) {
    const [, atB, atC] = arrivalsOf(result, said(result, body)) as number[];
    expect(Math.min(atB, atC)).toBeGreaterThanOrEqual(releaseMs);
  }
  expectWhole(result);
});

test("an answer that is held is an answer after the release", () => {
  // The hold begins between a join's request and its answer.
  const result = runStory(
    (stage) => {
      const { ada, bob, room } = cast(stage, { members: [], moderators: [] });
      stage.after("1s").do(bob.join(room));
      stage.after(1150).hold([alpha], [bravo, charlie]);
      stage.after("400s").release();
      stage.after("500s").do(ada.say(room, "welcome"));
    },
    { delay: { kind: "constant", ms: 100 } },
  );
  const join = records(result, "op").find(({ action }) => action === "joins the room");
  expect(join).toMatchObject({ result: "ok" });
  expect(join?.atMs).toBeGreaterThanOrEqual(beginMs + 400_000);
  expectWhole(result);
});

test("a copy that meets a hold is not kept: after the release there is one message", () => {
  const result = runStory(
    (stage) => {
      const { ada, room } = cast(stage);
      stage.after("1s").hold([alpha]).do(ada.say(room, "held"));
      stage.after("60s").release();
    },
    { duplication: { numerator: 1, denominator: 1 } },
  );
  const deliveries = between(result, a, b).filter((net) => net.result === "delivered");
  // The message and the copy that the wire makes of what is sent on.
  expect(deliveries).toHaveLength(2);
  expectWhole(result);
});

test("what two holds keep back waits for the release of both, answers as well", () => {
  const plan = tell(
    (stage) => {
      const { bob, room } = cast(stage, { members: [], moderators: [] });
      stage.after("1s").do(bob.join(room));
      // Between the second request and its answer, the last message of the join.
      stage.after(1350).hold([alpha]).hold([bravo]);
      stage.after("400s").release();
    },
    { delay: { kind: "constant", ms: 100 } },
  );
  const first = { id: 100, atMs: 100_000, fault: { verb: "release", id: "hold1" } } as const;
  const result = run({ ...plan, steps: plan.steps.toSpliced(3, 0, first) });
  const join = records(result, "op").find(({ action }) => action === "joins the room");
  expect(join?.atMs).toBeGreaterThanOrEqual(beginMs + 400_000);
  expectWhole(result);
});

test("a crashed server takes nothing in and sends nothing, and catches up after its restart", () => {
  const [downMs, upMs] = [beginMs + 5000, beginMs + 15_000];
  const result = talk((stage) => {
    stage.after("5s").crash(bravo);
    stage.after("15s").restart(bravo);
  });
  const isDown = ({ atMs }: { atMs: number }) => atMs > downMs && atMs < upMs;
  const arrivals = records(result, "arrive").filter(({ server }) => server === b);
  expect(arrivals.filter(isDown)).toEqual([]);
  expect(
    records(result, "net").filter(
      (net) => net.from === b && net.sentMs > downMs && net.sentMs < upMs,
    ),
  ).toEqual([]);
  const refused = records(result, "net").filter((net) => net.to === b && isDown(net));
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.every((net) => net.result === "refused")).toBe(true);
  // What its own user wanted in the meantime failed and is not made up for.
  const failed = records(result, "op").filter((op) => op.result === "failed");
  expect(failed.map(({ user, why }) => [user, why])).toEqual(
    Array.from({ length: 5 }, () => ["@bob:bravo.test", "bravo.test is down"]),
  );
  expect(arrivalsOf(result, said(result, "a4"))[b]).toBeGreaterThan(upMs);
  expectWhole(result);
});

test("what a server had in flight when it crashed is sent again, and old answers count for nothing", () => {
  // Messages leave shortly before the crash; the answers come after the restart.
  const result = runStory(
    (stage) => {
      const { ada, room } = cast(stage);
      stage.after("1s").do(ada.say(room, "one"));
      stage.after(1100).do(ada.say(room, "two"));
      stage.after(1200).crash(alpha);
      stage.after(1300).restart(alpha).do(ada.say(room, "three"));
    },
    { delay: { kind: "constant", ms: 250 } },
  );
  const sent = between(result, a, b).map(({ sentMs, events }) => [sentMs - beginMs, events.length]);
  expect(sent).toEqual([
    [1000, 1],
    [1300, 2],
    [1800, 1],
  ]);
  expectWhole(result);
});

test.each([1, 2, 3, 4, 5, 6])(
  "with a third of all messages lost, everything that one server says arrives in the end (seed %i)",
  (seed) => {
    const result = runStory(
      (stage) => {
        const { ada, room } = cast(stage);
        for (let n = 0; n < 20; n++) stage.after(2000 * n).do(ada.say(room, `word ${n}`));
      },
      // Of the policies, this one never drops a queue, however long a destination is away.
      { seed: String(seed), loss: { numerator: 1, denominator: 3 }, policy: "minimal" },
    );
    expect(records(result, "net").some((net) => net.result === "timed-out")).toBe(true);
    for (let n = 0; n < 20; n++) {
      expect(arrivalsOf(result, said(result, `word ${n}`))).not.toContain(undefined);
    }
    expectWhole(result);
  },
);

test("with a third of all messages lost, no event that was answered with 200 is lost for good", () => {
  // A 200 says nothing of what becomes of an event: who gets no answer about the gap before it has
  // to ask again. The control without waits shows that the outcome hangs on that.
  const judged = () =>
    [1, 2, 3, 4, 5, 6].map((seed) => {
      const result = runStory(
        (stage) => {
          const { ada, bob, cay, room } = cast(stage);
          for (let n = 0; n < 10; n++) {
            stage.after(2000 * n).do(ada.say(room, `a${n}`), bob.say(room, `b${n}`));
            stage.after(2000 * n + 700).do(cay.say(room, `c${n}`));
          }
        },
        { seed: String(seed), loss: { numerator: 1, denominator: 3 } },
      );
      return verdictOf(result, "delivery");
    });
  expect(judged()).toEqual(["held", "held", "held", "held", "held", "held"]);
  const synapse = policies.get("synapse") as { gapWaitsMs: readonly number[] };
  const waits = synapse.gapWaitsMs;
  try {
    synapse.gapWaitsMs = [];
    expect(judged()).toContain("broken");
  } finally {
    synapse.gapWaitsMs = waits;
  }
});

test("with every message doubled, nothing is taken in twice and nothing ends differently", () => {
  const story: Parameters<typeof tell>[0] = (stage) => {
    const { ada, bob, cay, room } = cast(stage, { founding: "federated" });
    stage.after("1s").do(ada.say(room, "one"), bob.setTopic(room, "tea"));
    stage.after("5s").do(ada.ban(room, cay));
    stage.after("9s").do(bob.say(room, "two"));
    stage.after("12s").do(ada.unban(room, cay));
    stage.after("15s").do(cay.join(room));
  };
  const plain = runStory(story);
  const doubled = runStory(story, { duplication: { numerator: 1, denominator: 1 } });
  expect(doubled.counters.requests).toBeGreaterThan(1.5 * plain.counters.requests);
  const arrivals = records(doubled, "arrive")
    .filter(({ verdict }) => verdict !== "outlier")
    .map(({ server, event }) => `${server} ${event}`);
  expect(new Set(arrivals).size).toBe(arrivals.length);
  expect(records(doubled, "op").map((op) => op.result)).toEqual(
    records(plain, "op").map((op) => op.result),
  );
  expect(doubled.counters.events).toBe(plain.counters.events);
  expectWhole(doubled);
});
