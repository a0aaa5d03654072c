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
  type WeaknessName,
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

type Edit = (plan: Plan) => Plan;
type Step = Plan["steps"][number];

const without =
  (goes: (step: Step) => boolean): Edit =>
  (plan) => {
    const steps = plan.steps.filter((step) => !goes(step));
    expect(steps.length).toBeLessThan(plan.steps.length);
    return { ...plan, steps };
  };
const rule = (name: string) => without((step) => "rule" in step && step.rule.name === name);
/** Nobody does anything before all have heard of what came before. */
const apart: Edit = (plan) => {
  const steps = plan.steps.map((step, n) => ({ ...step, atMs: 10_000 * (n + 1) }));
  return { ...plan, steps };
};
const everyone =
  (change: (row: Plan["servers"][number]) => Plan["servers"][number]): Edit =>
  (plan) => ({ ...plan, servers: plan.servers.map(change) });
const inVersion =
  (version: string): Edit =>
  (plan) => ({ ...plan, rooms: plan.rooms.map((room) => ({ ...room, version })) });

/** Takes the cause out of the story that shows a weakness. */
const withoutCause: Record<WeaknessName, Edit> = {
  "older-power-event": apart,
  "older-event": apart,
  refused: without((step) => "action" in step && step.action.kind === "unban"),
  "least-deep": inVersion("2"),
  "partial-state": everyone(({ name }) => ({ name, policy: "synapse" })),
  "never-whole": everyone(({ name }) => ({ name, policy: "synapse" })),
  "soft-failure-split": apart,
  "dropped-once": rule("key-rotation"),
  "forgotten-for-good": rule("restored-backup"),
  "bridged-gap": rule("cut-off"),
  "flat-depth": rule("depth-lie"),
  "missed-while-out": without(
    (step) =>
      "action" in step && step.action.kind === "unban" && step.action.target === "@dave:hs3",
  ),
  "false-state": rule("false-state"),
  "mixed-dialects": everyone(({ dialect: _dialect, ...row }) => row),
  "leaked-extremity": rule("isolate"),
};

test.each(Object.entries(withoutCause))("%s goes when its cause does", (name, edit) => {
  const plan = planAt(weaknesses[name as WeaknessName].shownBy);
  const { view, verdicts } = told(plan);
  const broken = [...knownWeaknesses(view, verdicts)].filter(([, known]) => known === name);
  const after = told(edit(plan)).verdicts;
  for (const [check] of broken) {
    const left = after.find((verdict) => verdict.check === check);
    expect([check, left?.result, left?.detail]).toEqual([check, "held", left?.detail]);
  }
});

/** Other stories that show a weakness, with what takes its cause out of them. */
const moreStories: readonly (readonly [WeaknessName, string, Edit])[] = [
  ["false-state", "scenarios/regressions/kept-from-a-liars-state.json", rule("stale-state")],
];

test.each(moreStories)("%s goes when its cause does, in %s too", (name, path, edit) => {
  const plan = planAt(path);
  const { view, verdicts } = told(plan);
  expect([...knownWeaknesses(view, verdicts).values()]).toEqual([name, name]);
  expect(told(edit(plan)).verdicts.filter(({ result }) => result !== "held")).toEqual([]);
});

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
