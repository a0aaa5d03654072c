// What a server takes in at all: receipt checks 1 to 3, what comes twice, what lacks its past.
import { expect, test } from "vitest";
import { vectorText, haveVectors } from "../../../vectors.ts";
import type { Pdu } from "../../../../sim/protocol/event.ts";
import { trustingIntake, verdict, way } from "../../../../sim/server/index.ts";
import { offer } from "../../../../sim/server/receive/receive.ts";
import { a, ada, b, c, cay, Town } from "../harness.ts";
import { threeServers, view, bannedMeanwhile } from "../three-servers.ts";

test.each([
  ["an event without a sender", (pdu: Pdu) => ({ ...pdu, sender: "nobody" }), "1: bad-id"],
  [
    "an event that nobody signed",
    (pdu: Pdu) => ({ ...pdu, signatures: {} }),
    "2: missing-signature",
  ],
  [
    "an event with somebody else's signature",
    (pdu: Pdu) => ({ ...pdu, signatures: { "c.test": { "rashomon-hash:1": "AAAA" } } }),
    "2: invalid-signature",
  ],
])("%s is dropped and leaves no trace in the room", (_, spoil, reason) => {
  const town = threeServers();
  const before = view(town, a);
  const bad = town.forge({
    ...{ sender: cay, type: "m.room.message", content: { body: "hi" } },
    ...{ prev: town.tips(c), spoil },
  });
  town.push(c, a, bad);
  expect(town.why(a, bad)).toBe(reason);
  expect(town.verdict(a, bad)).toBe("unknown");
  expect(view(town, a)).toEqual(before);
});

test("of an event whose body was changed the redacted form is taken in", () => {
  const town = threeServers();
  const torn = town.forge({
    ...{ sender: cay, type: "m.room.message", content: { body: "hi" }, prev: town.tips(c) },
    spoil: (pdu) => ({ ...pdu, content: { body: "bye" } }),
  });
  town.push(c, a, torn);
  expect([town.verdict(a, torn), town.why(a, torn)]).toEqual(["accepted", ""]);
  expect(town.replica(a).isRedacted(torn)).toBe(true);
  expect(town.arrivals.findLast(({ event }) => event === torn)).toMatchObject({ redacted: true });
  // It is a part of the room like any other, and handed on as it is held here.
  expect(town.tips(a)).toEqual([torn]);
  const answer = town.request(b, a, { room: town.room, kind: "event", events: [torn] });
  expect(answer).toMatchObject({ redacted: [torn] });
});

test("what was dropped stays missing for an event that stands on it", () => {
  const town = threeServers();
  const bad = town.forge({
    ...{ sender: cay, type: "m.room.message", prev: town.tips(c) },
    spoil: (pdu) => ({ ...pdu, signatures: {} }),
  });
  const next = town.forge({ sender: cay, type: "m.room.message", prev: [bad], auth: [] });
  town.push(c, a, bad, next);
  expect(town.flying({ from: a, kind: "get_missing_events" })).toHaveLength(1);
  expect(town.verdict(a, next)).toBe("unknown");
});

test("an event that comes twice is taken in once", () => {
  const town = threeServers();
  const hello = town.say(ada);
  const [flight] = town.take({ to: b });
  town.reach(flight);
  const next = town.say(ada, "again");
  town.push(a, b, next);
  const before = view(town, b);
  town.deliver(flight);
  expect(town.arrivals.filter((one) => one.server === b && one.event === hello)).toHaveLength(1);
  expect(view(town, b)).toEqual(before);
  expect(town.tips(b)).toEqual([next]);
});

test("a rejected or soft-failed event that comes again is not judged again", () => {
  const { town, late } = bannedMeanwhile("synapse");
  town.run({ from: c });
  const count = town.arrivals.length;
  town.push(c, a, late);
  expect(town.arrivals).toHaveLength(count);
});

test("an event with 20 prev events is taken in, one with 21 is dropped", () => {
  const town = threeServers();
  const base = town.tips(c);
  const fan = Array.from({ length: 21 }, (_, n) =>
    town.forge({ sender: cay, type: "m.room.message", content: { n }, prev: base }),
  );
  town.push(c, a, ...fan);
  const twenty = town.forge({ sender: cay, type: "m.room.message", prev: fan.slice(0, 20) });
  const all = town.forge({ sender: cay, type: "m.room.message", prev: fan });
  town.push(c, a, twenty, all);
  expect(town.verdict(a, twenty)).toBe("accepted");
  expect(town.why(a, all)).toBe("1: too-many");
  expect(town.tips(a)).toEqual([fan[20], twenty]);
});

test.runIf(haveVectors).each(["synapse", "minimal"])(
  "a published room's late leave is soft-failed, the rest accepted (%s)",
  (policy) => {
    const folder = ["tuwunel", "soft-fail-split"] as const;
    const events = JSON.parse(vectorText(folder[0], `${folder[1]}.json`)) as (Pdu & {
      event_id: string;
    })[];
    const expected = JSON.parse(vectorText(folder[0], `${folder[1]}.expected.json`)) as {
      incoming: string;
      current_state: string[];
    };
    const town = new Town({
      ...{ policy, version: "10", names: ["example.com", "other.example"], intake: trustingIntake },
    });
    const { graph } = town.room;
    const from = 1;
    for (const { event_id: id, signatures: _none, ...pdu } of events) {
      const event = graph.add(id, pdu as Pdu);
      const item = { event, via: way.send, from, askedMissing: false };
      offer(town.servers[0], town.replica(0), item);
    }
    for (const { event_id: id } of events) {
      const late = id === expected.incoming;
      expect([id, town.verdict(0, graph.indexOf(id))]).toEqual([
        id,
        late ? "soft-failed" : "accepted",
      ]);
    }
    expect(graph.stateIds(town.replica(0).current)).toEqual(expected.current_state.toSorted());
    expect(town.tips(0).map((event) => graph.id(event))).toEqual(["$ghost_current_leave"]);
    // The soft-failed event still has a state after it, in which the ghost has left.
    const late = graph.indexOf(expected.incoming);
    expect(graph.stateIds(town.replica(0).stateAfter(late))).toContain(expected.incoming);
    expect(town.replica(0).verdictOf(late)).toBe(verdict.softFailed);
  },
);
