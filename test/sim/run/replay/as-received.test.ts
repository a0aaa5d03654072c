import { describe, expect, test } from "vitest";
import { RoomGraph } from "../../../../sim/protocol/room-graph.ts";
import { RoomStates } from "../../../../sim/protocol/room-states.ts";
import { stateDigest } from "../../../../sim/protocol/state-digest.ts";
import { dialect } from "../../../../sim/protocol/state-res/index.ts";
import { compareDialects, replayAsReceived, silentPorts } from "../../../../sim/run/index.ts";
import { policy, SharedRoom, trustingIntake } from "../../../../sim/server/index.ts";
import { haveVectors } from "../../../vectors.ts";
import { ada, bob, usualRoom } from "../../protocol/room-builder.ts";
import { realRoom, realRoomNames } from "../real-rooms.ts";

function replayAll(name: string, dialect = "synapse") {
  const { room, received } = realRoom(name);
  const names = received.servers.map((server) => server.name);
  const shared = new SharedRoom({
    number: 0,
    version: room.version.id,
    serverNumber: (server) => names.indexOf(server),
    serverCount: names.length,
    intake: trustingIntake,
  });
  for (const { id, pdu } of room.events) shared.graph.add(id, pdu);
  const ports = silentPorts(names);
  return received.servers.map((server, number) =>
    replayAsReceived(shared, server, { number, policy: { ...policy("synapse"), dialect }, ports }),
  );
}

describe("a made-up room, as one server received it", () => {
  /** bob promotes himself no more once he is banned: his late topic fails softly at ada's server. */
  function told(more: { softFailed?: boolean; extremities?: string[] } = {}) {
    const room = usualRoom("11");
    room.member(bob, "ban", { by: ada, id: "$ban" });
    room.state("m.room.topic", { topic: "x" }, { sender: bob, prev: ["$cay"], id: "$late" });
    const names = ["a.test", "b.test", "c.test"];
    const shared = new SharedRoom({
      ...{ number: 0, version: "11", serverCount: 3, intake: trustingIntake },
      serverNumber: (server) => names.indexOf(server),
    });
    for (const { id, pdu } of room.events) shared.graph.add(id, pdu);
    const events = room.events.map(({ id }, n) => ({
      ...{ id, stream: n + 1, receivedMs: n, outlier: false },
      softFailed: id === "$late" && (more.softFailed ?? true),
      state: id === "$late" ? undefined : stateDigest(room.graph, room.after(id)),
    }));
    const { extremities = ["$ban"] } = more;
    const finalState = stateDigest(room.graph, room.after("$ban"));
    const received = { name: "a.test", inRoom: true, extremities, events, finalState };
    const ports = silentPorts(names);
    return replayAsReceived(shared, received, { number: 0, policy: policy("synapse"), ports });
  }

  test("every verdict, state and end agrees with a server that keeps the rules", () => {
    expect(told()).toEqual({
      ...{ name: "a.test", checks: 3, agreed: 3, differences: [], states: 7, statesAgreed: 7 },
      ...{ finalStateEqual: true, extremitiesEqual: true },
    });
  });

  test("a verdict that differs is told with a reason, and the real one is followed", () => {
    const { agreed, differences, extremitiesEqual } = told({
      ...{ softFailed: false, extremities: ["$ban", "$late"] },
    });
    expect([agreed, extremitiesEqual]).toEqual([2, true]);
    expect(differences).toEqual([
      {
        ...{ event: "$late", real: "accepted", ours: "soft-failed" },
        reason: "its check ran before $ban, made or joined here, had a place",
        raced: true,
      },
    ]);
  });

  test("other extremities than the real ones are seen", () => {
    expect(told({ extremities: ["$cay"] }).extremitiesEqual).toBe(false);
  });
});

describe.runIf(haveVectors)("real rooms, as each server received them", () => {
  test.each(realRoomNames)("%s: states, final states and extremities are Synapse's", (name) => {
    for (const server of replayAll(name)) {
      expect([server.name, server.statesAgreed]).toEqual([server.name, server.states]);
      expect(server.states).toBeGreaterThan(40);
      expect(server.finalStateEqual ?? true).toBe(true);
      expect([server.name, server.extremitiesEqual]).toEqual([server.name, true]);
    }
  });

  test("at least 99.5 % of the soft-failure verdicts are equal, the others have a reason", () => {
    const servers = realRoomNames.flatMap((name) => replayAll(name));
    const checks = servers.reduce((sum, server) => sum + server.checks, 0);
    const agreed = servers.reduce((sum, server) => sum + server.agreed, 0);
    expect(checks).toBe(3767);
    expect(agreed / checks).toBeGreaterThanOrEqual(0.995);
    const reasons = servers.flatMap((server) => server.differences.map((d) => d.reason));
    expect(reasons).toHaveLength(checks - agreed);
    for (const reason of reasons) expect(reason).not.toContain("no current state");
  });

  test.each(realRoomNames)("%s: at the moment of their checks 99.5 %% are equal", (name) => {
    // The files tell when events got their places, not when their checks ran: a check may have
    // missed what the server made itself, or let in, since the last event of its queue.
    const servers = replayAll(name);
    const checks = servers.reduce((sum, server) => sum + server.checks, 0);
    const differences = servers.flatMap((server) => server.differences);
    expect(differences.filter(({ raced }) => !raced).length / checks).toBeLessThanOrEqual(0.005);
    expect(differences.length / checks).toBeLessThanOrEqual(0.01);
  });

  test("the text's dialect parts from Synapse's in 20 of 740 merges", () => {
    let [merges, apart] = [0, 0];
    for (const name of realRoomNames) {
      const { room } = realRoom(name);
      const graph = RoomGraph.of(room.version, room.events);
      const compared = compareDialects(graph, { base: "synapse", other: "spec" });
      merges += compared.merges;
      apart += compared.differences.length;
    }
    expect([apart, merges]).toEqual([20, 740]);
  });

  test.each(realRoomNames)(
    "%s: one switch put into the text gives every state of Synapse",
    (name) => {
      const { room, received } = realRoom(name);
      const graph = RoomGraph.of(room.version, room.events);
      const states = new RoomStates(graph, {
        dialect: { ...dialect("spec"), name: "mended", chainIncludesState: true },
      });
      const digests = new Map<number, string>();
      for (const { id, state } of received.servers.flatMap((server) => server.events)) {
        if (state === undefined) continue;
        const after = states.after(graph.indexOf(id));
        if (!digests.has(after)) digests.set(after, stateDigest(graph, after));
        expect([id, digests.get(after)]).toEqual([id, state]);
      }
      expect(digests.size).toBeGreaterThan(20);
    },
  );

  test("another dialect does not reproduce them: the comparison can fail", () => {
    const servers = replayAll("mixed-v10", "spec");
    expect(servers.some((server) => server.statesAgreed < server.states)).toBe(true);
  });
});
