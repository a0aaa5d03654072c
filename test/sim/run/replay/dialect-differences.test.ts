import { describe, expect, test } from "vitest";
import { RoomGraph } from "../../../../sim/protocol/room-graph.ts";
import { compareDialects } from "../../../../sim/run/index.ts";
import { haveVectors } from "../../../vectors.ts";
import { realRoom } from "../real-rooms.ts";

describe.runIf(haveVectors)("compareDialects", () => {
  test.each([
    ["banned-side-v12", 1],
    ["join-race-v11", 1],
    ["mixed-v10", 6],
    ["still-split-v12", 12],
    ["duel-v11", 0],
    ["five-v12", 0],
    ["long-cut-v10", 0],
  ] as const)("finds that %s has %i merges at which the text parts from Synapse", (name, count) => {
    const { room } = realRoom(name);
    const graph = RoomGraph.of(room.version, room.events);
    const { differences } = compareDialects(graph, { base: "synapse", other: "spec" });
    expect(differences).toHaveLength(count);
    for (const { slots, replayedThoughShared } of differences) {
      expect(slots.length).toBeGreaterThan(0);
      expect(replayedThoughShared.length).toBeGreaterThan(0);
    }
    expect(compareDialects(graph, { base: "synapse", other: "synapse" }).differences).toEqual([]);
  });
});
