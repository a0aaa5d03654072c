// Who may join a room whose join rule names other rooms, as a resident server sees it.
import { expect, test } from "vitest";
import { welcome } from "../../../../sim/server/access/restricted-join.ts";
import { a, ada, b, ben, bob, c, cay, Town } from "../harness.ts";

/** ada's public room. */
function alone(): Town {
  const town = new Town();
  town.found([]);
  return town;
}

function begun(town: Town, user: string, via = a) {
  const deed = town.begin(user, { kind: "join", via });
  town.run();
  return deed;
}

/** Only members of these rooms may join from now on. */
function restrict(town: Town, ...rooms: string[]): void {
  const allow = rooms.map((room_id) => ({ type: "m.room_membership", room_id }));
  town.do(ada, { kind: "join-rule", rule: "restricted", allow });
  town.run();
}

test("a public room asks nobody to vouch; a restricted one asks for the first who may invite", () => {
  const town = alone();
  const [server, replica] = [town.servers[a], town.replica(a)];
  expect(welcome(server, replica, bob)).toEqual({ ok: true });
  restrict(town, town.foundClub(ada, [bob]));
  expect(welcome(server, replica, bob)).toEqual({ ok: true, voucher: ada });
  expect(welcome(server, replica, ada)).toEqual({ ok: true });
  expect(welcome(server, replica, ben)).toMatchObject({ ok: false, errcode: "M_FORBIDDEN" });
});

test("an allow that is no list lets nobody in", () => {
  const town = alone();
  const content = { join_rule: "restricted", allow: "everybody" };
  town.do(ada, { kind: "state", type: "m.room.join_rules", key: "", content });
  expect(welcome(town.servers[a], town.replica(a), bob)).toMatchObject({ errcode: "M_FORBIDDEN" });
});

test.each(["restricted", "knock_restricted"])("%s: who is in no room that is named", (rule) => {
  const town = alone();
  const club = town.foundClub(ada, []);
  const allow = [
    { type: "m.room_membership", room_id: club },
    { type: "org.example.quiz", room_id: club },
    { type: "m.room_membership", room_id: 7 },
  ];
  town.do(ada, { kind: "join-rule", rule, allow });
  expect(begun(town, bob).result).toMatchObject({
    why: expect.stringMatching(/M_FORBIDDEN: @bob:b.test is in none of the rooms/),
  });
});

test("a resident that is not in a named room cannot tell who is, another one can", () => {
  const town = alone();
  begun(town, cay);
  restrict(town, town.foundClub(ada, [bob]));
  expect(begun(town, bob, c).result).toMatchObject({
    why: expect.stringContaining("M_UNABLE_TO_AUTHORISE_JOIN"),
  });
  expect(begun(town, bob, a).result?.result).toBe("ok");
});

test("a server does not vouch for a join that it did not let in, whatever the event says", () => {
  const town = alone();
  begun(town, cay);
  restrict(town, town.foundClub(ada, []));
  const content = { membership: "join", join_authorised_via_users_server: ada };
  const forged = town.forge({
    ...{ sender: bob, type: "m.room.member", stateKey: bob, content, prev: town.tips(a) },
  });
  const pdu = town.pdu(forged);
  expect(town.request(b, a, { room: town.room, kind: "send_join", pdu })).toMatchObject({
    ok: false,
    errcode: "M_FORBIDDEN",
  });
  expect(town.verdict(a, forged)).toBe("unknown");
});
