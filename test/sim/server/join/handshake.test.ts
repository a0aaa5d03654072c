// Entering and leaving rooms through other servers, and invitations.
import { expect, test } from "vitest";
import type { Pdu } from "../../../../sim/protocol/event.ts";
import { isObject } from "../../../../sim/protocol/json.ts";
import { a, ada, b, ben, bob, c, cay, Town, type TownOptions } from "../harness.ts";

/** ada's room, which is hers alone. */
function alone(joinRule = "public", options: TownOptions = {}): Town {
  const town = new Town(options);
  town.found([], { joinRule });
  return town;
}

/** A user joins through a.test, all the way. */
function join(town: Town, user: string, via = a): number {
  const { result } = begun(town, user, via);
  if (result?.result !== "ok") throw new Error(result?.why ?? "the join never ended");
  return result.event;
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

const signers = (pdu: Pdu) => Object.keys(isObject(pdu.signatures) ? pdu.signatures : {});

test("a join goes by make_join and send_join, and brings state and auth chain along", () => {
  const town = alone();
  town.say(ada);
  const deed = town.begin(bob, { kind: "join", via: a });
  expect(town.flights.map(({ kind }) => kind)).toEqual(["make_join"]);
  town.run({ kind: "make_join" });
  const [flight] = town.take({ kind: "send_join" });
  const answer = town.reach(flight);
  if (!answer.ok || !("state" in answer)) throw new Error("the join was refused");
  const types = answer.events.map((event) => town.pdu(event).type).sort();
  expect(types).toEqual([
    ...["m.room.create", "m.room.history_visibility", "m.room.join_rules", "m.room.member"],
    "m.room.power_levels",
  ]);
  expect(deed.result).toBeUndefined();
  town.answer(flight, answer);
  expect(deed.result?.result).toBe("ok");
  for (const event of answer.events) expect(town.verdict(b, event)).toBe("outlier");
  expect(town.membership(b, bob)).toBe("join");
  expect(town.replica(b).joined).toBe(true);
  expect(town.replica(b).current).toBe(town.replica(a).current);
  expect(town.tips(b)).toEqual(town.tips(a));
});

test("the resident tells the others of the join, but not the server that joins", () => {
  const town = alone();
  join(town, bob);
  const deed = town.begin(cay, { kind: "join", via: a });
  town.run({ kind: "make_join" });
  town.run({ kind: "send_join" });
  expect(deed.result?.result).toBe("ok");
  expect(town.flights.map(({ to, kind }) => [to, kind])).toEqual([[b, "send"]]);
  town.run();
  expect(town.membership(b, cay)).toBe("join");
});

test("who has joined gets what is said from then on, and what was said is a gap behind", () => {
  const town = alone();
  const old = town.say(ada);
  join(town, bob);
  expect(town.verdict(b, old)).toBe("unknown");
  expect([...town.replica(b).gaps]).toEqual([old]);
  const fresh = town.say(ada);
  town.run();
  expect(town.verdict(b, fresh)).toBe("accepted");
});

test("a banned user's join is refused and reaches nobody", () => {
  const town = alone();
  join(town, cay);
  town.do(ada, { kind: "ban", target: bob });
  town.run();
  const tips = town.tips(a);
  expect(begun(town, bob).result).toMatchObject({
    result: "failed",
    why: expect.stringMatching(/M_FORBIDDEN.*banned/),
  });
  expect(town.tips(a)).toEqual(tips);
  expect(town.membership(c, bob)).toBe("ban");
  expect(town.replica(b).joined).toBe(false);
});

test("without an invitation nobody joins a room that asks for one", () => {
  const town = alone("invite");
  expect(begun(town, bob).result).toMatchObject({
    why: expect.stringMatching(/M_FORBIDDEN.*not invited/),
  });
  expect(town.membership(a, bob)).toBeUndefined();
});

test("a server that is not in the room cannot let anybody in", () => {
  const town = alone();
  expect(begun(town, bob, c).result).toMatchObject({ why: expect.stringContaining("M_NOT_FOUND") });
  join(town, cay);
  town.do(cay, { kind: "leave" });
  town.run();
  expect(begun(town, bob, c).result).toMatchObject({ why: expect.stringContaining("M_NOT_FOUND") });
});

test.each(["10", "11", "12"])(
  "a restricted join carries a resident's voucher and its server's signature (version %s)",
  (version) => {
    const town = alone("public", { version });
    join(town, cay);
    restrict(town, town.foundClub(ada, [bob]));
    const joined = join(town, bob);
    expect(town.pdu(joined).content.join_authorised_via_users_server).toBe(ada);
    expect(signers(town.pdu(joined)).sort()).toEqual(["a.test", "b.test"]);
    expect([a, b, c].map((server) => town.verdict(server, joined))).toEqual([
      ...["accepted", "accepted", "accepted"],
    ]);
  },
);

test("a restricted join needs somebody who may invite", () => {
  const town = alone("public");
  join(town, cay);
  town.do(ada, { kind: "levels", change: { invite: 50 } });
  town.run();
  restrict(town, town.foundClub(ada, [bob, cay]));
  expect(begun(town, bob, c).result).toMatchObject({
    why: expect.stringContaining("M_UNABLE_TO_GRANT_JOIN"),
  });
  expect(begun(town, bob, a).result?.result).toBe("ok");
});

test("a template for a join that would be refused is refused, before anything is signed", () => {
  const town = alone("invite");
  const deed = town.begin(bob, { kind: "join", via: a });
  town.run({ kind: "make_join" });
  expect(town.flights).toEqual([]);
  expect(deed.result).toMatchObject({ result: "failed", why: expect.stringMatching(/FORBIDDEN/) });
});

test("nobody gets a template for somebody else's user", () => {
  const town = alone();
  const answer = town.request(c, a, { room: town.room, kind: "make_join", user: bob });
  expect(answer).toMatchObject({ ok: false, errcode: "M_FORBIDDEN" });
});

test("an invited user needs nobody's voucher in a restricted room", () => {
  const town = alone("restricted");
  town.begin(ada, { kind: "invite", target: bob });
  town.run();
  const joined = join(town, bob);
  expect(town.pdu(joined).content).toEqual({ membership: "join" });
});

test.each(["10", "11", "12"])(
  "an invitation is signed by the invited user's server as well (version %s)",
  (version) => {
    const town = alone("invite", { version });
    const deed = town.begin(ada, { kind: "invite", target: bob });
    expect(town.flights.map(({ kind, to }) => [kind, to])).toEqual([["invite", b]]);
    expect(town.membership(a, bob)).toBeUndefined();
    town.run();
    expect(deed.result?.result).toBe("ok");
    const invitation = town.current(a, "m.room.member", bob);
    expect(town.membership(a, bob)).toBe("invite");
    expect(signers(town.pdu(invitation)).sort()).toEqual(["a.test", "b.test"]);
    const joined = join(town, bob);
    expect(town.room.graph.auths(joined)).toContain(invitation);
  },
);

test("an invitation that the invited user's server never answers is none", () => {
  const town = alone("invite");
  const tips = town.tips(a);
  const deed = town.begin(ada, { kind: "invite", target: bob });
  town.lose();
  expect(deed.result).toMatchObject({
    result: "failed",
    why: expect.stringContaining("NO_ANSWER"),
  });
  expect(town.tips(a)).toEqual(tips);
});

test("an invitation that comes back as another event is none", () => {
  const town = alone("invite");
  const deed = town.begin(ada, { kind: "invite", target: bob });
  const [flight] = town.take({ kind: "invite" });
  const answer = town.reach(flight);
  if (!answer.ok || !("pdu" in answer) || answer.pdu === undefined) throw new Error("not signed");
  const pdu = { ...answer.pdu, depth: 99 };
  town.answer(flight, { ...answer, pdu });
  expect(deed.result).toEqual({ result: "failed", why: "b.test has signed something else" });
  expect(town.membership(a, bob)).toBeUndefined();
});

test("an invitation that the rules refuse is not even sent", () => {
  const town = alone();
  join(town, bob);
  town.do(ada, { kind: "ban", target: cay });
  town.run();
  expect(town.try(bob, { kind: "invite", target: cay })).toMatchObject({
    result: "refused",
    why: expect.stringContaining("rule 4.4.3"),
  });
  expect(town.flights).toEqual([]);
});

test("a server takes no invitation for somebody else's user", () => {
  const town = alone();
  const pdu = town.pdu(town.current(a, "m.room.member", ada));
  const answer = town.request(a, b, { room: town.room, kind: "invite", pdu });
  expect(answer).toMatchObject({ ok: false, errcode: "M_INVALID_PARAM" });
});

test("an invitation is turned down by make_leave and send_leave", () => {
  const town = alone("invite");
  town.begin(ada, { kind: "invite", target: bob });
  town.run();
  const deed = town.begin(bob, { kind: "leave" });
  expect(town.flights.map(({ kind, to }) => [kind, to])).toEqual([["make_leave", a]]);
  town.run({ kind: "make_leave" });
  expect(town.flights.map(({ kind }) => kind)).toEqual(["send_leave"]);
  town.run();
  expect(deed.result?.result).toBe("ok");
  expect(town.membership(a, bob)).toBe("leave");
  expect(town.pdu(town.tips(a)[0]).sender).toBe(bob);
  expect(begun(town, bob).result).toMatchObject({ why: expect.stringContaining("M_FORBIDDEN") });
});

test("who was invited knows through whom to join", () => {
  const town = alone("invite");
  town.begin(ada, { kind: "invite", target: bob });
  town.run();
  const deed = town.begin(bob, { kind: "join" });
  town.run();
  expect(deed.result?.result).toBe("ok");
  expect(town.membership(a, bob)).toBe("join");
});

test("send_join twice is one join, and moves nothing that came since", () => {
  const town = alone();
  join(town, cay);
  town.begin(bob, { kind: "join", via: a });
  town.run({ kind: "make_join" });
  const [flight] = town.take({ kind: "send_join" });
  const answer = town.reach(flight);
  const joined = town.tips(a)[0];
  const word = town.say(ada);
  town.take({ to: b });
  town.run({ to: c });
  // The copy that the wire made arrives late.
  const again = town.reach(flight);
  expect(again).toEqual(answer);
  expect(town.tips(a)).toEqual([word]);
  expect(
    town.arrivals.filter(({ event, server }) => event === joined && server === a),
  ).toHaveLength(1);
  expect(town.flights).toEqual([]);
});

test("send_join takes nothing but the asking server's own joins, send_leave nothing but leaves", () => {
  const town = alone();
  join(town, bob);
  const prev = town.tips(a);
  const membership = (user: string, to: string) =>
    town.forge({
      ...{ sender: user, type: "m.room.member", stateKey: user, content: { membership: to }, prev },
    });
  const message = town.forge({ sender: bob, type: "m.room.message", prev });
  const ask = (from: number, kind: "send_join" | "send_leave", event: number) =>
    town.request(from, a, { room: town.room, kind, pdu: town.pdu(event) });
  const refused = { ok: false, errcode: "M_INVALID_PARAM" };
  expect(ask(b, "send_join", message)).toMatchObject(refused);
  expect(ask(b, "send_join", membership(bob, "leave"))).toMatchObject(refused);
  expect(ask(b, "send_leave", membership(bob, "join"))).toMatchObject(refused);
  expect(ask(b, "send_join", membership(cay, "join"))).toMatchObject(refused);
  expect(ask(c, "send_join", membership(cay, "join"))).toMatchObject({ ok: true });
});

test("a tampered join is refused", () => {
  const town = alone();
  town.begin(bob, { kind: "join", via: a });
  town.run({ kind: "make_join" });
  const [{ request }] = town.take({ kind: "send_join" });
  if (request?.kind !== "send_join") throw new Error("no send_join");
  const pdu = { ...request.pdu, content: { ...request.pdu.content, displayname: "Eve" } };
  expect(town.request(b, a, { ...request, pdu })).toMatchObject({
    ...{ ok: false, errcode: "M_INVALID_PARAM" },
  });
});

test("a join whose prev events the resident does not know is refused", () => {
  const town = alone();
  const lost = town.forge({ sender: ada, type: "m.room.message", prev: town.tips(a) });
  const joined = town.forge({
    ...{ sender: bob, type: "m.room.member", stateKey: bob, content: { membership: "join" } },
    prev: [lost],
  });
  const pdu = town.pdu(joined);
  expect(town.request(b, a, { room: town.room, kind: "send_join", pdu })).toMatchObject({
    ...{ ok: false, errcode: "M_INVALID_PARAM" },
  });
});

test("two users of one server that join at the same time are both in the room", () => {
  const town = alone();
  const deeds = [bob, ben].map((user) => town.begin(user, { kind: "join", via: a }));
  // Both templates are made before either join is sent.
  town.run({ kind: "make_join" });
  for (const flight of town.take({ kind: "send_join" })) town.deliver(flight);
  // Each server has made its own part known to the other; nothing is sent back.
  expect(town.flights).toEqual([]);
  town.run();
  expect(deeds.map(({ result }) => result?.result)).toEqual(["ok", "ok"]);
  expect([a, b].map((server) => town.membership(server, bob))).toEqual(["join", "join"]);
  expect([a, b].map((server) => town.membership(server, ben))).toEqual(["join", "join"]);
  expect(town.tips(b)).toEqual(town.tips(a));
  expect(town.replica(b).current).toBe(town.replica(a).current);
});

test("a join is not sent back to a server of which another user is in by then", () => {
  const town = alone();
  const first = town.begin(bob, { kind: "join", via: a });
  town.run({ kind: "make_join" });
  const [flight] = town.take({ kind: "send_join" });
  const answer = town.reach(flight);
  const second = town.begin(ben, { kind: "join", via: a });
  town.run({ kind: "make_join" });
  const [other] = town.take({ kind: "send_join" });
  const otherAnswer = town.reach(other);
  expect(town.flights).toEqual([]);
  town.answer(flight, answer);
  town.answer(other, otherAnswer);
  expect([first.result?.result, second.result?.result]).toEqual(["ok", "ok"]);
  expect(town.tips(b)).toEqual(town.tips(a));
});

test("a join of which the answer is lost fails, and the next one works", () => {
  const town = alone();
  const deed = town.begin(bob, { kind: "join", via: a });
  town.run({ kind: "make_join" });
  const [flight] = town.take({ kind: "send_join" });
  town.reach(flight);
  town.timeOut(flight);
  expect(deed.result).toMatchObject({
    result: "failed",
    why: expect.stringContaining("NO_ANSWER"),
  });
  expect(town.replica(b).joined).toBe(false);
  expect(town.replica(b).waiting).toBeUndefined();
  expect(begun(town, bob).result?.result).toBe("ok");
  expect(town.replica(b).current).toBe(town.replica(a).current);
});

test("a join that cites what had to be dropped fails, and the next one works", () => {
  let isKnown = false;
  const reason = { check: 2, rule: "unknown-key", spec: "", detail: "no key of a.test is known" };
  const town = new Town({
    intake: ({ type }) => (isKnown || type !== "m.room.power_levels" ? undefined : reason),
    remember: false,
  });
  town.found([]);
  const { result } = begun(town, bob);
  expect(result).toMatchObject({ result: "failed", why: "what the join cites cannot be had" });
  expect([town.membership(a, bob), town.replica(b).joined]).toEqual(["join", false]);
  expect(town.replica(b).waiting).toBeUndefined();
  isKnown = true;
  expect(begun(town, bob).result?.result).toBe("ok");
  expect(town.replica(b).current).toBe(town.replica(a).current);
});

test("a knock goes through a server in the room, and an invitation lets the user in", () => {
  const town = new Town();
  town.found([], { joinRule: "knock" });
  const knock = town.begin(bob, { kind: "knock", via: a });
  town.run();
  expect(knock.result).toMatchObject({ result: "ok" });
  expect(town.membership(a, bob)).toBe("knock");
  expect(town.replica(b).joined).toBe(false);
  town.begin(ada, { kind: "invite", target: bob });
  town.run();
  const join = town.begin(bob, { kind: "join" });
  town.run();
  expect(join.result).toMatchObject({ result: "ok" });
  expect(town.membership(b, bob)).toBe("join");
});

test("a knock can be taken back, and is refused where the rule does not let users knock", () => {
  const town = new Town();
  town.found([], { joinRule: "knock" });
  town.begin(bob, { kind: "knock", via: a });
  town.run();
  town.begin(bob, { kind: "leave" });
  town.run();
  expect(town.membership(a, bob)).toBe("leave");
  const closed = new Town();
  closed.found([], { joinRule: "invite" });
  const refusal = closed.begin(bob, { kind: "knock", via: a });
  closed.run();
  expect(refusal.result).toMatchObject({
    result: "failed",
    why: expect.stringContaining("M_FORBIDDEN"),
  });
});
