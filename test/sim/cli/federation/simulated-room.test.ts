import { expect, test } from "vitest";
import { scenarios } from "../../../../scenarios/index.ts";
import { simulate } from "../../../../sim/cli/federation/federation-verify.ts";
import { generate, type Scenario } from "../../../../sim/run/index.ts";
import { serverOf } from "../../../../sim/protocol/event.ts";
import { RoomGraph } from "../../../../sim/protocol/room-graph.ts";

test("a story is told under the origins' names, each event after those that it stands on", async () => {
  const plan = generate(scenarios.get("netsplit-ban") as Scenario, {
    seed: "3",
    roomVersion: "11",
  });
  const room = await simulate(plan);
  expect(room.names.every((name) => name.startsWith("127.0.1."))).toBe(true);
  const told = new Set<string>();
  for (const { id, pdu, origin } of room.events) {
    expect(pdu.prev_events.every((prev) => told.has(String(prev)))).toBe(true);
    expect(serverOf(pdu.sender)).toBe(room.names[origin]);
    told.add(id);
  }
  expect(room.founding).toBeGreaterThan(4);
  expect(room.events.length).toBeGreaterThan(room.founding + 5);
});

test("the final state is put together from the trace's differences", async () => {
  const plan = generate(scenarios.get("netsplit-ban") as Scenario, {
    seed: "3",
    roomVersion: "12",
  });
  const { finalState, events, version } = await simulate(plan);
  const graph = RoomGraph.of(version, events);
  const slots = finalState.map((id) => graph.slot(graph.indexOf(id)));
  expect(new Set(slots).size).toBe(slots.length);
  const banned = finalState.map((id) => graph.pdu(graph.indexOf(id)).content.membership);
  expect(banned).toContain("ban");
});
