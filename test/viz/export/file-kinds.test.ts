import { expect, test } from "vitest";
import { fileKinds } from "../../../viz/export/file-kinds.ts";
import { buildModel } from "../../../viz/model/index.ts";
import { scenarioModel } from "../scenario-models.ts";
import { syntheticTrace } from "../synthetic-trace.ts";

test("every kind makes a file of a run, and kinds have names and endings of their own", () => {
  const model = scenarioModel("netsplit-ban");
  for (const kind of fileKinds) expect(kind.text(model, {}).length).toBeGreaterThan(500);
  expect(new Set(fileKinds.map(({ name }) => name)).size).toBe(fileKinds.length);
});

test("a picture holds room content as text only", () => {
  const body = '"><script>alert(1)</script>';
  const svg = fileKinds.find(({ name }) => name === "svg");
  const text = svg?.text(buildModel(syntheticTrace({ events: 20, body })), {}) ?? "";
  expect(text).not.toContain("<script");
  expect(text).not.toMatch(/href|javascript:/);
});

test("what cannot be made says why", () => {
  const model = { ...scenarioModel("netsplit-ban"), meta: { plan: null } } as never;
  const plan = fileKinds.find(({ name }) => name === "plan");
  expect(() => plan?.text(model, {})).toThrow("no plan");
});
