// Auth chains are what following auth events gives, each event after what it rests on.
import fc from "fast-check";
import { expect, test } from "vitest";
import { authChainOf, chainLinks } from "../../../viz/model/auth-chain.ts";
import { buildModel, type Model } from "../../../viz/model/model.ts";
import { dagOf, dagRecords } from "../random-dag.ts";
import { scenarioModel } from "../scenario-models.ts";

test("all that an event rests on, parents first", () => {
  fc.assert(
    fc.property(dagOf(50), fc.nat(), (dag, pick) => {
      const model = buildModel(dagRecords(dag));
      const event = pick % model.events.length;
      const { events, leftOut } = authChainOf(model, [event]);
      const found = new Set([event]);
      for (const each of found) for (const parent of model.events[each].auth) found.add(parent);
      expect(new Set(events)).toEqual(found);
      expect([leftOut, events.length]).toEqual([0, found.size]);
      events.forEach((each, place) => {
        for (const parent of model.events[each].auth) {
          expect(events.indexOf(parent)).toBeLessThan(place);
        }
      });
    }),
  );
});

test("of too many the nearest are kept, and what is left out is counted", () => {
  const dag = Array.from({ length: 50 }, () => ({ server: 0, waitMs: 1, back: [0] }));
  const model = buildModel(dagRecords(dag));
  expect(authChainOf(model, [49], { most: 10 })).toEqual({
    events: [40, 41, 42, 43, 44, 45, 46, 47, 48, 49],
    leftOut: 40,
    hidden: 0,
  });
});

test("links in a circle, and an event that is not there, end", () => {
  const records = dagRecords([{ server: 0, waitMs: 0, back: [] }]);
  const [meta, event] = records;
  if (event.kind !== "event") throw new Error("no event");
  const pdu = { type: "m.x", prev_events: [], auth_events: ["$b"] };
  const other = { type: "m.x", prev_events: [], auth_events: ["$0", "$b"] };
  const model = buildModel([
    ...[meta, { ...event, pdu }],
    { ...event, index: 1, id: "$b", pdu: other },
  ]);
  expect(new Set(authChainOf(model, [0, 99, -1]).events)).toEqual(new Set([0, 1]));
});

test("a real event rests on its room's power levels and its sender's join", () => {
  const model = scenarioModel("netsplit-ban");
  const ban = model.events.findIndex(({ content }) => content["membership"] === "ban");
  const types = authChainOf(model, [ban]).events.map((event) => model.events[event].type);
  expect(types).toContain("m.room.power_levels");
  expect(types).toContain("m.room.member");
});

test("of a filtered chain the shown events stay, and links lead over what is hidden", () => {
  fc.assert(
    fc.property(dagOf(40), fc.nat(), fc.nat(), (dag, pick, seed) => {
      const model = buildModel(dagRecords(dag));
      const count = model.events.length;
      const asked = pick % count;
      const shown = Uint8Array.from({ length: count }, (_, at) =>
        (at * 7 + seed) % 3 === 0 ? 0 : 1,
      );
      const whole = authChainOf(model, [asked]);
      const { events, hidden, leftOut } = authChainOf(model, [asked], { shown });
      const stays = whole.events.filter((event) => shown[event] === 1 || event === asked);
      expect(events).toEqual(stays);
      expect([hidden, leftOut]).toEqual([whole.events.length - stays.length, 0]);
      const links = chainLinks(model, events, shown);
      for (const event of events) {
        const expected = naiveEnds(model, event, new Set(events));
        expect(new Set(links.parentsOf(event))).toEqual(expected);
        for (const parent of expected) {
          expect(links.isOver(parent, event)).toBe(!model.events[event].auth.includes(parent));
          expect(events.indexOf(parent)).toBeLessThan(events.indexOf(event));
        }
      }
    }),
  );
});

/** Where all ways from an event end, each at the first event that is there. */
function naiveEnds(model: Model, event: number, there: ReadonlySet<number>): Set<number> {
  const ends = new Set<number>();
  for (const parent of model.events[event].auth) {
    if (there.has(parent)) ends.add(parent);
    else for (const end of naiveEnds(model, parent, there)) ends.add(end);
  }
  return ends;
}
