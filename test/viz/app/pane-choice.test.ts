// Choosing panes: each server once, as many as can be looked at, and those that differ first.
import { expect, test } from "vitest";
import {
  switchMessages,
  tellingPanes,
  togglePane,
  withPane,
} from "../../../viz/app/pane-choice.ts";
import { panesMax, type PageState } from "../../../viz/app/state.ts";
import { campsAt } from "../../../viz/model/index.ts";
import { scenarioModel } from "../scenario-models.ts";

const model = scenarioModel("netsplit-ban");

test("a server has one pane, and a second choice closes it", () => {
  expect(togglePane([1], 2)).toEqual([1, 2]);
  expect(togglePane([1, 2], 1)).toEqual([2]);
  expect(withPane([1, 2], 2)).toEqual([1, 2]);
  const all = Array.from({ length: panesMax }, (_, at) => at);
  expect(withPane(all, 999)).toEqual(all);
});

test("the telling ones hold different states; where all agree there are two all the same", () => {
  const [a, b] = tellingPanes(model, 30_000, 0);
  const camps = campsAt(model, 30_000);
  expect(camps.map(({ servers }) => servers.includes(a))).toEqual([true, false]);
  expect(camps.map(({ servers }) => servers.includes(b))).toEqual([false, true]);
  expect(tellingPanes(model, model.endMs, 0)).toEqual([0, 1]);
});

test("messages need lanes that are servers", () => {
  const from = (patch: Partial<PageState>) =>
    switchMessages({ messages: false, layout: "swim", panes: [], ...patch } as PageState);
  expect(from({})).toEqual({ messages: true });
  expect(from({ layout: "rail" })).toEqual({ messages: true, layout: "swim" });
  expect(from({ layout: "rail", panes: [0] })).toEqual({ messages: true });
  expect(from({ layout: "rail", messages: true })).toEqual({ messages: false });
});
