// The order of power events that is built from its end. That it agrees with its literal twin is
// tested in index.test.ts, and with a real implementation by `npm run test:real`.
import { expect, test } from "vitest";
import { dialect, withSwitches } from "../../../../sim/protocol/state-res/dialect.ts";
import { powerDecisions, powerOrder } from "../../../../sim/protocol/state-res/power-order.ts";
import { ada, bob, cay, usualRoom, type RoomBuilder } from "../room-builder.ts";

const backwards = withSwitches(["orderFromNewest"]);
const repeating = withSwitches(["orderFromNewest", "countsRepeats"]);

const order = (room: RoomBuilder, ids: string[], by = backwards) => {
  const events = ids.map((id) => room.index(id));
  const found = powerOrder(room.graph, { events, conflicted: events, dialect: by });
  const decisions = powerDecisions(room.graph, found, by).map(({ by: key }) => key);
  return { ids: found.order.map((event) => room.graph.id(event)), decisions };
};

test("the most power goes last, where the text has it first", () => {
  const room = usualRoom("11");
  const rules = (id: string, sender: string, ts: number) =>
    room.state("m.room.join_rules", {}, { id, sender, ts, prev: ["$cay"] });
  rules("$b", bob, 5);
  rules("$a", bob, 5);
  rules("$c", bob, 4);
  rules("$d", ada, 6);
  const ids = ["$b", "$a", "$c", "$d"];
  expect(order(room, ids).ids).toEqual(["$c", "$a", "$b", "$d"]);
  expect(order(room, ids).decisions).toEqual(["timestamp", "event id", "power"]);
  expect(order(room, ids, dialect("spec")).ids).toEqual(["$d", "$c", "$a", "$b"]);
});

test("an event comes before what cites it, whatever its power", () => {
  const room = usualRoom("11");
  const levels = room.state("m.room.power_levels", {}, { sender: ada, id: "$levels-2", ts: 9e9 });
  const kick = room.member(cay, "leave", { by: bob, id: "$kick", ts: 1 });
  expect(order(room, [kick, levels])).toEqual({
    ids: [levels, kick],
    decisions: ["auth chain"],
  });
});

test("what is counted twice is never reached, and comes first without regard to edges", () => {
  // Each cites the one before. Being a power event that others cite, the third is listed three times,
  // but its citation of the second is taken back only once; so with the second's of the first.
  const room = usualRoom("11");
  const content = { users: { [ada]: 100 } };
  const ids = [9e9, 5, 7, 8].map((ts, n) =>
    room.state("m.room.power_levels", content, { sender: ada, id: `$${n}`, ts }),
  );
  expect(order(room, ids).ids).toEqual(ids);
  const found = order(room, ids, repeating);
  expect(found.ids).toEqual(["$1", "$0", "$2", "$3"]);
  expect(found.decisions[0]).toBe("timestamp");
});
