import { expect, test } from "vitest";
import { dialect } from "../../../../sim/protocol/state-res/dialect.ts";
import { isPowerEvent, powerEventsOf } from "../../../../sim/protocol/state-res/power-events.ts";
import { ada, bob, cay, usualRoom } from "../room-builder.ts";
import { names } from "./rooms.ts";

const spec = dialect("spec");
const synapse = dialect("synapse");

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
