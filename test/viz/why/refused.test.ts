// Why an event was refused: the check and the rule of the trace, and the event that decided, which
// the rules find again.
import { expect, test } from "vitest";
import { buildModel } from "../../../viz/model/index.ts";
import { whyRefused } from "../../../viz/why/index.ts";
import { a, c, cay, hiddenLevels } from "../../sim/check/trace-builder.ts";
import { findEvent, scenarioModel } from "../scenario-models.ts";
import { syntheticTrace } from "../synthetic-trace.ts";

const model = scenarioModel("netsplit-ban");
const ban = findEvent(model, (text) => text.includes('"membership":"ban"'));

test("every soft failure of the run names its rule and the ban that decided", () => {
  const entries = model.arrivals.allRefusals();
  expect(entries.length).toBeGreaterThan(0);
  for (const entry of entries) {
    const { event, server, why } = model.arrivals.get(entry);
    const chain = whyRefused(model, { server, event, atMs: model.endMs });
    expect(chain.question).toContain("soft-failed by alpha");
    expect(chain.answer).toBe(`${why?.detail}.`);
    expect(chain.links.some((link) => link.spec === why?.spec)).toBe(true);
    expect(chain.links.map((link) => link.event)).toContain(ban);
  }
});

test("no refusal, no claim", () => {
  const chain = whyRefused(model, { server: 1, event: ban, atMs: model.endMs });
  expect(chain).toMatchObject({ answer: "bravo did not refuse it.", links: [] });
});

test("where the rules find no fault themselves, no event is blamed", () => {
  // The synthetic trace has no auth events, so no rule can be run on it.
  const synthetic = buildModel(syntheticTrace({ events: 60 }));
  const [entry] = synthetic.arrivals.allRefusals();
  const { event, server, why } = synthetic.arrivals.get(entry);
  const { answer, links } = whyRefused(synthetic, { server, event, atMs: synthetic.endMs });
  expect(answer).toBe(`${why?.detail}.`);
  expect(links.some(({ text }) => text.includes("The rule looked at"))).toBe(false);
});

test("where the rule looked at a redacted copy the answer says so, and only where it did", () => {
  const { trace } = hiddenLevels("redacted");
  const topic = trace.make(c, trace.topic(cay, "mine"));
  trace.deliver(topic, [a]);
  const told = buildModel(trace.trace());
  const looked = (server: number) =>
    whyRefused(told, { server, event: topic, atMs: told.endMs }).links.filter(({ text }) =>
      text.includes("The rule looked at"),
    );
  expect(looked(c).map(({ text }) => text.includes("in redacted form only"))).toContain(true);
  expect(looked(a).length).toBeGreaterThan(0);
  expect(looked(a).map(({ text }) => text.includes("in redacted form only"))).not.toContain(true);
});
