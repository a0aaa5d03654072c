// What a query finds is what a plain scan over the events finds.
import { expect, test } from "vitest";
import { matchEvents, parseQuery } from "../../../viz/find/index.ts";
import type { EventNode } from "../../../viz/model/index.ts";
import { scenarioModel } from "../scenario-models.ts";

const model = scenarioModel("netsplit-ban");
const find = (text: string) => [...matchEvents(model, parseQuery(text))];
const scan = (wanted: (event: EventNode) => boolean) =>
  model.events.flatMap((event) => (wanted(event) ? event.index : []));
const text = ({ pdu }: EventNode) => JSON.stringify(pdu).toLowerCase();
const verdicts = ({ index }: EventNode) =>
  model.arrivals.ofEvent(index).map(({ verdict, server }) => `${verdict}@${server}`);

const cases: readonly (readonly [string, (event: EventNode) => boolean])[] = [
  ["type:member", ({ type }) => type.includes("member")],
  ["sender:@CAROL", ({ sender }) => sender.includes("@carol")],
  ["key:@andy", ({ stateKey }) => stateKey?.includes("@andy") === true],
  ["server:bravo", ({ server }) => server === 1],
  ["verdict:soft-failed", (event) => verdicts(event).some((each) => each.startsWith("soft"))],
  ["verdict:accepted@charlie", (event) => verdicts(event).includes("accepted@2")],
  ["after:12s before:18s", ({ atMs }) => atMs >= 12_000 && atMs <= 18_000],
  ["prev:>1", ({ prev }) => prev.length > 1],
  ["prev:0", ({ prev }) => prev.length === 0],
  [
    "is:state -type:member",
    ({ type, stateKey }) => stateKey !== undefined && !type.includes("member"),
  ],
  ["is:message", ({ stateKey }) => stateKey === undefined],
  ["is:merge", ({ prev }) => prev.length > 1],
  ["is:refused", (event) => verdicts(event).some((each) => /soft|rej|drop/.test(each))],
  ["is:anomaly", (event) => verdicts(event).some((each) => /soft|rej|drop/.test(each))],
  ["worst:soft-failed", (event) => verdicts(event).some((each) => each.startsWith("soft"))],
  ["-worst:accepted", (event) => verdicts(event).some((each) => /soft|rej|drop/.test(each))],
  ["type:=m.room.topic|create", ({ type }) => /topic|create/.test(type)],
  ["type:=topic|create", ({ type }) => type.includes("create")],
  ["is:gap", ({ missingPrev }) => missingPrev > 0],
  ['"keeps order"', (event) => text(event).includes("keeps order")],
  ["CAROL topic", (event) => text(event).includes("carol") && text(event).includes("topic")],
  ["/quiet|well/", ({ pdu }) => /quiet|well/.test(JSON.stringify(pdu))],
];

test.each(cases)("%s", (query, wanted) => {
  const expected = scan(wanted);
  expect(find(query)).toEqual(expected);
  if (query !== "is:gap") expect(expected.length).toBeGreaterThan(0);
});

test("an empty query finds nothing, an impossible one neither", () => {
  expect(find("")).toEqual([]);
  expect(find("is:state is:message")).toEqual([]);
});

test("ancestors and descendants are those that walking the edges finds", () => {
  const node = model.events[14];
  const ancestors = new Set<number>();
  const walk = (event: number) => {
    for (const at of model.events[event].prev)
      if (!ancestors.has(at)) walk((ancestors.add(at), at));
  };
  walk(14);
  expect(find(`anc:${node.id}`)).toEqual([...ancestors].sort((a, b) => a - b));
  const descendants = model.events.filter(({ id }) => find(`anc:${id}`).includes(14));
  expect(find(`desc:${node.id.slice(0, 12)}`)).toEqual(descendants.map(({ index }) => index));
});

test("quotes and backslashes in a message are found as they were written", () => {
  expect(find('order here"')).toEqual(scan((event) => text(event).includes('order here"')));
});
