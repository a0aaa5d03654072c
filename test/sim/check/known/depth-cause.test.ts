// What never comes because depths do not grow: told in the story of it, and not where anything else is at work.
import { expect, test } from "vitest";
import { scenarios } from "../../../../scenarios/index.ts";
import { viewTrace } from "../../../../sim/check/index.ts";
import { isNeverAskedFor, partedByDepth } from "../../../../sim/check/known/depth-cause.ts";
import { grasp } from "../../../../sim/check/view/grasp.ts";
import { generate, run } from "../../../../sim/run/index.ts";

const { records, verdicts } = run(generate(scenarios.get("flat-depth")!, { seed: "1" }));
const verdictOf = (check: string) => verdicts.find((verdict) => verdict.check === check)!;
const [delivery, converges] = ["delivery", "converges"].map(verdictOf);
const view = () => viewTrace(records);

test("where depth does not grow nobody asks for what is missing", () => {
  expect([delivery.result, converges.result]).toEqual(["broken", "broken"]);
  expect(isNeverAskedFor(view(), delivery)).toBe(true);
  expect(partedByDepth(view(), converges)).toBe(true);
});

test("where no gap was told of, something else kept the events away", () => {
  const silent = viewTrace(records.filter(({ kind }) => kind !== "mark"));
  expect(isNeverAskedFor(silent, delivery)).toBe(false);
  expect(partedByDepth(silent, converges)).toBe(false);
});

test("who has anything that is less deep would have asked", () => {
  const told = view();
  const [room] = told.judged;
  const depth = room.graph.depth.bind(room.graph);
  const [first] = told.arrivals[1].filter(({ before }) => before !== undefined);
  room.graph.depth = (event) => (event === room.eventOf(first.event) ? 0 : depth(event));
  expect(isNeverAskedFor(told, delivery)).toBe(false);
  expect(partedByDepth(told, converges)).toBe(false);
});

test("where missing events came by an answer somebody did ask", () => {
  const told = view();
  const gaps = told.marks.filter(({ mark }) => mark === "gap");
  const [own] = told.arrivals[1];
  told.arrivals[1].push(...gaps.map(({ atMs }) => ({ ...own, via: "missing" as const, atMs })));
  expect(isNeverAskedFor(told, delivery)).toBe(false);
  expect(partedByDepth(told, converges)).toBe(false);
});

test("one more server that lacks an event for another reason is news", () => {
  const told = view();
  const event = told.eventOf(delivery.events[0]);
  told.judged[0].graspsOf(2)[event] = grasp.none;
  expect(isNeverAskedFor(told, { ...delivery, servers: [1, 2] })).toBe(false);
});

test("servers that lack nothing of each other's are parted by something else", () => {
  const told = view();
  const [room] = told.judged;
  Object.assign(room, { graspsOf: () => room.grasps[0] });
  expect(partedByDepth(told, converges)).toBe(false);
});
