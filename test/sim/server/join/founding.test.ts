// Rooms that are there before the story.
import { expect, test } from "vitest";
import { foundRoom } from "../../../../sim/server/index.ts";
import { a, ada, b, ben, bob, c, cay, Town } from "../harness.ts";

test.each(["10", "11", "12"])(
  "every member's server knows the whole room (version %s)",
  (version) => {
    const town = new Town({ version });
    town.found([bob, cay, ben]);
    expect(town.flights).toEqual([]);
    for (const server of [a, b, c]) {
      expect(town.known(server)).toEqual(town.known(a));
      expect(town.tips(server)).toEqual(town.tips(a));
      expect(town.replica(server).current).toBe(town.replica(a).current);
      expect(town.replica(server).joined).toBe(true);
    }
    expect([bob, cay, ben].map((user) => town.membership(c, user))).toEqual([
      "join",
      "join",
      "join",
    ]);
  },
);

test("every join is signed by the member's own server and passes the checks on receipt", () => {
  const town = new Town();
  town.found([bob, cay]);
  for (const event of town.known(a)) {
    expect(town.room.contentProblem(event, true)).toBeUndefined();
  }
  expect(Object.keys(town.pdu(town.tips(a)[0]).signatures ?? {})).toEqual(["c.test"]);
});

test("where the join rule asks for one, members are invited first", () => {
  const town = new Town();
  town.found([bob, cay], { joinRule: "invite" });
  expect([bob, cay].map((user) => town.membership(b, user))).toEqual(["join", "join"]);
  const sent = town.known(a).map((event) => town.pdu(event).content.membership);
  expect(sent.filter((membership) => membership === "invite")).toHaveLength(2);
  for (const event of town.known(a)) {
    expect(town.room.contentProblem(event, true)).toBeUndefined();
  }
});

test("life goes on by the wire", () => {
  const town = new Town();
  town.found([bob, cay]);
  const word = town.say(cay);
  town.run();
  expect([a, b, c].map((server) => town.tips(server))).toEqual([[word], [word], [word]]);
});

test("a member that the rules keep out is a refusal, and so is a room that cannot be", () => {
  const found = (setup: object) => {
    const town = new Town();
    return foundRoom({
      ...{ shared: town.room, creator: ada, members: [bob] },
      setup: { joinRule: "public", powers: {}, ...setup },
      server: (name) => town.servers[town.names.indexOf(name)],
    });
  };
  expect(found({})).toMatchObject({ result: "ok" });
  expect(found({ joinRule: "invite", levels: { invite: 101 } })).toMatchObject({
    ...{ result: "refused", why: `${bob}: the invitation was refused` },
  });
  expect(found({ powers: { nobody: 1 } })).toMatchObject({ result: "refused" });
});
