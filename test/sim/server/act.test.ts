// What users can do, what becomes of it in the room, and by which rule it is refused.
import { expect, test } from "vitest";
import { createRoom, type Action } from "../../../sim/server/index.ts";
import { a, ada, b, ben, bob, c, cay, topic, Town } from "./harness.ts";

const versions = ["10", "11", "12"];
const setup = { joinRule: "public", powers: { [bob]: 50 } };

function created(version: string, more = {}): Town {
  const town = new Town({ version });
  const done = createRoom(town.servers[a], {
    ...{ shared: town.room, user: ada },
    setup: { ...setup, ...more },
  });
  expect(done).toEqual({ result: "ok", event: town.room.graph.create });
  return town;
}

function threeServers(version = "11"): Town {
  const town = new Town({ version });
  town.found([bob, cay, ben], { powers: { [bob]: 50 } });
  return town;
}

test.each(versions)(
  "a new room has its first events one after the other (version %s)",
  (version) => {
    const town = created(version, { name: "Lobby" });
    const chain = town.known(a);
    expect(chain.map((event) => town.pdu(event).type)).toEqual([
      ...["m.room.create", "m.room.member", "m.room.power_levels", "m.room.join_rules"],
      ...["m.room.history_visibility", "m.room.name"],
    ]);
    for (const [n, event] of chain.entries()) {
      expect(town.pdu(event).depth).toBe(n + 1);
      expect([...town.room.graph.prevs(event)]).toEqual(n === 0 ? [] : [chain[n - 1]]);
      expect(town.verdict(a, event)).toBe("accepted");
    }
    expect(town.tips(a)).toEqual([chain[5]]);
    expect(town.membership(a, ada)).toBe("join");
    expect(town.flights).toEqual([]);
  },
);

test("the creator has level 100, and since version 12 stands above the levels unnamed", () => {
  const users = (version: string) => {
    const town = created(version);
    return town.pdu(town.current(a, "m.room.power_levels")).content.users;
  };
  expect(users("11")).toEqual({ [ada]: 100, [bob]: 50 });
  expect(users("12")).toEqual({ [bob]: 50 });
});

test("the room's ID names the creating server, and since version 12 the create event", () => {
  expect(created("11").room.roomId).toBe("!room0:a.test");
  const town = created("12");
  const { graph } = town.room;
  expect(town.room.roomId).toBe(`!${graph.id(graph.create).slice(1)}`);
  expect(town.pdu(graph.create).room_id).toBeUndefined();
  expect(town.pdu(town.tips(a)[0]).room_id).toBe(town.room.roomId);
  expect(town.pdu(town.tips(a)[0]).auth_events).not.toContain(graph.id(graph.create));
});

test("fields of the power levels can be set from the start", () => {
  const town = created("11", { levels: { events_default: 10 } });
  expect(town.pdu(town.current(a, "m.room.power_levels")).content).toMatchObject({
    ...{ events_default: 10, state_default: 50 },
  });
});

test("a room that its own rules refuse is not made", () => {
  const town = new Town({ version: "11" });
  const powers = { "no user": 50 };
  const done = createRoom(town.servers[a], {
    ...{ shared: town.room, user: ada, setup: { joinRule: "public", powers } },
  });
  expect(done).toMatchObject({ result: "refused", why: expect.stringContaining("rule 9.3") });
});

const things: readonly [string, Action, string, string, object][] = [
  ["a topic", topic("tea"), "m.room.topic", "", { topic: "tea" }],
  ["a name", { kind: "name", name: "Lobby" }, "m.room.name", "", { name: "Lobby" }],
  [
    "any state",
    { kind: "state", type: "org.example.thing", key: "k", content: { n: 1 } },
    ...(["org.example.thing", "k", { n: 1 }] as const),
  ],
  ["a kick", { kind: "kick", target: cay }, "m.room.member", cay, { membership: "leave" }],
  ["a ban", { kind: "ban", target: cay }, "m.room.member", cay, { membership: "ban" }],
  [
    "a join rule",
    { kind: "join-rule", rule: "restricted", allow: [{ type: "m.room_membership" }] },
    ...(["m.room.join_rules", ""] as const),
    { join_rule: "restricted", allow: [{ type: "m.room_membership" }] },
  ],
];

test.each(things)("%s reaches everybody's current state", (_, action, type, key, content) => {
  const town = threeServers();
  const event = town.do(ada, action);
  town.run();
  for (const server of [a, b]) expect(town.current(server, type, key)).toBe(event);
  expect(town.pdu(event).content).toEqual(content);
});

test("a message is no state", () => {
  const town = threeServers();
  const before = town.replica(a).current;
  const event = town.say(ada, "hello");
  expect(town.pdu(event).state_key).toBeUndefined();
  expect(town.pdu(event).content).toEqual({ msgtype: "m.text", body: "hello" });
  expect(town.replica(a).current).toBe(before);
});

test("who was kicked may come back, who was banned not before the ban is lifted", () => {
  const town = threeServers();
  const back = () => {
    const deed = town.begin(cay, { kind: "join", via: a });
    town.run();
    return deed.result?.result;
  };
  town.do(bob, { kind: "kick", target: cay });
  town.run();
  expect([town.membership(c, cay), town.replica(c).joined]).toEqual(["leave", false]);
  expect(back()).toBe("ok");
  town.do(bob, { kind: "ban", target: cay });
  town.run();
  expect(back()).toBe("failed");
  town.do(bob, { kind: "unban", target: cay });
  town.run();
  expect(back()).toBe("ok");
  expect([a, b, c].map((server) => town.membership(server, cay))).toEqual(["join", "join", "join"]);
});

