// The reverse topological power ordering.
import { expect, test } from "vitest";
import { dialect } from "../../../../sim/protocol/state-res/dialect.ts";
import {
  ownPower,
  powerDecisions,
  powerOrder,
} from "../../../../sim/protocol/state-res/power-order.ts";
import {
  ada,
  bob,
  cay,
  usualLevels,
  usualRoom,
  versions,
  type RoomBuilder,
} from "../room-builder.ts";

const spec = dialect("spec");

const order = (room: RoomBuilder, ...ids: string[]) => {
  const events = ids.map((id) => room.index(id));
  const found = powerOrder(room.graph, { events, conflicted: events, dialect: spec });
  return { ...found, ids: found.order.map((event) => room.graph.id(event)) };
};

test.each(versions)("power comes from the event's own auth events (version %s)", (version) => {
  const room = usualRoom(version);
  const raised = { ...usualLevels(version), users: { [cay]: 30 } };
  const levels = room.state("m.room.power_levels", raised, { id: "$raised" });
  const create = version === "12" ? [] : ["$create"];
  const early = room.say(cay, { auth: [...create, "$levels"] });
  const late = room.say(cay, { auth: [...create, levels] });
  const without = room.say(cay, { auth: create });
  const power = (id: string) => ownPower(room.graph, room.index(id));
  expect([early, late, without].map(power)).toEqual([0, 30, 0]);
  expect(power(room.say(ada, { auth: create }))).toBe(version === "12" ? Infinity : 100);
});

test("more power goes first, then the earlier timestamp, then the lesser ID", () => {
  const room = usualRoom("11");
  const rules = (id: string, sender: string, ts: number) =>
    room.state("m.room.join_rules", {}, { id, sender, ts, prev: ["$cay"] });
  rules("$b", bob, 5);
  rules("$a", bob, 5);
  rules("$c", bob, 4);
  rules("$d", ada, 6);
  const found = order(room, "$b", "$a", "$c", "$d");
  expect(found.ids).toEqual(["$d", "$c", "$a", "$b"]);
  expect(found.powers).toEqual([100, 50, 50, 50]);
  const decisions = powerDecisions(room.graph, found, spec);
  expect(decisions.map(({ by }) => by)).toEqual(["power", "timestamp", "event id"]);
});

test("an event comes after what it cites, however weak and late that is", () => {
  const room = usualRoom("11");
  const weak = room.member(cay, "join", { id: "$weak", ts: 9e9 });
  const kick = room.member(cay, "leave", { by: ada, id: "$kick", ts: 1 });
  const found = order(room, kick, weak);
  expect(found.ids).toEqual([weak, kick]);
  expect(powerDecisions(room.graph, found, spec)[0].by).toBe("auth chain");
});

test("IDs are compared by code point", () => {
  const room = usualRoom("11");
  const ids = ["$\u{1f600}", "$\ufb33"];
  for (const id of ids) room.state("m.room.join_rules", {}, { id, ts: 5, prev: ["$cay"] });
  expect(order(room, ...ids).ids).toEqual(["$\ufb33", "$\u{1f600}"]);
});
