// Which events are power events, and the reverse topological power ordering.
import { expect, test } from "vitest";
import { dialect } from "../../../../sim/protocol/state-res/dialect.ts";
import {
  isPowerEvent,
  ownPower,
  powerDecisions,
  powerEventsOf,
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
import { names } from "./rooms.ts";

const spec = dialect("spec");
const synapse = dialect("synapse");

const order = (room: RoomBuilder, ...ids: string[]) => {
  const events = ids.map((id) => room.index(id));
  const found = powerOrder(room.graph, { events, conflicted: events, dialect: spec });
  return { ...found, ids: found.order.map((event) => room.graph.id(event)) };
};

test("power events are power levels, join rules, kicks and bans", () => {
  const room = usualRoom("11");
  const ids = {
    kick: room.member(cay, "leave", { by: bob }),
    ban: room.member(cay, "ban", { by: bob }),
    leave: room.member(bob, "leave"),
    invite: room.member(cay, "invite", { by: ada }),
    topic: room.state("m.room.topic", {}),
    message: room.say(ada, { type: "m.room.power_levels" }),
  };
  const power = (id: string) => isPowerEvent(room.graph, room.index(id), spec);
  expect([ids.kick, ids.ban, "$levels", "$rules"].every(power)).toBe(true);
  expect([ids.leave, ids.invite, ids.topic, ids.message, "$ada", "$create"].some(power)).toBe(
    false,
  );
});

test("the dialects part over the create event and over state keys", () => {
  const room = usualRoom("11");
  const odd = room.add({ type: "m.room.join_rules", stateKey: "odd" });
  const power = (id: string) =>
    [spec, synapse].map((preset) => isPowerEvent(room.graph, room.index(id), preset));
  expect(power("$create")).toEqual([false, true]);
  expect(power(odd)).toEqual([true, false]);
});

test("members of the set that a power event stands on come with it, others do not", () => {
  const room = usualRoom("11");
  const kick = room.member(cay, "leave", { by: bob, id: "$kick" });
  const set = new Set(["$create", "$bob", kick, "$cay", "$ada"].map((id) => room.index(id)));
  set.add(room.index(room.state("m.room.topic", {}, { id: "$topic" })));
  const found = powerEventsOf(room.graph, set, spec);
  expect(names(room, found)).toEqual(["$ada", "$bob", "$cay", "$create", "$kick"]);
});

test("the dialects part over chains that leave the set and come back", () => {
  // The kick cites bob's membership, and that the join rules; bob's is not in the set.
  const room = usualRoom("11");
  const kick = room.member(cay, "leave", { by: bob, id: "$kick" });
  const set = new Set(["$ada", kick].map((id) => room.index(id)));
  expect(names(room, powerEventsOf(room.graph, set, spec))).toEqual(["$ada", "$kick"]);
  expect(names(room, powerEventsOf(room.graph, set, synapse))).toEqual(["$kick"]);
});

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
