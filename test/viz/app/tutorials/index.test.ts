// Every lesson of every tutorial, over the run that it speaks of: what it points at is there, and
// what it says is so.
import { describe, expect, test } from "vitest";
import { finderOf, tellStory, tutorials } from "../../../../viz/app/tutorials/index.ts";
import { tabs } from "../../../../viz/app/panels/index.ts";
import { buildModel, campsAt, currentAt, type Model } from "../../../../viz/model/index.ts";
import { compareRuns } from "../../../../viz/compare/index.ts";

const models = new Map<string, Model>();
const modelOf = (name: string): Model => {
  const tutorial = tutorials.find((each) => each.name === name);
  if (tutorial === undefined) throw new Error(`no tutorial ${name}`);
  const model = models.get(name) ?? buildModel(tellStory(tutorial));
  models.set(name, model);
  return model;
};

test("there are eight, each with a name of its own", () => {
  expect(new Set(tutorials.map(({ name }) => name)).size).toBe(8);
});

describe.each(tutorials)("$name", ({ name, lessons }) => {
  test("each lesson leads to something that is there, in few words", () => {
    const model = modelOf(name);
    expect(lessons.length).toBeGreaterThanOrEqual(4);
    for (const { look, text, title } of lessons) {
      expect(text.length).toBeLessThan(420);
      expect(title.length).toBeLessThan(60);
      const { tab, selected = -1, atMs = 0, resolution = -1 } = look?.(finderOf(model)) ?? {};
      expect(tabs.map(({ id }) => id)).toContain(tab);
      expect(selected).toBeLessThan(model.events.length);
      expect(atMs).toBeLessThanOrEqual(model.endMs);
      expect(resolution).toBeLessThan(model.resolutions.length);
    }
  });
});

const finalTopic = (model: Model, server = 0) => {
  const state = currentAt(model, server, model.endMs) as number;
  const slots = model.states.slots(state);
  return (type: string) => model.events[slots.get(`${type}\u0000`)?.event ?? -1];
};

test("forks: three ends, one merge, and one topic for all", () => {
  const model = modelOf("forks");
  const { event } = finderOf(model);
  expect(model.events[event(["we all spoke at once"])].prev).toHaveLength(3);
  expect(campsAt(model, model.endMs)).toHaveLength(1);
});

test("mainline: the earlier name wins, for it was made under newer levels", () => {
  const model = modelOf("mainline");
  const { event, madeMs } = finderOf(model);
  expect(madeMs(event(["Ada's hall"]))).toBeGreaterThan(madeMs(event(["Bea's hall"])));
  expect(finalTopic(model)("m.room.name").content["name"]).toBe("Bea's hall");
});

test("netsplit: different states in it, the ban and no topic after it", () => {
  const model = modelOf("netsplit");
  const { event, madeMs } = finderOf(model);
  expect(campsAt(model, madeMs(event(["nice"])))).toHaveLength(2);
  expect(campsAt(model, model.endMs)).toHaveLength(1);
  expect(finalTopic(model)("m.room.topic")).toBeUndefined();
});

test("soft-failure: alpha fails the late message softly, by check 6", () => {
  const model = modelOf("soft-failure");
  const { event, server } = finderOf(model);
  const late = event(["buy them now"]);
  const arrival = model.arrivals.ofEvent(late).find((each) => each.server === server("alpha"));
  expect(arrival).toMatchObject({ verdict: "soft-failed", why: { check: 6 } });
});

test("state-reset: charlie ends without join rules in version 11, and with them in 12", () => {
  const model = modelOf("state-reset");
  const { server } = finderOf(model);
  expect(finalTopic(model, server("charlie"))("m.room.join_rules")).toBeUndefined();
  const tutorial = tutorials.find(({ name }) => name === "state-reset");
  if (tutorial === undefined) throw new Error("no tutorial");
  const young = buildModel(tellStory(tutorial, "12"));
  expect(finalTopic(young, server("charlie"))("m.room.join_rules").content["join_rule"]).toBe(
    "invite",
  );
  const { checks, endings, common } = compareRuns(model, young);
  expect(checks.map(({ check }) => check)).toContain("no-state-reset");
  expect(endings.map(({ type }) => type)).toContain("m.room.join_rules");
  // Two versions share no event ID, but nearly all deeds.
  expect(common).toBeGreaterThan(model.events.length * 0.8);
});

test("lying-server: two topics of one deed, different states, one in the end", () => {
  const model = modelOf("lying-server");
  const topics = model.events.filter(({ type }) => type === "m.room.topic");
  expect(topics).toHaveLength(2);
  expect(campsAt(model, topics[0].atMs + 600)).toHaveLength(2);
  expect(campsAt(model, model.endMs)).toHaveLength(1);
});

test("extremities: alpha has five ends before somebody ties them", () => {
  const model = modelOf("extremities");
  const { event, madeMs, server } = finderOf(model);
  const before = madeMs(event(["there you are"])) - 1;
  expect(model.extremities.at(server("alpha"), 0, before)?.length).toBeGreaterThanOrEqual(5);
  expect(model.events[event(["there you are"])].prev.length).toBeGreaterThanOrEqual(5);
});
