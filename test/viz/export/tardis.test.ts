import { expect, test } from "vitest";
import { importRoom } from "../../../sim/import/index.ts";
import { tardisOf } from "../../../viz/export/tardis.ts";
import { scenarioModel } from "../scenario-models.ts";

test("the scenario is read back: same events, states, and words on what was refused", () => {
  const model = scenarioModel("netsplit-ban");
  const result = importRoom(tardisOf(model), { fileName: "room.json" });
  if (!result.ok) throw new Error(result.problem.message);
  const { room, noteCounts } = result;
  expect(room.events.map(({ id }) => id)).toEqual(model.events.map(({ id }) => id));
  expect(room.version.id).toBe("12");
  expect([...noteCounts.keys()]).toEqual([]);
  expect([...(room.annotations?.titles.values() ?? [])].join()).toContain("alpha: soft-failed");
  expect(room.stateAfter?.size).toBe(model.events.length);
});
