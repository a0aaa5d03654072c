import { expect, test } from "vitest";
import { compareStates } from "../../../loadtest/federation/state-difference.ts";
import { publicRoom, startOrigins, userOf } from "../../sim/bridge/worlds.ts";

test("slots that differ are told with both events and what is made of them", async () => {
  const origins = await startOrigins(1);
  const user = userOf(origins, "ann");
  const room = origins.createRoom({ user, version: "11", setup: publicRoom });
  await origins.act(room, user, { kind: "topic", topic: "old" });
  await origins.act(room, user, { kind: "topic", topic: "new" });
  const { graph } = room;
  const [old, now] = [graph.id(graph.count - 2), graph.id(graph.count - 1)];
  const topic = "m.room.topic\0";
  const replica = origins.servers[0].replicas[room.number]!;
  const found = await compareStates(room, {
    ours: new Map([
      [topic, now],
      ["m.room.name\0", "$same"],
    ]),
    theirs: new Map([
      [topic, old],
      ["m.room.name\0", "$same"],
      ["m.room.member\0@eve:x", "$strange"],
    ]),
    replica,
    other: {
      fateOf: async (id) => (id === old ? "shown" : "not held"),
      stateBefore: async (id) => (id === now ? new Map([[topic, old]]) : undefined),
      extremities: async () => [old],
    },
    reasons: new Map([[now, "rule 5"]]),
  });
  expect(found).toMatchObject([
    {
      ...{ type: "m.room.member", stateKey: "@eve:x" },
      theirs: { id: "$strange", ourVerdict: "unknown", theirFate: "not held" },
      trail: [],
    },
    {
      ...{ type: "m.room.topic", stateKey: "" },
      ours: { id: now, content: { topic: "new" }, ourVerdict: "accepted", ourReason: "rule 5" },
      theirs: { id: old, content: { topic: "old" }, sender: user, theirFate: "shown" },
      // How each side got there: both had the old topic before the new one; only here is it a tip.
      trail: [{ id: old }, { id: now, oursBefore: old, theirsBefore: old, theirFate: "not held" }],
      tips: { ours: [{ id: now, holder: now }], theirs: [{ id: old, holder: old }] },
    },
  ]);
});
