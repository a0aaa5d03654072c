// What a server is shown of a room's history: ada and bob talk, cay joins later and asks for what was before.
import { expect, test } from "vitest";
import { a, ada, b, bob, c, cay, Town, type TownOptions } from "./harness.ts";

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
