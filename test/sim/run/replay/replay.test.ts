import { describe, expect, test } from "vitest";
import { replay, replayFaults } from "../../../../sim/run/index.ts";
import { haveVectors } from "../../../vectors.ts";
import { realRoom, realRoomNames } from "../real-rooms.ts";

describe.runIf(haveVectors)("replay of real rooms under faults", () => {
  test.each(realRoomNames)("%s converges, or says who was left behind and why", (name) => {
    const { room } = realRoom(name);
    for (const faults of replayFaults) {
      for (const seed of ["1", "2", "3", "4", "5"]) {
        const input = { roomName: name, version: room.version.id, events: room.events };
        const result = replay({ ...input, servers: 4, faults, seed, trace: "summary" });
        expect(result.unsent).toEqual([]);
        for (const server of result.servers) {
          if (server.asAllAtOnce) expect(server.differs).toEqual([]);
          else expect(server.why).not.toBe("");
        }
        if (result.asAllAtOnce) expect(result.converged).toBe(true);
      }
    }
  });

  test.each(["duel-v11", "five-v12", "join-race-v11", "still-split-v12"])(
    "%s ends everywhere as resolving everything at once, whatever the faults",
    (name) => {
      const { room } = realRoom(name);
      for (const faults of replayFaults) {
        const input = { roomName: name, version: room.version.id, events: room.events };
        const result = replay({ ...input, servers: 3, faults, seed: "7", trace: "summary" });
        expect([faults, result.converged]).toEqual([faults, true]);
      }
    },
  );

  test("the same input gives the same hash, another seed another", () => {
    const { room } = realRoom("duel-v11");
    const input = { roomName: "duel", version: "11", events: room.events, servers: 3 };
    const hash = (seed: string) => replay({ ...input, faults: "halves", seed }).hash;
    expect(hash("1")).toBe(hash("1"));
    expect(hash("2")).not.toBe(hash("1"));
  });
});
