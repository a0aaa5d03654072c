// What a lens remembers is what it would work out.
import { expect, test } from "vitest";
import { verdict } from "../../../../sim/server/index.ts";
import { Lens } from "../../../../sim/server/replica/lens.ts";
import { a, ada, b, bob, c, cay, topic, Town } from "../harness.ts";

/** A room with a fork, a merge, a ban and what the banned user said. */
function story(): Town {
  const town = new Town();
  town.found([bob, cay], { powers: { [bob]: 50 } });
  town.do(ada, { kind: "ban", target: cay });
  town.do(bob, topic("tea"));
  town.say(cay);
  town.run();
  town.say(ada);
  town.say(bob);
  town.run();
  return town;
}

function bothLenses(town: Town): [Lens, Lens] {
  const lens = (remember: boolean) => new Lens(town.room, { dialect: "spec", remember });
  return [lens(true), lens(false)];
}

test("verdicts by current state are the same with and without memory, asked in any order", () => {
  const town = story();
  const [mindful, forgetful] = bothLenses(town);
  const events = town.known(a);
  const states = events.map((event) => town.replica(a).stateAfter(event));
  let refusals = 0;
  for (const round of [states, states.toReversed()]) {
    for (const state of round) {
      for (const event of events) {
        const verdict = mindful.allowedIn(event, state);
        expect(verdict).toEqual(forgetful.allowedIn(event, state));
        if (!verdict.ok) refusals++;
      }
    }
  }
  expect(refusals).toBeGreaterThan(0);
});

test("steps of extremities and the states over them are the same with and without memory", () => {
  const town = story();
  const [mindful, forgetful] = bothLenses(town);
  for (let round = 0; round < 2; round++) {
    let set = 0;
    for (const event of town.known(a)) {
      expect(mindful.step(set, event)).toBe(forgetful.step(set, event));
      set = mindful.step(set, event);
      expect(mindful.current(set)).toEqual(forgetful.current(set));
      expect(mindful.allowedByAuthEvents(event)).toEqual(forgetful.allowedByAuthEvents(event));
    }
    expect(town.room.sets.members(set)).toContain(town.known(a).at(-1));
  }
});

test("a step puts the event in the place of its prev events and leaves the other tips", () => {
  const town = story();
  const { sets, graph } = town.room;
  const { lens } = town.replica(a);
  const event = town.known(a).at(-1) as number;
  const stranger = graph.create;
  const before = sets.of([...graph.prevs(event), stranger]);
  expect(sets.members(lens.step(before, event))).toEqual([stranger, event]);
});

test("an answer is worked out once for all servers", () => {
  const town = story();
  const { lens } = town.replica(b);
  const set = town.replica(b).extremities;
  expect(lens.current(set)).toBe(town.replica(c).lens.current(set));
  const [, forgetful] = bothLenses(town);
  expect(forgetful.current(set)).not.toBe(forgetful.current(set));
});

test("with memory or without, a story ends the same", () => {
  const ends = [true, false].map((remember) => {
    const town = new Town({ remember });
    town.found([bob, cay], { powers: { [bob]: 50 } });
    town.do(ada, { kind: "ban", target: cay });
    town.do(bob, topic("tea"));
    const late = town.say(cay);
    town.run();
    const ids = (events: readonly number[]) => events.map((event) => town.room.graph.id(event));
    return [a, b, c].map((server) => [
      ...[ids(town.known(server)), ids(town.tips(server))],
      ...[town.verdict(server, late), town.room.graph.stateIds(town.replica(server).current)],
    ]);
  });
  expect(ends[0]).toEqual(ends[1]);
  expect(ends[0].map((end) => end[2])).toContain("soft-failed");
});

test("an extremity whose past is missing is a bug and says so", () => {
  const town = story();
  const { graph, sets } = town.room;
  const pdu = town.pdu(town.tips(a)[0]);
  const orphan = graph.add("$orphan", { ...pdu, prev_events: ["$missing"] });
  const [lens] = bothLenses(town);
  expect(() => lens.current(sets.of([orphan]))).toThrow("does not follow");
  expect(town.replica(a).verdictOf(orphan)).toBe(verdict.unknown);
});
