// What parts servers: told from what each made of the other's events.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { scenarios } from "../../../../scenarios/index.ts";
import { viewTrace, type TraceView } from "../../../../sim/check/index.ts";
import { grasp } from "../../../../sim/check/view/grasp.ts";
import { eventIndexMax } from "../../../../sim/check/view/room-trace.ts";
import { cameAsOutlier, splitCause } from "../../../../sim/check/known/split-cause.ts";
import { generate, run, type Plan } from "../../../../sim/run/index.ts";

const told = (plan: Plan, check: string) => {
  const { records, verdicts } = run(plan);
  const verdict = verdicts.find((one) => one.check === check)!;
  return { view: viewTrace(records), verdict };
};
const story = (name: string) => generate(scenarios.get(name)!, { seed: "1" });

test.each([
  ["soft-failure-split", "soft-failed"],
  ["half-a-state", "unheard"],
])("%s: %s", (name, cause) => {
  const { view, verdict } = told(story(name), "converges");
  expect(verdict.result).toBe("broken");
  expect(splitCause(view, verdict)).toBe(cause);
});

test("servers that hold the same against everybody are not parted by anything", () => {
  const { view, verdict } = told(story("netsplit-ban"), "converges");
  expect(splitCause(view, { ...verdict, servers: [0, 0] })).toBeUndefined();
});

test("what was dropped and never came again parts servers, in a kept failure", () => {
  const file = "../../../../scenarios/regressions/dropped-for-want-of-a-key.json";
  const { plan } = JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8"));
  const { view, verdict } = told(plan, "converges");
  expect(splitCause(view, verdict)).toBe("dropped");
});

describe("what a server lost after it had had it, and nobody has built on since", () => {
  const file = "../../../../scenarios/regressions/forgotten-where-nobody-may-speak.json";
  const { plan }: { plan: Plan } = JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8"));
  const lost = told(plan, "converges");

  test("parts servers, in a kept failure", () => {
    expect(splitCause(lost.view, lost.verdict)).toBe("forgotten");
  });

  describe("and had got it in place of a twin that a liar told others", () => {
    const lie: Plan["steps"][number] = {
      ...{ id: 9, atMs: 13_500, forMs: 1000 },
      rule: { name: "equivocation", servers: ["hs1"] },
    };
    const steps = plan.steps.toSpliced(4, 0, lie);
    const { records } = run({ ...plan, steps });
    const verdict = told({ ...plan, steps }, "converges").verdict;
    const topics = (view: TraceView) => {
      const { graph } = view.judged[0];
      return [...Array(graph.count).keys()].filter((n) => graph.pdu(n).type === "m.room.topic");
    };

    test("parts servers", () => {
      const view = viewTrace(records);
      expect(topics(view).map((n) => view.judged[0].forgotten.has(eventIndexMax + n))).toEqual([
        ...[false, true],
      ]);
      expect(splitCause(view, verdict)).toBe("forgotten");
    });

    test("does not where nobody lied, or where the server never had the other one", () => {
      const honest = records.filter((record) => {
        return record.kind !== "fault" || record.rule !== "equivocation";
      });
      expect(splitCause(viewTrace(honest), verdict)).toBe("unheard");
      const view = viewTrace(records);
      view.judged[0].forgotten.clear();
      expect(splitCause(view, verdict)).toBe("unheard");
    });

    test("does not where a word that the server has stands on the twin", () => {
      const view = viewTrace(records);
      const [room] = view.judged;
      const [twin] = topics(view);
      const precedes = room.causality.precedes.bind(room.causality);
      room.causality.precedes = (one, other) => one === twin || precedes(one, other);
      expect(splitCause(view, verdict)).toBe("unheard");
    });
  });

  test("does not where somebody may speak: who gets the word asks for what is before it", () => {
    const steps = plan.steps.filter(({ id }) => id !== 3);
    expect(told({ ...plan, steps }, "converges").verdict.result).toBe("held");
  });

  test("does not where the trace tells of no loss: why it lacks the event is news", () => {
    const { records } = run(plan);
    const view = viewTrace(records.filter(({ kind }) => kind !== "forget"));
    view.judged[0].graspsOf(1).set(lost.view.judged[0].graspsOf(1));
    expect(splitCause(view, lost.verdict)).toBe("unheard");
  });

  test("does not where an event that the server has stands on it: it should have asked", () => {
    const { view, verdict } = told(plan, "converges");
    const [room] = view.judged;
    const [topic] = verdict.events.map((event) => room.eventOf(event));
    // The event before the last word is lost, and what stands on it is there.
    const [before] = room.graph.prevs(topic);
    room.forgotten.add(eventIndexMax + before);
    const grasps = room.graspsOf(1);
    [grasps[before], grasps[topic]] = [grasp.none, grasp.accepted];
    expect(splitCause(view, verdict)).toBe("unheard");
  });

  test("does not where a later word never came: it was owed, and would have helped", () => {
    const steps = plan.steps.filter(({ id }) => id !== 3);
    const { view, verdict } = told({ ...plan, steps }, "converges");
    const [room] = view.judged;
    const grasps = room.graspsOf(1);
    // What was lost, and what alice says after it, as if it had not come either.
    const lack = [...grasps.keys()].filter((event) => event >= room.graph.count - 3);
    for (const event of lack) grasps[event] = grasp.none;
    expect(lack.some((event) => room.forgotten.has(eventIndexMax + event))).toBe(true);
    Object.assign(room, { finalState: (server: number) => server });
    expect(splitCause(view, { ...verdict, servers: [0, 1] })).toBe("unheard");
  });

  test("does not where servers with the same knowledge differ: there another fault is at work", () => {
    const { view, verdict } = told(plan, "converges");
    const [room] = view.judged;
    // A third server knows all that the first one does, and holds what the second one holds.
    view.arrivals.push([]);
    Object.assign(room, {
      graspsOf: (server: number) => lost.view.judged[0].graspsOf(server % 2),
      finalState: (server: number) => lost.view.judged[0].finalState(server === 0 ? 0 : 1),
    });
    expect(splitCause(view, { ...verdict, servers: [0, 1, 2] })).toBe("unheard");
  });
});

test("a leaked extremity has an event on it that came as a part of a state", () => {
  const file = new URL("../../../../scenarios/regressions/leaked-extremity.json", import.meta.url);
  const { plan } = JSON.parse(readFileSync(file, "utf8"));
  const { view, verdict } = told(plan, "bounded-extremities");
  expect(cameAsOutlier(view, verdict)).toBe(true);
  // The creation of the room was no part of anybody's state before it was accepted.
  expect(cameAsOutlier(view, { ...verdict, events: [], servers: [0] })).toBe(false);
});
