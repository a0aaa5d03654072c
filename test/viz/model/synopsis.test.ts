// A run in one line: the facts that a reader of the whole trace would tell, in their order.
import { expect, test } from "vitest";
import { synopsisOf } from "../../../viz/model/synopsis.ts";
import { scenarioModel } from "../scenario-models.ts";

const told = (name: string) => synopsisOf(scenarioModel(name), 0);

test("the netsplit: cut, apart, taken back, refused, agreed", () => {
  const facts = told("netsplit-ban");
  expect(facts.map(({ kind }) => kind)).toEqual(["fault", "apart", "turn", "refusals", "agreed"]);
  expect(facts[0]).toMatchObject({ text: "partition: alpha ‖ bravo, charlie, for 28s" });
  expect(facts[2].text).toContain("topic “carol keeps order here” → nothing");
  expect(facts[3].text).toBe("2 events refused");
});

test("more faults are counted; a run that does not end well says so", () => {
  expect(told("crash-in-split").filter(({ kind }) => kind === "fault").length).toBe(2);
  expect(told("left-behind").at(-1)).toMatchObject({ kind: "disagree" });
});

test("a disagreement that is not over says so, and one that only begins with the end is not told twice", () => {
  const apart = told("left-behind").find(({ kind }) => kind === "apart");
  expect(apart?.text).toMatch(/^\d different states to the end/);
  const model = scenarioModel("left-behind");
  const over = synopsisOf({ ...model, endMs: apart?.atMs ?? 0 } as typeof model, 0);
  expect(over.map(({ kind }) => kind)).not.toContain("apart");
});

test("where nothing happened there is only the end", () => {
  expect(told("hidden-history").map(({ kind }) => kind)).toEqual(["agreed"]);
});
