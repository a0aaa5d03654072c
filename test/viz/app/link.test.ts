// A link leads back to what was seen, and a bad one does no harm.
import { expect, test } from "vitest";
import { readLink, writeLink } from "../../../viz/app/link.ts";
import type { PageState } from "../../../viz/app/state.ts";
import { buildModel } from "../../../viz/model/model.ts";
import { syntheticTrace } from "../synthetic-trace.ts";

const model = buildModel(syntheticTrace({ events: 30, servers: 4 }));
const state: PageState = {
  ...{ atMs: 5_000, playing: false, speed: 1, room: 0, asSeenBy: 2, selected: 7, a: 3, b: 1 },
  ...{
    pairChosen: true,
    pinA: { kind: "at", value: 4_000 },
    pinB: { kind: "before", value: 9 },
    layout: "rail",
    rowsBy: "time",
    panes: [3, 0],
    messages: true,
    rowRem: 1.6,
    filter: "-type:=m.room.member is:state",
    keepAnomalies: false,
    stepBy: "event",
    finding: -1,
    help: false,
    palette: false,
    query: "type:topic -sender:@bob /a b/",
    tab: "state",
    resolution: -1,
    step: 0,
    change: "drop:3",
    answers: 0,
    unfolded: [1, 3],
    lesson: 0,
    asked: { kind: "not-in-state", server: 0 },
  },
};

test("what a link carries comes back", () => {
  const { atMs, asSeenBy, selected, a, b, pairChosen, tab, query, change } = state;
  const { layout, rowsBy, panes, messages, pinA, pinB, stepBy, filter, keepAnomalies } = state;
  const { unfolded } = state;
  const shown = { layout, rowsBy, panes, messages, pinA, pinB, stepBy, filter, keepAnomalies };
  const picture = { ...shown, unfolded };
  const carried = { atMs, asSeenBy, selected, a, b, pairChosen, tab, query, change, ...picture };
  expect(readLink(writeLink(state), model)).toEqual(carried);
  const resolving = { ...state, tab: "resolution", resolution: 2, step: 5 };
  expect(readLink(writeLink(resolving), model)).toEqual({
    ...carried,
    ...{ tab: "resolution", resolution: 2, step: 5 },
  });
  const asking: PageState = { ...state, tab: "why", asked: { kind: "not-there", server: 3 } };
  expect(readLink(writeLink(asking), model)).toEqual({
    ...carried,
    ...{ tab: "why", asked: { kind: "not-there", server: 3 } },
  });
});

test("a link to an event opens the tab of events", () => {
  expect(readLink("#e=7", model)).toEqual({ selected: 7, tab: "event" });
});

test("what is not chosen is not in the link", () => {
  const plain: PageState = {
    ...{ ...state, asSeenBy: -1, selected: -1, pairChosen: false, query: "", change: "" },
    ...{ layout: "swim", rowsBy: "rank", panes: [], messages: false, stepBy: "record" },
    ...{ filter: "", keepAnomalies: true, unfolded: [] },
  };
  expect(writeLink(plain)).toBe("#t=5000");
});

test("numbers that do not fit this trace, and words, are left out", () => {
  for (const hash of [
    "",
    "#",
    "#t=99999999&by=9&e=1e9&a=0",
    "#t=-1&e=x&by=",
    "#t=1.5&a=0&b=77",
    "#l=spiral&y=depth&p=0,9&m=2",
    "#p=",
    "#pa=@99999999999&pb=<77777",
    "#pa=x&pb=>",
    "#tab=x&ask=refused@9&res=1e6",
  ]) {
    expect(readLink(hash, model)).toEqual({});
  }
});
