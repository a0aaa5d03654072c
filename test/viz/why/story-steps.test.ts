// The cursor's steps: one for each stage and each check, and what each lights up.
import { expect, test } from "vitest";
import { resolutionStory, storySteps } from "../../../viz/why/index.ts";
import { findEvent, scenarioModel } from "../scenario-models.ts";

const model = scenarioModel("netsplit-ban");
const telling = resolutionStory(model, model.resolutions.length - 1);
if (!telling.ok) throw new Error(telling.why);
const { story } = telling;
const steps = storySteps(model, story);

test("each stage has a step, each auth check one of its own, in order", () => {
  const checks = story.stages.flatMap((stage) => (stage.kind === "auth-checks" ? stage.rows : []));
  const others = story.stages.filter(({ kind }) => kind !== "auth-checks");
  expect(steps).toHaveLength(checks.length + others.length);
  const places = steps.map(({ stage, row }) => stage * 1000 + row);
  expect(places).toEqual([...places].sort((a, b) => a - b));
});

test("a check lights its event first, then what it cites", () => {
  for (const { stage, row, lit } of steps) {
    const told = story.stages[stage];
    if (told.kind !== "auth-checks") continue;
    const { event, verdict } = told.rows[row];
    expect(lit[0]).toEqual({ event, role: verdict.ok ? "subject" : "refused" });
    const context = lit.filter(({ role }) => role === "context").map(({ event: at }) => at);
    for (const at of context) expect(model.events[event].auth).toContain(at);
  }
});

test("the result lights winners and losers, each event once", () => {
  const { lit } = steps[steps.length - 1];
  expect(new Set(lit.map(({ event }) => event)).size).toBe(lit.length);
  const ban = findEvent(model, (text) => text.includes('"membership":"ban"'));
  const topic = findEvent(model, (text) => text.includes("carol keeps order here"));
  expect(lit).toContainEqual({ event: ban, role: "winner" });
  expect(lit).toContainEqual({ event: topic, role: "loser" });
});
