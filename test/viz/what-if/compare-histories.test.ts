import { expect, test } from "vitest";
import { compareHistories } from "../../../viz/what-if/compare-histories.ts";
import { readChange } from "../../../viz/what-if/change.ts";
import { retell, type History } from "../../../viz/what-if/retell.ts";
import { scenarioModel } from "../scenario-models.ts";

const model = scenarioModel("netsplit-ban");
const history = (text: string): History => {
  const telling = retell(model, 0, readChange(text));
  if (!telling.ok) throw new Error(telling.why);
  return telling.history;
};
const was = history("");

test("a history differs in nothing from itself", () => {
  const { judged, parted, slots, events } = compareHistories(was, history(""));
  expect([judged, parted, slots]).toEqual([[], [], []]);
  expect(events.length).toBe(model.events.length);
});

test("without the ban, carol stays, and what she did counts", () => {
  const ban = model.events.find(({ content }) => content["membership"] === "ban");
  const { slots, parted, events } = compareHistories(was, history(`drop:${ban?.index}`));
  expect(events.length).toBe(model.events.length - 1);
  const keys = slots.map(({ type, stateKey }) => `${type} ${stateKey}`);
  expect(keys).toContain("m.room.member @carol:charlie.test");
  expect(keys).toContain("m.room.topic ");
  expect(parted[0]).toBeGreaterThan(ban?.index ?? Infinity);
});
