import { expect, test } from "vitest";
import { compareForks, forksOf } from "../../../loadtest/federation/fork-states.ts";
import { publicRoom, startOrigins, tipsAt, userOf } from "../../sim/bridge/worlds.ts";

/**
 * A room whose last three events are two topics on one event, and a message on both.
 *
 *     … ← one ← both
 *     … ← two ←
 */
async function forked() {
  const origins = await startOrigins(2);
  const [ann, bob] = ["ann", "bob"].map((name, n) => userOf(origins, name, n));
  const room = origins.createRoom({ user: ann, version: "11", setup: publicRoom });
  await origins.join({ user: bob, room: room.roomId, via: origins.names[0] });
  const { graph } = room;
  const replica = origins.servers[0].replicas[room.number]!;
  return { origins, room, graph, replica, ann, bob };
}

test("a straight room has no forks", async () => {
  const origins = await startOrigins(1);
  const user = userOf(origins, "ann");
  const room = origins.createRoom({ user, version: "11", setup: publicRoom });
  await origins.act(room, user, { kind: "topic", topic: "one" });
  const { graph } = room;
  const straight = Array.from({ length: graph.count }, (_unused, n) => n);
  expect(straight.filter((event) => [...graph.prevs(event)].length > 1)).toEqual([]);
  expect(forksOf(room)).toEqual([]);
});

test("a slot that differs before an event is told with both holders; silence is counted", async () => {
  const { origins, room, graph, replica, ann, bob } = await forked();
  const before = forksOf(room);
  // Both speak before either has heard of the other, and then one on top of both.
  await Promise.all([
    origins.act(room, ann, { kind: "topic", topic: "one" }),
    origins.act(room, bob, { kind: "message", body: "two" }),
  ]);
  await expect.poll(() => [0, 1].map((n) => tipsAt(origins, room, n).length)).toEqual([2, 2]);
  await origins.act(room, ann, { kind: "message", body: "both" });
  const forks = forksOf(room).filter((event) => !before.includes(event));
  expect(forks).toHaveLength(3);
  const last = graph.id(forks[2]);
  const mine = new Map<string, string>();
  graph.states.forEach(replica.stateBefore(forks[2]), (slot, event) => {
    mine.set(graph.slots.text(slot), graph.id(event));
  });
  const topic = mine.get("m.room.topic\0")!;
  const stateBefore = (theirs: ReadonlyMap<string, string>) => ({
    stateBefore: async (id: string) => (id === last ? theirs : undefined),
  });
  const withJoin = new Set([graph.id(forks[0]), last]);
  const same = await compareForks(room, { replica, withJoin, other: stateBefore(mine) });
  // What it told it told, however it came to know it.
  expect(same).toMatchObject({ told: 1, withJoin: 1, differing: [] });
  expect(same.asked).toBeGreaterThanOrEqual(3);
  mine.set("m.room.topic\0", "$other");
  const other = await compareForks(room, { replica, withJoin, other: stateBefore(mine) });
  const slot = { type: "m.room.topic", stateKey: "", ours: topic, theirs: "$other" };
  expect(other.differing).toEqual([{ id: last, slots: [slot] }]);
});
