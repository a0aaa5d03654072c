// Auth chains are what following auth events gives, each event after what it rests on.
import fc from "fast-check";
import { expect, test } from "vitest";
import { authChainOf } from "../../../viz/model/auth-chain.ts";
import { buildModel } from "../../../viz/model/model.ts";
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
  expect(authChainOf(model, [49], 10)).toEqual({
    events: [40, 41, 42, 43, 44, 45, 46, 47, 48, 49],
    leftOut: 40,
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
