// Every event and edge is in the graph, and no content can break out of its string.
import { expect, test } from "vitest";
import { dotOf, mermaidMax, mermaidOf } from "../../../viz/export/dot.ts";
import { buildModel } from "../../../viz/model/index.ts";
import { scenarioModel } from "../scenario-models.ts";
import { syntheticTrace } from "../synthetic-trace.ts";

const model = scenarioModel("netsplit-ban");
const edges = model.events.reduce((sum, { prev }) => sum + prev.length, 0);

test("DOT: a node an event, an edge a prev event", () => {
  const dot = dotOf(model);
  expect(dot.match(/^ {2}e\d+ \[/gm)?.length).toBe(model.events.length);
  expect(dot.match(/->/g)?.length).toBe(edges);
  expect(dot).toMatch(/^digraph room \{[\s\S]*\}\n$/);
});

test("Mermaid: the same, up to its limit", () => {
  const text = mermaidOf(model) ?? "";
  expect(text.match(/^ {2}e\d+\["/gm)?.length).toBe(model.events.length);
  expect(text.match(/-->/g)?.length).toBe(edges);
  expect(mermaidOf(buildModel(syntheticTrace({ events: mermaidMax + 50 })))).toBeUndefined();
});

test("quotes, brackets, backslashes and line breaks of a message stay inside", () => {
  const body = '"]; evil -> x; \\" \n}';
  const hostile = buildModel(syntheticTrace({ events: 10, body }));
  for (const line of dotOf(hostile).split("\n").slice(3, -2)) {
    expect(line).toMatch(/^ {2}e\d+ (?:\[label="(?:[^"\\]|\\.)*", fillcolor="#\w+"\]|-> e\d+);$/);
  }
  for (const line of (mermaidOf(hostile) ?? "").split("\n")) {
    if (line.includes("[")) expect(line).toMatch(/^ {2}e\d+\["[^"\]]*"\]:::s\d$/);
  }
});
