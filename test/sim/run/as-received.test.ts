import { describe, expect, test } from "vitest";
import { replayAsReceived, silentPorts } from "../../../sim/run/index.ts";
import { policy, SharedRoom, trustingIntake } from "../../../sim/server/index.ts";
import { haveVectors } from "../../vectors.ts";
import { realRoom, realRoomNames } from "./real-rooms.ts";

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

  test("another dialect does not reproduce them: the comparison can fail", () => {
    const servers = replayAll("mixed-v10", "spec");
    expect(servers.some((server) => server.statesAgreed < server.states)).toBe(true);
  });
});
