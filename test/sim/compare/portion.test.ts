// Portions of a comparison add up in any order.
import { expect, test } from "vitest";
import { Portion } from "../../../sim/compare/portion.ts";
import { stateWith } from "../../../sim/compare/index.ts";
import { switchesOf, dialect } from "../../../sim/protocol/state-res/index.ts";
import { someRooms } from "./rooms.ts";

const peers = ["synapse", "mine"];
const rooms = someRooms("11", 200);

function portionOf(numbers: readonly number[]) {
  const portion = new Portion(peers, 1);
  for (const number of numbers) {
    const { built } = rooms[number];
    const states = [stateWith(built, switchesOf(dialect("synapse"))), []];
    const times = { ns: 0, chains_ns: 0, load_ns: 0, error: null };
    const replies = states.map(
      (state) => ({ kind: "answer", answer: { state, ...times } }) as const,
    );
    portion.add(built, number, replies);
  }
  return portion.result();
}

test("counts and finds are those of one pass, whatever the order of the parts", () => {
  const whole = portionOf(rooms.map((_, n) => n));
  const parts = [0, 1, 2, 3].map((k) => portionOf(rooms.flatMap((_, n) => (n % 4 === k ? n : []))));
  for (const order of [parts, [...parts].reverse()]) {
    const sum = new Portion(peers, 1);
    for (const part of order) sum.addResult(JSON.parse(JSON.stringify(part)));
    const sorted = ({ finds }: typeof whole) => [...finds].map((f) => JSON.stringify(f)).sort();
    expect({ ...sum.result(), finds: [] }).toMatchObject({
      ...{ rooms: whole.rooms, apart: whole.apart, conflicted: whole.conflicted },
      shapes: whole.shapes,
    });
    expect(sorted(sum.result())).toEqual(sorted(whole));
    const [synapse, mine] = sum.reports(["11"]);
    expect(synapse).toMatchObject({ peer: "synapse", rooms: 200, asPreset: 200, unexplained: 0 });
    expect(mine).toMatchObject({ peer: "mine", asPreset: null });
  }
  // An empty state is nobody's; of each kind the first is kept, and the smallest.
  expect(whole.finds.filter(({ peer }) => peer === "mine")).toHaveLength(2);
});
