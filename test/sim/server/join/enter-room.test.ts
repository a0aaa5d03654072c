// What a server makes of the room that it enters, and of what it knew and what came before.
import { expect, test } from "vitest";
import { a, ada, b, bob, Town } from "../harness.ts";

/** ada's room, which is hers alone. */
function alone(): Town {
  const town = new Town();
  town.found([]);
  return town;
}

/** A user joins through a.test, all the way. */
function join(town: Town, user: string): number {
  const { result } = begun(town, user);
  if (result?.result !== "ok") throw new Error(result?.why ?? "the join never ended");
  return result.event;
}

function begun(town: Town, user: string) {
  const deed = town.begin(user, { kind: "join", via: a });
  town.run();
  return deed;
}

test("an event whose gap was being filled is not forgotten over a join", () => {
  const town = alone();
  join(town, bob);
  town.do(bob, { kind: "leave" });
  town.run();
  const [missed, word] = [town.say(ada, "one"), town.say(ada, "two")];
  town.push(a, b, word);
  expect(town.take({ kind: "get_missing_events" })).toHaveLength(1);
  const back = join(town, bob);
  expect([missed, word].map((event) => town.verdict(b, event))).not.toContain("unknown");
  expect(town.tips(b)).toEqual([back]);
});

test("what comes while a server joins waits until it is in", () => {
  const town = alone();
  const deed = town.begin(bob, { kind: "join", via: a });
  town.run({ kind: "make_join" });
  const [flight] = town.take({ kind: "send_join" });
  const answer = town.reach(flight);
  const word = town.say(ada);
  town.run({ to: b });
  expect(town.verdict(b, word)).toBe("unknown");
  town.answer(flight, answer);
  expect(deed.result?.result).toBe("ok");
  expect(town.verdict(b, word)).toBe("accepted");
  expect(town.tips(b)).toEqual([word]);
  expect(town.flights).toEqual([]);
});

test("who comes back stands on what the resident says, not on what it saw before it left", () => {
  const town = alone();
  join(town, bob);
  town.do(bob, { kind: "leave" });
  town.run();
  const set = town.do(ada, { kind: "topic", topic: "while you were out" });
  expect(town.flights).toEqual([]);
  const back = join(town, bob);
  expect(town.tips(b)).toEqual([back]);
  expect(town.current(b, "m.room.topic")).toBe(set);
  expect(town.replica(b).current).toBe(town.replica(a).current);
});
