// Every known weakness is found in the story that it names, and nothing is called known that a wrong
// rule brought about.
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { scenarios } from "../../../../scenarios/index.ts";
import {
  knownWeaknesses,
  viewTrace,
  weaknesses,
  weaknessNamed,
} from "../../../../sim/check/index.ts";
import { generate, run, type Plan } from "../../../../sim/run/index.ts";
import { referee } from "../../../reference/index.ts";

const root = new URL("../../../../", import.meta.url);

/** The plan of a story in this repository. */
function planAt(path: string): Plan {
  if (path.endsWith(".json")) return JSON.parse(readFileSync(new URL(path, root), "utf8")).plan;
  const name = /([^/]+)\.ts$/.exec(path)?.[1] ?? "";
  const story = scenarios.get(name);
  if (story === undefined) throw new Error(`no scenario is called ${name}`);
  return generate(story, { seed: "1" });
}

const told = (plan: Plan) => {
  const { records, verdicts } = run(plan, { referee });
  return { view: viewTrace(records), verdicts };
};

test.each(Object.entries(weaknesses))(
  "%s is found in the story that shows it",
  (name, weakness) => {
    expect(existsSync(new URL(weakness.shownBy, root))).toBe(true);
    const { view, verdicts } = told(planAt(weakness.shownBy));
    expect([...knownWeaknesses(view, verdicts).values()]).toContain(name);
  },
);

test("where a rule is broken, or nobody has looked, everything is news", () => {
  const { view, verdicts } = told(planAt(weaknesses.refused.shownBy));
  expect(knownWeaknesses(view, verdicts).size).toBe(1);
  const with_ = (result: "broken" | "unknown") =>
    verdicts.map((verdict) => (verdict.check === "auth-held" ? { ...verdict, result } : verdict));
  expect(knownWeaknesses(view, with_("broken")).size).toBe(0);
  expect(knownWeaknesses(view, with_("unknown")).size).toBe(0);
});

test("what holds is no weakness, and a name from elsewhere is none", () => {
  const { view, verdicts } = told(generate(scenarios.get("netsplit-ban")!, { seed: "1" }));
  expect(knownWeaknesses(view, verdicts).size).toBe(0);
  expect(weaknessNamed("toString")).toBeUndefined();
  expect(weaknessNamed("refused")?.about).toContain("replays");
});
