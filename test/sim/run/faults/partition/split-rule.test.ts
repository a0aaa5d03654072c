// How any split may be put up and taken down: slowed, jammed, one way, flapping, healed one by one.
import { expect, test } from "vitest";
import { alpha, arrivalsOf, between, cast, records, runStory, said } from "../../stories.ts";

/** Talk every two seconds for a minute, alpha against the others from 5 to 45 s. */
function talk(fields: object, options: { length?: string } = {}) {
  return runStory(
    (stage) => {
      const { ada, bob, cay, room } = cast(stage);
      for (let n = 0; n < 30; n++) {
        const words = [ada.say(room, `a${n}`), bob.say(room, `b${n}`), cay.say(room, `c${n}`)];
        stage.after(2000 * n + 300).do(...words);
      }
      stage.after("5s").fault("cut-off", { servers: [alpha], ...fields }, options.length ?? "40s");
      stage.after("3m").do(ada.say(room, "end"), bob.say(room, "end too"));
    },
    { delay: { kind: "constant", ms: 50 } },
  );
}

test("slowed: all arrives, five seconds later", () => {
  const result = talk({ effect: "slowed" });
  const [own, other] = arrivalsOf(result, said(result, "a8"));
  expect((other as number) - (own as number)).toBeGreaterThanOrEqual(5000);
  expect(result.outcome).toBe("held");
});

test("jammed: nothing is refused, and all arrives at the end", () => {
  const result = talk({ effect: "jammed" });
  expect(between(result, 0, 1).some((net) => net.result === "held")).toBe(true);
  expect(records(result, "net").filter((net) => net.result === "timed-out")).toEqual([]);
  expect(arrivalsOf(result, said(result, "a8"))[1]).toBeGreaterThanOrEqual(55_000);
  expect(result.outcome).toBe("held");
});

test("one way: the others reach the cut-off ones", () => {
  const result = talk({ oneWay: true });
  expect(arrivalsOf(result, said(result, "b3"))[0]).toBeLessThan(17_000);
  expect(arrivalsOf(result, said(result, "a3"))[1]).toBeGreaterThan(55_000);
  expect(result.outcome).toBe("held");
});

test("flapping: the split comes and goes", () => {
  const result = talk({ flapMs: 6000, effect: "jammed" });
  const fates = between(result, 1, 0).filter(({ sentMs }) => sentMs > 15_000 && sentMs < 55_000);
  const changes = fates.filter((net, n) => n > 0 && net.result !== fates[n - 1].result);
  expect(changes.length).toBeGreaterThan(1);
});

test("healed one by one: some hear each other long before others do", () => {
  const result = runStory(
    (stage) => {
      const { ada, bob, cay, room } = cast(stage);
      stage.after("5s").fault("hub-loss", { healEveryMs: 300_000 }, "10s");
      stage.after("6s").do(ada.say(room, "a"), bob.say(room, "b"), cay.say(room, "c"));
    },
    { policy: "minimal", delay: { kind: "constant", ms: 50 } },
  );
  const times = ["a", "b", "c"].flatMap((word) => arrivalsOf(result, said(result, word)));
  const minutes = new Set((times as number[]).map((ms) => Math.floor(ms / 60_000)));
  expect(minutes.size).toBeGreaterThan(2);
});

test("the record is a cut with its sides and the name of the mode", () => {
  const [begun, ended] = records(talk({}), "fault");
  expect(begun).toMatchObject({
    verb: "partition",
    rule: "cut-off",
    family: "partition",
    groups: [[0]],
  });
  expect(ended).toMatchObject({ verb: "heal", rule: "cut-off", id: begun.id, atMs: 55_000 });
});

test("by chance: it stays up and down for the times that are asked for, and turns again and again", () => {
  const stable = { cutAtLeastMs: 7000, openAtLeastMs: 4000 };
  const result = talk({ effect: "jammed", ...stable });
  const crossing = between(result, 1, 0).filter(({ sentMs }) => sentMs > 15_000 && sentMs < 55_000);
  const fates = crossing.map(({ result: fate }) => fate);
  expect(fates).toContain("held");
  expect(fates).toContain("delivered");
  // From 15 s on: 7 s cut, 4 s open, and so on.
  const isCut = (atMs: number) => (atMs - 15_000) % 11_000 < 7000;
  for (const { sentMs, atMs, result: fate } of crossing) {
    const margin = Math.min(
      (sentMs - 15_000) % 11_000,
      Math.abs(((sentMs - 15_000) % 11_000) - 7000),
    );
    if (margin > 300 && fate === "held") expect(isCut(atMs), `${sentMs}`).toBe(true);
  }
  const never = talk({ effect: "jammed", healShare: { numerator: 0, denominator: 1 } });
  expect(arrivalsOf(never, said(never, "a8"))[1]).toBeGreaterThanOrEqual(55_000);
});

test("healed in the order of the plan, or against it", () => {
  const healed = (healOrder: "ascending" | "descending") => {
    const result = runStory(
      (stage) => {
        const { ada, bob, cay, room } = cast(stage);
        stage.after("5s").fault("hub-loss", { healEveryMs: 300_000, healOrder }, "10s");
        stage.after("6s").do(bob.say(room, "b"), cay.say(room, "c"), ada.say(room, "a"));
      },
      { policy: "minimal", delay: { kind: "constant", ms: 50 } },
    );
    return arrivalsOf(result, said(result, "a"));
  };
  expect(healed("ascending")).not.toEqual(healed("descending"));
});
