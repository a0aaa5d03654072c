// Who has to wait for whom while users of one server join a room.
import { expect, test } from "vitest";
import { a, b, ben, bob, Town } from "../harness.ts";

const parts = { partialStateJoins: { againMs: [], keepsMembers: false } };

/** Two users of b.test who want to join ada's room at the same time. */
function bothJoin(change: object) {
  const town = new Town({ change });
  town.found([]);
  const joins = [bob, ben].map((user) => town.begin(user, { kind: "join", via: a }));
  const asked = town.flying({ from: b, kind: "make_join" }).length;
  return { town, joins, asked };
}

test("where joins bring part of a state the second waits for the first, also for one that fails", () => {
  const { town, joins, asked } = bothJoin(parts);
  expect(asked).toBe(1);
  town.lose({ from: b, kind: "make_join" });
  expect(joins.map(({ result }) => result?.result)).toEqual(["failed", undefined]);
  town.run();
  expect(joins[1].result).toMatchObject({ result: "ok" });
  expect(town.membership(b, ben)).toBe("join");
});

test("a crash ends them all, and the next one begins at once", () => {
  const { town, joins } = bothJoin(parts);
  town.servers[b].crash();
  town.lose();
  expect(joins.map(({ result }) => result?.result)).not.toContain("ok");
  town.servers[b].restart();
  const again = town.begin(bob, { kind: "join", via: a });
  town.run();
  expect(again.result).toMatchObject({ result: "ok" });
});

test("where they bring the whole state nobody waits", () => {
  expect(bothJoin({}).asked).toBe(2);
});
