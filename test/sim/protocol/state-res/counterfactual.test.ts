// What would have let another event win: found by trying, so tried here on rooms where it is known.
import { expect, test } from "vitest";
import { explainResolution } from "../../../../sim/protocol/state-res/explain.ts";
import type { Change } from "../../../../sim/protocol/state-res/counterfactual.ts";
import { ada, bob, cay, dan, usualLevels, usualRoom, type RoomBuilder } from "../room-builder.ts";

/** The changes for an event that lost. */
function changesFor(room: RoomBuilder, ends: readonly string[], loser: string): readonly Change[] {
  const states = ends.map((end) => room.after(end));
  const { keys } = explainResolution(room.graph, states, { counterfactuals: true });
  const all = keys.flatMap(({ otherwise = [] }) => otherwise);
  const found = all.find(({ event }) => event.id === loser);
  if (found === undefined) throw new Error(`${loser} lost nothing`);
  return found.changes;
}

const topic = (room: RoomBuilder, id: string, sender: string, ts: number, more: object = {}) =>
  room.state("m.room.topic", {}, { id, sender, ts, prev: ["$cay"], ...more });

test("a topic that was too early needs the least later time that is enough", () => {
  for (const [one, other, to] of [
    ["$a", "$b", 2_005_001],
    // At the same time the greater ID comes later and stays.
    ["$b", "$a", 2_005_000],
  ] as const) {
    const room = usualRoom("11");
    topic(room, one, ada, 2_000_000);
    topic(room, other, bob, 2_005_000);
    const expected = [{ kind: "timestamp", from: 2_000_000, to }];
    expect(changesFor(room, [one, other], one)).toEqual(expected);
  }
});

test("an event that lost by depth needs another depth, and no other time helps", () => {
  const room = usualRoom("1");
  topic(room, "$late", ada, 9_000_000);
  topic(room, "$deep", bob, 1_000, { spoil: { depth: 40 } });
  const [change, ...more] = changesFor(room, ["$late", "$deep"], "$late");
  expect(more).toEqual([]);
  expect(change).toMatchObject({ kind: "depth", from: 7 });
  expect([40, 41]).toContain((change as { to: number }).to);
});

test("a kick that the promoted user's power refused needs one more level", () => {
  const room = usualRoom("11");
  room.member(cay, "leave", { by: bob, id: "$kick", prev: ["$cay"] });
  const users = { [ada]: 100, [bob]: 50, [cay]: 60 };
  const content = { ...usualLevels("11"), users };
  room.state("m.room.power_levels", content, { id: "$promoted", prev: ["$cay"] });
  expect(changesFor(room, ["$kick", "$promoted"], "$kick")).toMatchObject([
    { kind: "power", user: bob, from: 50, to: 61, levels: { id: "$promoted" } },
  ]);
});

test("an event that lost for what it stands on would win if it stood on the other side", () => {
  // Under the newer power levels bob's topic comes last and stays, under the older ones first.
  const room = usualRoom("11");
  const newer = { ...usualLevels("11"), events: { "m.room.topic": 50 } };
  room.state("m.room.power_levels", newer, { id: "$newer", prev: ["$cay"] });
  topic(room, "$there", ada, 2_000_000, { prev: ["$newer"] });
  topic(room, "$here", bob, 9_000_000);
  const changes = changesFor(room, ["$there", "$here"], "$here");
  const parent = changes.find(({ kind }) => kind === "parent");
  expect(parent).toMatchObject({ cites: [{ id: "$newer" }] });
  expect(changes.some(({ kind }) => kind === "timestamp")).toBe(false);
});

test("who is refused for good is told that no change alone would help", () => {
  const room = usualRoom("12");
  room.member(dan, "invite", { by: cay, id: "$invite", prev: ["$cay"] });
  room.member(dan, "ban", { by: bob, id: "$ban", prev: ["$cay"] });
  expect(changesFor(room, ["$invite", "$ban"], "$invite")).toEqual([]);
});

test("nothing is tried unless it is asked for", () => {
  const room = usualRoom("11");
  topic(room, "$a", ada, 1);
  topic(room, "$b", ada, 2);
  const states = ["$a", "$b"].map((end) => room.after(end));
  const { keys } = explainResolution(room.graph, states);
  expect(keys.every(({ otherwise }) => otherwise === undefined)).toBe(true);
});
