import { expect, test } from "vitest";
import { coverageOf, sites } from "../../../../sim/check/coverage/coverage.ts";
import { viewTrace } from "../../../../sim/check/view/trace-view.ts";
import { a, ada, b, bob, c, usualTrace } from "../trace-builder.ts";

test("names what a run came to: conflicts by shape, rules, extremities, faults at once", () => {
  const trace = usualTrace();
  const one = trace.fault("partition", { groups: [[a], [b, c]] });
  const two = trace.fault("partition", { groups: [[b], [a, c]] });
  const topics = [trace.make(a, trace.topic(ada, "one")), trace.make(b, trace.topic(bob, "two"))];
  trace.fault("heal", { id: one });
  trace.fault("heal", { id: two });
  for (const topic of topics) trace.deliver(topic);
  const places = coverageOf(viewTrace(trace.trace()));
  expect(places).toContain("resolution: v2 for current, 2 states, other, auth difference");
  expect(places).toContain("extremities: 2");
  expect(places).toContain("faults at once: 2");
  expect(places).toContain("site: two faults at once");
  expect(places).toContain("arrival: send, accepted");
  expect(places).toEqual([...new Set(places)].sort());
});

test("a quiet room comes to few places, and every site has a name of its own", () => {
  const places = coverageOf(viewTrace(usualTrace().trace()));
  expect(places.filter((place) => place.startsWith("site: "))).toEqual([]);
  expect(sites.size).toBeGreaterThanOrEqual(10);
});
