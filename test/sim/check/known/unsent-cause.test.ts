// What was not sent to a server because its users were out as the maker saw it, and nothing else, parts servers.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { scenarios } from "../../../../scenarios/index.ts";
import { judge, viewTrace } from "../../../../sim/check/index.ts";
import { partedByUnsent } from "../../../../sim/check/known/unsent-cause.ts";
import { generate, run, type Plan } from "../../../../sim/run/index.ts";
import { a, ada, b, bob, c, cay, usualTrace, type TraceBuilder } from "../trace-builder.ts";

const file = "../../../../scenarios/regressions/missed-while-out.json";
const { plan }: { plan: Plan } = JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8"));
const told = (story: Plan) => {
  const { records, verdicts } = run(story);
  const verdict = verdicts.find(({ check }) => check === "converges")!;
  return { result: verdict.result, isTold: partedByUnsent(viewTrace(records), verdict) };
};
const without = (is: (step: Plan["steps"][number]) => boolean): Plan => {
  const steps = plan.steps.filter((step) => !is(step));
  expect(steps).toHaveLength(plan.steps.length - 1);
  return { ...plan, steps };
};

describe("in a kept failure", () => {
  test("it parts servers", () => expect(told(plan)).toEqual({ result: "broken", isTold: true }));

  test("who is not removed is sent all, and the servers agree", () => {
    const stays = without(
      (step) =>
        "action" in step && step.action.kind === "unban" && step.action.target === "@dave:hs3",
    );
    expect(told(stays).result).toBe("held");
  });

  test("where a word may be said that leads to what was missed, the servers agree", () => {
    const speaks = without((step) => "action" in step && step.action.kind === "policy-server");
    expect(told(speaks).result).toBe("held");
  });
});

test("what a server lacks for another reason is not told", () => {
  const story = generate(scenarios.get("half-a-state")!, { seed: "1" });
  expect(told(story)).toEqual({ result: "broken", isTold: false });
});

describe("of servers that a trace written by hand parts by a topic", () => {
  /** ada sets a topic that cay's server lacks, after what `first` does. */
  const isTold = (first: (trace: TraceBuilder) => void) => {
    const trace = usualTrace();
    const comesBack = { ...trace.member(cay, "join"), prev: trace.servers[c].tips };
    first(trace);
    trace.deliver(trace.make(a, trace.topic(ada, "unseen")), [b]);
    trace.deliver(trace.make(c, comesBack), [a, b]);
    const records = trace.trace();
    const [verdict] = judge(records, ["converges"]);
    expect(verdict.result).toBe("broken");
    return partedByUnsent(viewTrace(records), { ...verdict, servers: [a, c] });
  };
  const kick = (trace: TraceBuilder) => trace.tell(a, trace.member(ada, "leave", cay));

  test("it is told if cay was out as ada's server saw it", () => {
    expect(isTold(kick)).toBe(true);
  });

  test("it is not if cay was in: then the topic was due", () => {
    expect(isTold(() => undefined)).toBe(false);
  });

  test("it is not if anything that they lack was due", () => {
    expect(
      isTold((trace) => {
        trace.deliver(trace.make(b, trace.message(bob)), [a]);
        kick(trace);
      }),
    ).toBe(false);
  });
});
