// Events without a place in the room.
import { expect, test } from "vitest";
import { way } from "../../../../sim/server/index.ts";
import { takeOutliers } from "../../../../sim/server/settle/outliers.ts";
import { a, ada, b, bob, c, cay, topic, Town } from "../harness.ts";

/** c.test knows nothing of the room yet. */
function stranger(): Town {
  const town = new Town();
  town.found([bob], { powers: { [bob]: 50 } });
  return town;
}

const take = (town: Town, events: readonly number[]) =>
  takeOutliers(town.servers[c], town.replica(c), events, way.state);

test("events are taken in the order in which they cite each other, whatever the order they come in", () => {
  const town = stranger();
  const chain = town.known(a);
  take(town, chain.toReversed());
  const taken = town.arrivals.filter(({ server }) => server === c).map(({ event }) => event);
  for (const [n, event] of taken.entries()) {
    for (const auth of town.room.graph.auths(event)) expect(taken.slice(0, n)).toContain(auth);
  }
  expect(taken.toSorted((x, y) => x - y)).toEqual(chain);
  expect(chain.every((event) => town.verdict(c, event) === "outlier")).toBe(true);
});

test("an outlier has no state, is no extremity, and is not known to stand anywhere", () => {
  const town = stranger();
  take(town, town.known(a));
  expect(town.tips(c)).toEqual([]);
  expect(town.known(c)).toEqual([]);
  expect(town.replica(c).has(town.room.graph.create)).toBe(false);
  expect(town.arrivals.filter(({ server }) => server === c).at(-1)).toMatchObject({
    ...{ before: -1, after: -1, why: undefined },
  });
});

test("without its auth events an event stays unknown", () => {
  const town = stranger();
  const event = town.do(bob, topic("tea"));
  take(town, [event]);
  expect(town.verdict(c, event)).toBe("unknown");
});

test("an event that its auth events do not allow is rejected", () => {
  const town = stranger();
  town.do(ada, { kind: "power", target: bob, level: 0 });
  town.run();
  const bad = town.forge({
    ...{ sender: bob, type: "m.room.topic", stateKey: "", prev: town.tips(a) },
  });
  take(town, [...town.known(a), bad]);
  expect(town.verdict(c, bad)).toBe("rejected");
  expect(town.why(c, bad)).toBe("4: 7");
});

test("what cites an event that this server rejected is rejected too, even if others accept both", () => {
  const town = stranger();
  take(town, town.known(a));
  const { graph } = town.room;
  const levels = town.current(a, "m.room.power_levels");
  const replica = town.replica(c);
  replica.setVerdict(levels, 4);
  replica.divergent = true;
  const event = town.do(bob, topic("tea"));
  expect(graph.auths(event)).toContain(levels);
  take(town, [event]);
  expect(town.verdict(c, event)).toBe("rejected");
  expect(town.why(c, event)).toBe("4: 2.3");
});

test("what fails the first two checks is dropped, what fails the third is redacted", () => {
  const town = stranger();
  const topic = { sender: bob, type: "m.room.topic", stateKey: "", prev: town.tips(a) };
  const unsigned = town.forge({ ...topic, spoil: (pdu) => ({ ...pdu, signatures: {} }) });
  const torn = town.forge({
    ...topic,
    spoil: (pdu) => ({ ...pdu, content: { topic: "torn" } }),
  });
  take(town, [...town.known(a), unsigned, torn]);
  expect([town.verdict(c, unsigned), town.why(c, unsigned)]).toEqual([
    "unknown",
    "2: missing-signature",
  ]);
  expect([town.verdict(c, torn), town.replica(c).isRedacted(torn)]).toEqual(["outlier", true]);
});

test("what a server knows already stays as it is", () => {
  const town = stranger();
  const count = town.arrivals.length;
  takeOutliers(town.servers[b], town.replica(b), town.known(b), way.state);
  expect(town.arrivals).toHaveLength(count);
  expect(town.known(b)).toEqual(town.known(a));
  expect(town.membership(b, cay)).toBeUndefined();
});
