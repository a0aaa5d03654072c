// What a server is shown of a room's history: ada and bob talk, cay joins later and asks for what was before.
import { expect, test } from "vitest";
import { a, ada, b, bob, c, cay, Town, type TownOptions } from "../harness.ts";

/** Two words, one before and one after cay's join, under some visibility. */
function talked(visibility: string, options: TownOptions = {}) {
  const town = new Town(options);
  town.found([bob]);
  const content = { history_visibility: visibility };
  const setting = town.do(ada, {
    kind: "state",
    type: "m.room.history_visibility",
    key: "",
    content,
  });
  const before = town.say(ada, "before");
  const invitation = town.begin(ada, { kind: "invite", target: cay });
  town.run();
  const invited = town.say(ada, "while cay is invited");
  town.run();
  const join = town.begin(cay, { kind: "join", via: a });
  town.run();
  const after = town.say(ada, "after");
  town.run();
  expect([invitation.result?.result, join.result?.result]).toEqual(["ok", "ok"]);
  const events = { setting, before, invited, after };
  /** Which of them cay's server is shown redacted. */
  const redacted = (by = a) => {
    const answer = town.request(c, by, {
      ...{ room: town.room, kind: "event", events: Object.values(events) },
    });
    const list = "redacted" in answer ? (answer.redacted ?? []) : [];
    return Object.entries(events).flatMap(([name, event]) => (list.includes(event) ? name : []));
  };
  return { town, ...events, redacted };
}

test.each([
  ["world_readable", []],
  ["shared", []],
  ["of my own", []],
  ["invited", ["before"]],
  ["joined", ["before", "invited"]],
])("%s: hidden is %j", (visibility, hidden) => {
  // The change from `shared` may be seen from its other side.
  expect(talked(visibility).redacted()).toEqual(hidden);
});

test("by a policy without it nothing is hidden", () => {
  expect(talked("joined", { policy: "minimal" }).redacted()).toEqual([]);
});

test("users may see how they came in, whatever was before", () => {
  const { town } = talked("joined");
  const join = town.current(a, "m.room.member", cay);
  const answer = town.request(c, a, { room: town.room, kind: "event", events: [join] });
  expect(answer).toEqual({ ok: true, events: [join] });
});

test("history that is scrolled back to comes redacted, is noted as such, and handed on as such", () => {
  const { town, before, after, redacted } = talked("joined");
  town.begin(cay, { kind: "scroll", via: a });
  town.run();
  expect(town.verdict(c, before)).toBe("accepted");
  const arrival = (event: number) =>
    town.arrivals.find((one) => one.server === c && one.event === event);
  expect([arrival(before)?.redacted, arrival(after)?.redacted]).toEqual([true, false]);
  // bob's server may see it, but who does not have it cannot show it.
  const answer = town.request(b, c, { room: town.room, kind: "event", events: [before, after] });
  expect(answer).toMatchObject({ redacted: [before] });
  expect(redacted(b)).toEqual(["before", "invited"]);
});

test("a lost memory forgets it, a backup brings it back", () => {
  const { town, before } = talked("joined");
  town.begin(cay, { kind: "scroll", via: a });
  town.run();
  const replica = town.replica(c);
  const backup = replica.save();
  replica.restore(undefined);
  expect(replica.isRedacted(before)).toBe(false);
  replica.restore(backup);
  expect(replica.isRedacted(before)).toBe(true);
});

test("gaps are filled with what may be seen", () => {
  const { town } = talked("joined");
  const missed = town.say(bob, "missed");
  town.take({ to: c });
  const next = town.say(bob, "next");
  town.take({ to: c });
  town.push(b, c, next);
  town.run();
  expect(town.verdict(c, missed)).toBe("accepted");
  expect(town.replica(c).isRedacted(missed)).toBe(false);
});

// Redacted copies: what a server has lost of them it goes without.

/** Levels that keep invitations for ada, a policy server and an ACL, all of which c.test gets redacted. */
function halfTold(version = "10") {
  const town = new Town({ version });
  town.found([bob, cay], { powers: { [bob]: 100 } });
  const levels = town.do(ada, { kind: "levels", change: { invite: 100 } });
  const policy = town.do(ada, { kind: "policy-server", via: b });
  town.servers[b].refusedWords = [];
  const content = { allow: ["*"], deny: ["a.test"] };
  town.begin(ada, { kind: "state", type: "m.room.server_acl", key: "", content });
  town.run({ kind: "sign" });
  const acl = town.current(a, "m.room.server_acl");
  town.take({ to: c });
  town.run();
  const events = [levels, policy, acl];
  const tell = (redacted: readonly number[]) => {
    town.replica(c).redact(redacted);
    town.push(b, c, ...events);
  };
  return { town, tell, events, levels };
}

test("who has power levels in redacted form goes by what is left, alone", () => {
  const { town, tell, events, levels } = halfTold();
  tell(events);
  expect(events.map((event) => town.verdict(c, event))).toEqual(Array(3).fill("accepted"));
  expect(town.replica(c).current).toBe(town.replica(b).current);
  expect(town.replica(c).lens).not.toBe(town.replica(b).lens);
  const invitation = town.try(cay, { kind: "invite", target: "@cato:c.test" });
  expect(invitation).toMatchObject({ result: "ok" });
  const { event } = invitation as { event: number };
  town.run();
  expect([town.verdict(a, event), town.why(a, event)]).toEqual(["rejected", "4: 4.4.5"]);
  // Whoever changes them there, changes what is left for everybody.
  const again = town.forge({
    ...{ sender: bob, type: "m.room.power_levels", stateKey: "", prev: town.tips(c) },
    content: town.replica(c).graph.pdu(levels).content,
  });
  expect(town.pdu(again).content.invite).toBeUndefined();
});

test("it asks no policy server that it has redacted, and an ACL without words shuts everybody out", () => {
  const whole = halfTold();
  whole.tell([]);
  const half = halfTold();
  half.tell(half.events);
  const asks = ({ town }: { town: Town }) => {
    town.begin(cay, { kind: "message", body: "hello" });
    return town.flights.some(({ kind }) => kind === "sign");
  };
  expect([asks(whole), asks(half)]).toEqual([true, false]);
  const lets = ({ town }: { town: Town }, from: number, user: string) =>
    town.request(from, c, { room: town.room, kind: "make_leave", user }).ok;
  expect([lets(whole, a, ada), lets(whole, b, bob)]).toEqual([false, true]);
  expect([lets(half, a, ada), lets(half, b, bob)]).toEqual([false, false]);
});

test("since version 11 power levels keep all that rules read, so the server is like all others", () => {
  const { town, tell, levels } = halfTold("11");
  tell([levels]);
  expect(town.replica(c).isRedacted(levels)).toBe(true);
  expect(town.replica(c).lens).toBe(town.replica(b).lens);
});

test("a backup brings back what was lost of them, an empty disk the chance to get them whole", () => {
  const { town, tell, levels } = halfTold();
  tell([levels]);
  const replica = town.replica(c);
  const invite = () => replica.graph.pdu(levels).content.invite;
  const backup = replica.save();
  replica.restore(undefined);
  expect([invite(), replica.lens]).toEqual([100, town.replica(b).lens]);
  replica.restore(backup);
  expect(invite()).toBeUndefined();
  // Nor does another dialect bring it back.
  replica.changeLens(town.room.lens("spec", true));
  expect([invite(), replica.lens.states.dialect.name]).toEqual([undefined, "spec"]);
});
