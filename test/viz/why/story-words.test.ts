// The words of a story, compared with the whole of one that was checked by hand.
import { expect, test } from "vitest";
import {
  checkRowText,
  decisionText,
  resolutionName,
  resolutionStory,
  stageAbout,
  stageTitle,
} from "../../../viz/why/index.ts";
import { outcomeWords } from "../../../viz/why/story-words.ts";
import { scenarioModel } from "../scenario-models.ts";

const model = scenarioModel("netsplit-ban");
const telling = resolutionStory(model, model.resolutions.length - 1);
if (!telling.ok) throw new Error(telling.why);
const { story } = telling;

test("each stage has a title and says what it does with its numbers", () => {
  expect(story.stages.map((stage) => `${stageTitle(stage)}: ${stageAbout(stage, story)}`)).toEqual([
    "Split: 4 slots in conflict; 6 slots on which all states agree.",
    "Auth difference: 4 events in some of the states’ auth chains, not in all.",
    "Conflicted state subgraph: 9 events on paths of auth events between conflicted events.",
    "Power order: Power events and what they stand on: cited ones first, then more power, " +
      "earlier timestamp, lower event ID.",
    "First pass of auth checks: Starting from nothing: 8 checks, 1 refused.",
    "Mainline: The power levels of the state so far, then those that they cite, and so on.",
    "Mainline order: The rest: events of older power levels first, then earlier timestamp, " +
      "lower event ID.",
    "Second pass of auth checks: Going on from the first pass: 1 check, 1 refused.",
    "Unconflicted state again: What was never in conflict stays; the passes had not touched it.",
    "Result: S14: what became of each slot that was in conflict or replayed.",
  ]);
});

test("a refused check names rule and reason, an order the key that decided", () => {
  const checks = story.stages.flatMap((stage) => (stage.kind === "auth-checks" ? stage.rows : []));
  const refused = checks.filter(({ verdict }) => !verdict.ok).map(checkRowText);
  expect(refused).toEqual([
    "refused by rule 5.5.2: @carol:charlie.test is not joined (ban)",
    "refused by rule 6: @carol:charlie.test is not joined (ban)",
  ]);
  const order = story.stages.find(({ kind }) => kind === "power-order");
  if (order?.kind !== "power-order") throw new Error("no power order");
  const why = order.rows.map((row, at) => decisionText(order, row, order.rows[at + 1]));
  expect(why.at(-1)).toBe("");
  expect(why.slice(0, -1).every((text) => text !== "")).toBe(true);
});

test("an outcome is worded for each of its kinds", () => {
  const by = { id: "$x", type: "t", sender: "@a:b", name: "NAME" };
  expect(outcomeWords({ kind: "stays" })).toContain("nothing later");
  expect(outcomeWords({ kind: "replaced", by })).toContain("NAME comes later");
  expect(outcomeWords({ kind: "overridden", by })).toContain("put back");
});

test("a resolution's name tells when, where, which states and how much conflict", () => {
  expect(resolutionName(story.record, "alpha")).toBe(
    "11:14.227 alpha: S10 + S13 → S14, 7 events in conflict",
  );
});
