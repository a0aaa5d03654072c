import { expect, test } from "vitest";
import { coverageOf } from "../../../../sim/check/coverage/coverage.ts";
import { overlapPlaces } from "../../../../sim/check/coverage/overlap.ts";
import { viewTrace } from "../../../../sim/check/view/trace-view.ts";
import { a, ada, b, bob, c, usualTrace } from "../trace-builder.ts";

const placesOf = (trace: ReturnType<typeof usualTrace>) => [
  ...new Set(overlapPlaces(viewTrace(trace.trace()))),
];

test("a power event that is made inside two cuts at once is a place; after one has healed it is not", () => {
  const trace = usualTrace();
  const split = trace.fault("partition", { groups: [[a], [b, c]] });
  trace.atMs += 100;
  const ring = trace.fault("partition", { rule: "bridge", groups: [[b], [a, c]] });
  trace.atMs += 100;
  trace.make(a, trace.levels(ada, { [bob]: 0 }));
  trace.atMs += 100;
  trace.fault("heal", { id: split });
  trace.make(b, trace.topic(bob, "alone"));
  trace.fault("heal", { id: ring });
  const places = placesOf(trace);
  expect(places.sort()).toEqual([
    "overlap: bridge with 1 at once",
    "overlap: bridge with partition",
    "overlap: in 2 splits, power made",
    "overlap: partition with 1 at once",
    "overlap: partition with partition",
  ]);
  // They count as coverage, which guides sweeps.
  expect(coverageOf(viewTrace(trace.trace()))).toEqual(expect.arrayContaining(places));
});

test("a split overlaps with other families, lies too; what ended before is another story", () => {
  const trace = usualTrace();
  const early = trace.fault("crash", { server: b });
  trace.fault("restart", { id: early, server: b });
  trace.atMs += 100;
  trace.fault("begin", { rule: "bad-hash", family: "lie" });
  const held = trace.fault("hold", { links: [[a, b]] });
  trace.fault("partition", { rule: "isolate", groups: [[c]] });
  trace.fault("release", { id: held });
  expect(placesOf(trace).sort()).toEqual([
    "overlap: isolate with 1 at once",
    "overlap: isolate with lie",
  ]);
});

test("in overlapping splits it counts what resolves, what is refused, and what is fetched", () => {
  const trace = usualTrace();
  const topics = [trace.make(a, trace.topic(ada, "one")), trace.make(b, trace.topic(bob, "two"))];
  for (const rule of ["isolate", "bridge"]) trace.fault("partition", { rule, groups: [[a]] });
  trace.atMs += 100;
  for (const topic of topics) trace.deliver(topic, undefined, "missing");
  const places = placesOf(trace);
  expect(places).toContain("overlap: in 2 splits, v2 resolves");
  expect(places).toContain("overlap: in 2 splits, missing events fetched");
});

test("without a split, or with one alone, there is nothing to overlap", () => {
  const trace = usualTrace();
  trace.fault("crash", { server: b });
  trace.fault("hold", { links: [[a, c]] });
  expect(placesOf(trace)).toEqual([]);
  const alone = usualTrace();
  alone.fault("partition", { groups: [[a]] });
  alone.make(a, alone.message(ada));
  expect(placesOf(alone)).toEqual([]);
});
