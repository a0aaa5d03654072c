import { describe, expect, test } from "vitest";
import { generate } from "../../sim/index.ts";
import { story, tell } from "./told.ts";

const name = "one-big-room";

function plan(servers: number, seed = "1") {
  return generate(story(name), { seed, servers });
}

test.each([1, 2, 3, 40])("it holds with %i servers", (servers) => {
  expect(tell(plan(servers)).broken).toEqual([]);
});

test("there are as many messages as servers, up to a thousand", () => {
  const messages = (servers: number) =>
    plan(servers).steps.filter((step) => "user" in step && step.action.kind === "message").length;
  expect([1, 50, 1000, 10_000].map(messages)).toEqual([1, 50, 1000, 1000]);
});

test("more than 200 servers are written down as a summary, unless asked otherwise", () => {
  expect(plan(200).trace).toBe("full");
  expect(plan(201).trace).toBe("summary");
  const options = { seed: "1", servers: 201, trace: "events" } as const;
  expect(generate(story(name), options).trace).toBe("events");
});

test("the seed chooses who speaks", () => {
  const speakers = (seed: string) => {
    return plan(40, seed).steps.map((step) => ("user" in step ? step.user : ""));
  };
  expect(speakers("1")).toEqual(speakers("1"));
  expect(speakers("1")).not.toEqual(speakers("2"));
  expect(new Set(speakers("1")).size).toBeGreaterThan(15);
});

describe("with 40 servers", () => {
  const told = tell(plan(40));

  test("while the halves are apart they hear nothing of each other", () => {
    const [cut, heal] = told.result.records.filter((record) => record.kind === "fault");
    const far = told.arrivals.filter(({ atMs, via, event, server }) => {
      const maker = told.arrivals.find((a) => a.event === event && a.via === "own")?.server ?? 0;
      // What was on its way when the cut came counts as neither.
      const inside = atMs > cut.atMs + 1000 && atMs < heal.atMs;
      return inside && via === "send" && maker < 20 !== server < 20;
    });
    expect(cut.verb).toBe("partition");
    expect(far).toEqual([]);
  });

  test("every message reaches every server", () => {
    const { accepted, softFailed, rejected } = told.result.counters;
    const { events } = told.result.counters;
    const founding = told.arrivals.filter(({ via }) => via === "join").length;
    expect(accepted + founding).toBeGreaterThanOrEqual(events * 40);
    expect([softFailed, rejected]).toEqual([0, 0]);
  });
});