test("who leaves is out everywhere, and their server hears no more of the room", () => {
  const town = threeServers();
  town.do(cay, { kind: "leave" });
  town.run();
  expect([a, b, c].map((server) => town.membership(server, cay))).toEqual([
    ...["leave", "leave", "leave"],
  ]);
  const word = town.say(ada);
  expect(town.flying({ to: c })).toEqual([]);
  town.run();
  expect(town.verdict(c, word)).toBe("unknown");
});

test("a server stays in the room as long as one of its users does", () => {
  const town = threeServers();
  town.do(bob, { kind: "leave" });
  town.run();
  expect(town.replica(b).joined).toBe(true);
  town.do(ben, { kind: "leave" });
  town.run();
  expect(town.replica(b).joined).toBe(false);
});

test("levels are given to users and changed field by field, and nothing else is lost", () => {
  const town = threeServers();
  town.do(ada, { kind: "power", target: cay, level: 50 });
  town.run();
  town.do(ada, { kind: "levels", change: { events_default: 10 } });
  town.run();
  expect(town.pdu(town.current(c, "m.room.power_levels")).content).toMatchObject({
    ...{ users: { [ada]: 100, [bob]: 50, [cay]: 50 }, events_default: 10, ban: 50 },
  });
  // ben has too little power now.
  expect(town.try(ben, { kind: "message", body: "may I?" })).toMatchObject({
    ...{ result: "refused", why: expect.stringContaining("rule 7") },
  });
});

const refusals: readonly [string, string, Action, string][] = [
  ["set the topic without power", cay, topic("mine"), "7"],
  ["raise oneself", cay, { kind: "power", target: cay, level: 100 }, "7"],
  ["raise above oneself", bob, { kind: "power", target: cay, level: 60 }, "7"],
  ["kick without power", cay, { kind: "kick", target: bob }, "4.5.5"],
  ["kick who has as much power", bob, { kind: "kick", target: ada }, "4.5.5"],
  ["ban without power", cay, { kind: "ban", target: bob }, "4.6.3"],
  ["invite who is in", ada, { kind: "invite", target: ben }, "4.4.3"],
];

test.each(refusals)("nobody may %s", (_, user, action, rule) => {
  const town = threeServers();
  const server = town.names.indexOf(user.slice(5));
  const tips = town.tips(server);
  const done = town.try(user, action);
  expect(done).toMatchObject({
    ...{ result: "refused", why: expect.stringMatching(new RegExp(`^rule ${rule}: `)) },
  });
  // A refused draft leaves nothing behind.
  expect(town.tips(server)).toEqual(tips);
  expect(town.flights).toEqual([]);
});

test("a second user of a server that is in the room joins and is invited without the wire", () => {
  const town = new Town();
  town.found([bob], { joinRule: "invite" });
  expect(town.try(ben, { kind: "join" })).toMatchObject({
    ...{ result: "refused", why: expect.stringContaining("rule 4.3.7") },
  });
  town.do(bob, { kind: "invite", target: ben });
  town.do(ben, { kind: "join" });
  expect(town.flying({ to: b })).toEqual([]);
  town.run();
  expect(town.membership(a, ben)).toBe("join");
});

test("a second user joins a restricted room with a voucher of the own server", () => {
  const town = new Town();
  town.found([bob]);
  const allow = [{ type: "m.room_membership", room_id: town.foundClub(bob, [ben]) }];
  town.do(ada, { kind: "join-rule", rule: "restricted", allow });
  town.run();
  const joined = town.do(ben, { kind: "join" });
  expect(town.pdu(joined).content.join_authorised_via_users_server).toBe(bob);
  town.run();
  expect(town.verdict(a, joined)).toBe("accepted");
});

test("a second user who is in no room that the join rule names is refused on the own server", () => {
  const town = new Town();
  town.found([bob], { joinRule: "restricted" });
  expect(town.try(ben, { kind: "join" })).toMatchObject({
    ...{ result: "refused", why: expect.stringContaining("in none of the rooms") },
  });
});

test("who is not in a room can do nothing in it but join", () => {
  const town = new Town();
  town.found([bob]);
  expect(town.try(cay, { kind: "message", body: "?" })).toEqual({
    ...{ result: "refused", why: "c.test is not in the room" },
  });
  expect(town.try(cay, { kind: "join" })).toMatchObject({ result: "failed" });
  expect(town.try(cay, { kind: "join", via: c })).toMatchObject({ result: "failed" });
  expect(town.try(cay, { kind: "leave" })).toMatchObject({ result: "failed" });
});

test("a user of a server that nobody can reach is not invited", () => {
  const town = new Town();
  town.found([bob]);
  expect(town.try(ada, { kind: "invite", target: "@zoe:z.test" })).toEqual({
    ...{ result: "failed", why: "z.test cannot be reached" },
  });
});

test("everything that is sent carries the signature of the sender's server", () => {
  const town = threeServers();
  const event = town.do(bob, topic("signed"));
  expect(Object.keys(town.pdu(event).signatures ?? {})).toEqual(["b.test"]);
  expect(town.room.contentProblem(event, true)).toBeUndefined();
});
