// The bar of a shared lane says of its servers what each of their own lanes would.
import { expect, test } from "vitest";
import { laneGroups, lanesOfGroups, columnsOfLanes } from "../../../viz/layout/index.ts";
import { laneStandings, sharedLaneShapes } from "../../../viz/draw/shared-lane.ts";
import { buildModel } from "../../../viz/model/index.ts";
import { syntheticTrace } from "../synthetic-trace.ts";
import { sceneView } from "./scene-view.ts";

const model = buildModel(syntheticTrace({ events: 90, servers: 30 }));
const lanes = lanesOfGroups(laneGroups(model, 0), { unfolded: [0], alone: [3] });
const columns = columnsOfLanes(lanes, { widthPx: 900, remPx: 14 });

test("counts are those of the servers one by one, at every instant", () => {
  expect(lanes.members.size).toBeGreaterThan(0);
  for (const share of [0.2, 0.5, 0.8, 1]) {
    const atMs = model.endMs * share;
    for (let event = 0; event < model.events.length; event += 7) {
      const standings = laneStandings(model, columns, { event, atMs });
      for (const [lane, { servers }] of lanes.members) {
        const verdicts = servers.map((server) => model.arrivals.verdictAt(server, event, atMs));
        const has = verdicts.filter((each) => each !== undefined && each !== "dropped");
        const bad = ["soft-failed", "rejected", "dropped"];
        const refused = verdicts.filter((each) => each !== undefined && bad.includes(each));
        expect(standings.get(lane)).toMatchObject({
          ...{ all: servers.length, known: has.length, refused: refused.length },
        });
      }
    }
  }
});

test("a bar is whole only where all have the event, and nothing where nobody has", () => {
  const view = { ...sceneView(model), columns };
  const lane = [...lanes.members.keys()][0];
  for (const event of model.events) {
    const { all, known } = laneStandings(model, columns, {
      event: event.index,
      atMs: view.atMs,
    }).get(lane)!;
    const rects = sharedLaneShapes(view, event, "disc").filter(({ shape }) => shape === "rect");
    const [track, bar] = rects as { w: number; color: string }[];
    if (known === 0)
      expect(bar?.color).toSatisfy((color) => color === undefined || color === "rule");
    else expect(bar.w === track.w).toBe(known === all);
  }
});
