// The six verbs as they stand in a trace, and the named rules.
import { expect, test } from "vitest";
import type { Stage } from "../../../../sim/run/index.ts";
import { alpha, b, bravo, cast, charlie, records, runStory, tell, verdictOf } from "../stories.ts";
import { run } from "../../../../sim/run/index.ts";

function faultsOf(fault: (stage: Stage) => void, more = {}) {
  const result = runStory((stage) => {
    const { ada, room } = cast(stage);
    fault(stage);
    stage.after("60s").do(ada.say(room, "the end"));
  }, more);
  return { result, faults: records(result, "fault") };
}

test("each verb is written down with the servers that it names, and ends by its number", () => {
  const { faults } = faultsOf((stage) => {
    stage.after("1s").partition([alpha], [bravo, charlie]);
    stage.after("2s").heal();
    stage.after("3s").hold([alpha]);
    stage.after("4s").release();
    stage.after("5s").crash(bravo);
    stage.after("6s").restart(bravo);
    stage.after("7s").cut([alpha, bravo], [bravo, charlie]);
    stage.after("8s").heal();
  });
  expect(faults).toEqual([
    { kind: "fault", atMs: 11_000, verb: "partition", id: 0, groups: [[0], [1, 2]] },
    { kind: "fault", atMs: 12_000, verb: "heal", id: 0 },
    { kind: "fault", atMs: 13_000, verb: "hold", id: 1, groups: [[0]] },
    { kind: "fault", atMs: 14_000, verb: "release", id: 1 },
    { kind: "fault", atMs: 15_000, verb: "crash", id: 1, server: 1 },
    { kind: "fault", atMs: 16_000, verb: "restart", id: 1, server: 1 },
    ...[
      {
        kind: "fault",
        atMs: 17_000,
        verb: "partition",
        id: 2,
        links: [
          [0, 1],
          [1, 2],
        ],
      },
    ],
    { kind: "fault", atMs: 18_000, verb: "heal", id: 2 },
  ]);
});

test("a heal with a name ends that cut and leaves the others", () => {
  const plan = tell((stage) => {
    const { ada, room } = cast(stage);
    stage.after("1s").partition([alpha]).partition([bravo]);
    stage.after("3s").heal();
    stage.after("4s").do(ada.say(room, "hi"));
  });
  const heal = { id: 100, atMs: 12_000, fault: { verb: "heal", id: "cut2" } } as const;
  const faults = records(run({ ...plan, steps: plan.steps.toSpliced(2, 0, heal) }), "fault");
  expect(faults.map(({ verb, id, atMs }) => [verb, id, atMs])).toEqual([
    ["partition", 0, 11_000],
    ["partition", 1, 11_000],
    ["heal", 1, 12_000],
    ["heal", 0, 13_000],
  ]);
});

test("overlapping cuts are over when the last one is", () => {
  const { result } = faultsOf((stage) => {
    stage.after("1s").partition([alpha]);
    stage.after("2s").partition([alpha], [bravo]);
    stage.after("30s").heal();
  });
  expect(result.outcome).toBe("held");
});

test("with a time to heal, every fault that is still on ends by itself", () => {
  const { result, faults } = faultsOf(
    (stage) => {
      stage.after("1s").partition([alpha]).hold([bravo]).crash(charlie).crash(bravo);
      stage.after("2s").restart(bravo);
    },
    { healAfter: "90s" },
  );
  const ends = faults.filter(({ atMs }) => atMs === 100_000).map(({ verb, id }) => [verb, id]);
  expect(ends).toEqual([
    ["heal", 0],
    ["release", 1],
    ["restart", 2],
  ]);
  expect(result.outcome).toBe("held");
  expect(verdictOf(result, "delivery")).toBe("held");
});

test("a cut that nobody ends is no reason to wait for agreement, and the checks know", () => {
  const { result } = faultsOf((stage) => stage.after("1s").partition([alpha]), { settle: "1h" });
  // The senders never give up, so the servers do not come to rest.
  expect(result.outcome).toBe("unsettled");
  expect(verdictOf(result, "delivery")).toBe("unknown");
});

test("a server that errs from some time on is marked in the trace", () => {
  const result = runStory((stage) => {
    const { room } = cast(stage);
    stage.after("1s").staleState(bravo, { room, type: "m.room.topic" });
  });
  expect(records(result, "mark")).toMatchObject([
    ...[{ atMs: 11_000, mark: "rule", server: b, what: expect.stringContaining("m.room.topic") }],
  ]);
});
