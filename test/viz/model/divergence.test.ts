// The heat map's numbers against a literal twin that looks at every server at every instant.
import { describe, expect, test } from "vitest";
import { partsOf, scaleOf } from "../../../viz/layout/time-scale.ts";
import { divergenceOf } from "../../../viz/model/divergence.ts";
import { buildModel, type Model } from "../../../viz/model/model.ts";
import { campsAt, currentAt, stateDifference } from "../../../viz/model/queries.ts";
import { scenarioModel } from "../scenario-models.ts";
import { syntheticTrace } from "../synthetic-trace.ts";

/** By instant: the most common state (the one before, where several are), and who differs. */
function literal(model: Model, room: number) {
  let common = -1;
  return [...model.moments].map((atMs) => {
    const camps = campsAt(model, atMs, room);
    const most = Math.max(0, ...camps.map(({ servers }) => servers.length));
    const held = camps.find(({ state }) => state === common)?.servers.length ?? 0;
    const larger = camps.filter(({ servers }) => servers.length === most).map((c) => c.state);
    if (held < most) common = larger.length === 1 ? larger[0] : NaN;
    const slots = model.meta.servers.map((_, server) => {
      const state = currentAt(model, server, atMs, room);
      return state === undefined || Number.isNaN(common)
        ? 0
        : stateDifference(model, state, common).length;
    });
    return { atMs, camps: camps.length, tied: Number.isNaN(common), slots };
  });
}

describe.each([
  ["netsplit-ban", scenarioModel("netsplit-ban")],
  ["synthetic", buildModel(syntheticTrace({ events: 120, servers: 5 }))],
])("%s", (_, model) => {
  const edges = partsOf(scaleOf(model), 40);
  const found = divergenceOf(model, 0, edges);
  const twin = literal(model, 0);
  const inBin = (bin: number) => {
    const own = twin.filter(({ atMs }) => {
      return atMs >= edges[bin] && (atMs < edges[bin + 1] || bin === found.bins - 1);
    });
    const before = twin.findLast(({ atMs }) => atMs < edges[bin]);
    return before === undefined ? own : [before, ...own];
  };

  test("each server's most differing slots in each stretch", () => {
    for (let bin = 0; bin < found.bins; bin++) {
      const instants = inBin(bin);
      if (instants.some(({ tied }) => tied)) continue;
      for (let server = 0; server < model.meta.servers.length; server++) {
        const expected = Math.max(0, ...instants.map(({ slots }) => slots[server]));
        expect(found.slots[server * found.bins + bin]).toBe(expected);
      }
      const apart = instants.map(({ slots }) => slots.filter((count) => count > 0).length);
      expect(found.apart[bin]).toBe(Math.max(0, ...apart));
      expect(found.camps[bin]).toBe(Math.max(0, ...instants.map(({ camps }) => camps)));
    }
    expect(Math.max(...found.slots)).toBeGreaterThan(1);
  });

  test("who differs in a stretch differs for a part of it, all of it inside a split", () => {
    found.slots.forEach((slots, at) => expect(found.share[at] > 0).toBe(slots > 0));
    const [band] = model.faults;
    const inside = [...edges.keys()].filter((bin) => {
      return edges[bin] > band.startMs + 9_000 && edges[bin + 1] < band.endMs;
    });
    const full = inside.filter((bin) => {
      return model.meta.servers.some((_, server) => found.share[server * found.bins + bin] === 255);
    });
    expect(full.length).toBe(inside.length);
  });
});

test("a room in which nobody is has no divergence", () => {
  const model = buildModel(syntheticTrace({ events: 5 }));
  const found = divergenceOf(model, 7, Float64Array.of(0, 10, model.endMs));
  expect(Math.max(...found.slots, ...found.apart, ...found.camps)).toBe(0);
});
