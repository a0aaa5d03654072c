// A turn is told where a resolution takes something back, and nowhere else.
import { expect, test } from "vitest";
import { turnsOf, turnText } from "../../../viz/model/turns.ts";
import { stateDifference } from "../../../viz/model/queries.ts";
import { scenarioModel } from "../scenario-models.ts";

const model = scenarioModel("netsplit-ban");

test("after the netsplit charlie and bravo lose the topic, and andy is back: told once", () => {
  const turns = turnsOf(model);
  expect(turns.length).toBe(1);
  const [turn] = turns;
  expect(turn.servers.map((server) => model.serverNames[server]).sort()).toEqual([
    "bravo",
    "charlie",
  ]);
  expect(turn.times).toEqual([...turn.times].sort((a, b) => a - b));
  expect(turnText(model, turn)).toBe(
    "@andy:alpha leave → join; topic “carol keeps order here” → nothing",
  );
  expect(turnsOf(model)).toBe(turns);
});

test("every slot of a turn did change at its instant, to nothing or to something old", () => {
  for (const name of ["netsplit-ban", "incident-room", "power-duel", "join-rule-race"]) {
    const each = scenarioModel(name);
    for (const { servers, times, slots, room } of turnsOf(each)) {
      servers.forEach((server, at) => {
        const before = each.currents.at(server, room, times[at] - 1) ?? -1;
        const after = each.currents.at(server, room, times[at]) ?? -1;
        const all = stateDifference(each, before, after);
        for (const slot of slots) {
          expect(all).toContainEqual(slot);
          if (slot.b === undefined) continue;
          expect(each.arrivals.verdictAt(server, slot.b, times[at] - 1)).toBeDefined();
        }
      });
    }
  }
});

test("where all goes well there is none", () => {
  expect(turnsOf(scenarioModel("one-error-outage"))).toEqual([]);
});
