// Forward extremities are tied together where there are too many, by the policy.
import { expect, test } from "vitest";
import { dummyType } from "../../../../sim/server/send/dummy-events.ts";
import { a, ada, b, bob, Town } from "../harness.ts";

/** ada and bob speak past each other, so that a.test ends with as many extremities. */
function forked(above: number, forks: number): Town {
  const town = new Town({ servers: 2, change: { dummyEvents: { above, everyMs: 60_000 } } });
  town.found([bob]);
  const tip = town.tips(a)[0];
  const events = Array.from({ length: forks }, (_, n) =>
    town.forge({
      sender: bob,
      type: "m.room.message",
      content: { body: `fork ${n}` },
      prev: [tip],
    }),
  );
  town.push(b, a, ...events);
  return town;
}

test("above the number one event ties them together, after the time", () => {
  const town = forked(3, 5);
  expect(town.tips(a)).toHaveLength(5);
  town.pass(59_000);
  expect(town.tips(a)).toHaveLength(5);
  town.pass(2_000);
  const [tip, ...rest] = town.tips(a);
  expect(rest).toEqual([]);
  expect(town.pdu(tip)).toMatchObject({ type: dummyType, sender: ada, content: {} });
});

test("at the number, and by other policies, nothing is sent", () => {
  for (const above of [5, Infinity]) {
    const town = forked(above, 5);
    town.pass(600_000);
    expect(town.tips(a)).toHaveLength(5);
  }
});
