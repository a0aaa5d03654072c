// What a lying server does, and what honest ones make of it. c.test lies; cay is no moderator.
import { expect, test } from "vitest";
import { equivocate, forge } from "../../../../sim/server/send/forge.ts";
import { refusal } from "../../../../sim/server/request.ts";
import { a, b, c, cay, topic } from "../harness.ts";
import { threeServers } from "../three-servers.ts";

const mine = {
  ...{ sender: cay, type: "m.room.topic", stateKey: "", content: { topic: "mine" } },
};

test("a forged event is sent whatever the rules say, and honest servers reject it", () => {
  const town = threeServers();
  expect(town.try(cay, topic("mine")).result).toBe("refused");
  const event = forge(town.servers[c], town.replica(c), { draft: mine });
  town.run();
  expect([a, b].map((server) => town.verdict(server, event))).toEqual(["rejected", "rejected"]);
  expect(town.current(a, "m.room.topic")).toBe(-1);
});

test("it stands on what it is told to stand on", () => {
  const town = threeServers();
  const [past] = town.tips(c);
  town.say(cay);
  town.run();
  const onto = { prevs: [past], depth: 7 };
  const event = forge(town.servers[c], town.replica(c), {
    draft: { sender: cay, type: "m.room.message", content: {} },
    onto,
  });
  const { prev_events, depth } = town.pdu(event);
  expect([prev_events, depth]).toEqual([[town.room.graph.id(past)], 7]);
});

test("a twin stands where the first one stands, says something else, and both are taken", () => {
  const town = threeServers();
  const event = town.say(cay, "yes");
  town.take();
  const twin = equivocate(town.servers[c], town.replica(c), event);
  const [one, other] = [town.pdu(event), town.pdu(twin)];
  expect(town.room.graph.id(twin)).not.toBe(town.room.graph.id(event));
  expect(other.prev_events).toEqual(one.prev_events);
  town.push(c, a, event);
  town.push(c, b, twin);
  expect([town.verdict(a, event), town.verdict(b, twin)]).toEqual(["accepted", "accepted"]);
  expect([town.verdict(a, twin), town.verdict(b, event)]).toEqual(["unknown", "unknown"]);
});

test("who gets which event is up to the liar", () => {
  const town = threeServers();
  town.servers[c].lies = {
    share: (_replica, event, to) => [[event, to.filter((server) => server !== b)]],
  };
  const event = town.say(cay);
  town.run();
  expect([town.verdict(a, event), town.verdict(b, event)]).toEqual(["accepted", "unknown"]);
});

test("a spoilt event is dropped, and an answer can be another one", () => {
  const town = threeServers();
  town.servers[c].lies = {
    spoil: (pdu) => ({ ...pdu, signatures: {} }),
    answer: ({ kind }) => (kind === "event_auth" ? refusal("M_NOT_FOUND", "no") : undefined),
  };
  const event = town.say(cay);
  town.run();
  expect(town.why(a, event)).toBe("2: missing-signature");
  const [tip] = town.tips(c);
  const asked = (kind: "event_auth" | "state_ids") =>
    town.request(a, c, { room: town.room, kind, event: tip }).ok;
  expect([asked("event_auth"), asked("state_ids")]).toEqual([false, true]);
});
