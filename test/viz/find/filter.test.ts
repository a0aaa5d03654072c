// Filters hide what they say, count it, and never hide an anomaly unsaid.
import { expect, test } from "vitest";
import { facetsOf, filterRoom, hidingWord } from "../../../viz/find/filter.ts";
import { anomalousEvents } from "../../../viz/model/index.ts";
import { scenarioModel } from "../scenario-models.ts";

const model = scenarioModel("netsplit-ban");
const filter = (text: string, keep = true) => filterRoom(model, { room: 0, text, keep });
const member = model.events.filter(({ type }) => type === "m.room.member");

test("without words all are shown", () => {
  expect(filter("")).toMatchObject({ shown: undefined, hidden: 0, total: model.events.length });
});

test("each word says what it hides; anomalies stay, or it is told that they do not", () => {
  const odd = member.filter(({ index }) => anomalousEvents(model).has(index)).length;
  expect(odd).toBeGreaterThan(0);
  const kept = filter("-type:=m.room.member");
  expect(kept).toMatchObject({ hidden: member.length - odd, anomalies: odd });
  expect(kept.terms.map(({ hides }) => hides)).toEqual([member.length]);
  const all = filter("-type:=m.room.member", false);
  expect(all).toMatchObject({ hidden: member.length, anomalies: odd });
  for (const { index, type } of model.events) {
    expect(all.shown?.[index]).toBe(Number(type !== "m.room.member"));
  }
});

test("all words must fit; what is not understood hides nothing", () => {
  const both = filter("is:state -server:alpha", false);
  const fits = model.events.filter(
    ({ stateKey, server }) => stateKey !== undefined && server !== 0,
  );
  expect(both.hidden).toBe(model.events.length - fits.length);
  expect(filter("verdict:odd")).toMatchObject({ hidden: 0, shown: undefined });
  expect(filter("verdict:odd").problems).toHaveLength(1);
});

test("the word of every facet hides exactly the events that were counted", () => {
  const facets = facetsOf(model, 0);
  expect(new Set(facets.map(({ name }) => name)).size).toBe(4);
  for (const facet of facets) {
    const word = hidingWord(facet) ?? "";
    expect(filter(word, false), word).toMatchObject({ hidden: facet.count, problems: [] });
  }
});

test("values that no word can name have none; spaces are quoted", () => {
  expect(hidingWord({ name: "type", value: 'a"b' })).toBeUndefined();
  expect(hidingWord({ name: "sender", value: "a|b" })).toBeUndefined();
  expect(hidingWord({ name: "type", value: "a b" })).toBe('-type:"=a b"');
});
