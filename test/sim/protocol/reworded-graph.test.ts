// Reading a room in other words: the same indexes and states, another verdict.
import { expect, test } from "vitest";
import { authorise } from "../../../sim/protocol/auth/index.ts";
import { redactedReading, rewordedGraph } from "../../../sim/protocol/reworded-graph.ts";
import { ada, bob, cay, Town } from "../server/harness.ts";

const eve = "@eve:e.test";

/** A room whose guests may not invite, and an invitation that one of them forges. */
function room(version: string) {
  const town = new Town({ version });
  town.found([bob, cay]);
  const levels = town.do(ada, { kind: "levels", change: { invite: 50 } });
  town.run();
  const content = { membership: "invite" };
  const prev = town.tips(0);
  const invitation = { sender: cay, type: "m.room.member", stateKey: eve, content, prev };
  return { town, graph: town.room.graph, levels, event: town.forge(invitation) };
}

test.each(["3", "6", "10", "11", "12"])(
  "redaction takes the level for invitations up to version 10: %s",
  (version) => {
    const { town, graph, levels, event } = room(version);
    const state = town.replica(0).current;
    expect(authorise(graph, event, state)).toMatchObject({ ok: false });
    const text = redactedReading(graph, levels);
    expect(text === undefined).toBe(Number(version) >= 11);
    if (text === undefined) return;
    const other = rewordedGraph(graph, new Map([[levels, text]]));
    expect(authorise(other, event, state)).toEqual({ ok: true });
    expect(other.pdu(event)).toBe(graph.pdu(event));
    // What the shared graph had to say is as before.
    expect(authorise(graph, event, state)).toMatchObject({ ok: false });
  },
);

test("indexes, edges, states and what comes later are the shared graph's", () => {
  const { town, graph, levels } = room("10");
  const other = rewordedGraph(graph, new Map([[levels, graph.pdu(levels)]]));
  expect(other.states).toBe(graph.states);
  const later = town.say(ada);
  expect([other.count, other.indexOf(graph.id(later))]).toEqual([graph.count, later]);
  expect([...other.prevs(later)]).toEqual([...graph.prevs(later)]);
  expect([other.create, other.slot(levels), other.has(later)]).toEqual([
    ...[graph.create, graph.slot(levels), true],
  ]);
});

test("what rules do not read is the same to them in redacted form", () => {
  const { town, graph } = room("11");
  expect(redactedReading(graph, town.say(ada))).toBeUndefined();
  expect(redactedReading(graph, town.current(0, "m.room.member", ada))).toBeUndefined();
  expect(redactedReading(graph, town.current(0, "m.room.join_rules"))).toBeUndefined();
  const policy = town.do(ada, { kind: "policy-server", via: 1 });
  expect(redactedReading(graph, policy)?.content).toEqual({});
});
