// Joins with part of a state: what is left out, what may not be done meanwhile, how the rest comes.
import { describe, expect, test } from "vitest";
import { refusal } from "../../../../sim/server/request.ts";
import { a, ada, b, bob, c, cay, d, dan, topic, Town } from "../harness.ts";

/** dan's server has joined through `a`, and nobody has told it the rest of the state yet. */
function halfIn(againMs: readonly number[] = [], parts: object = {}) {
  const change = { partialStateJoins: { againMs, keepsMembers: false }, ...parts };
  const town = new Town({ servers: 4, change });
  town.found([bob, cay]);
  const before = town.do(ada, topic("come in"));
  town.run();
  const join = town.begin(dan, { kind: "join", via: a });
  town.run({ from: d, kind: "make_join" });
  town.run({ from: d, kind: "send_join" });
  return { town, join, before };
}
const whole = (town: Town) => town.replica(d).partial === undefined;

test("the state comes without members but those that the join cites, and with the servers", () => {
  const { town, join, before } = halfIn();
  expect(join.result).toMatchObject({ result: "ok" });
  expect(town.membership(d, dan)).toBe("join");
  expect(town.current(d, "m.room.topic")).toBe(before);
  expect([town.membership(d, bob), town.membership(d, cay)]).toEqual([undefined, undefined]);
  expect(town.replica(d).partial?.servers).toEqual([a, b, c]);
  expect(town.partials).toEqual([{ server: d, step: "begin", servers: [a, b, c] }]);
});

test("then the rest is fetched, and the room is as others have it", () => {
  const { town } = halfIn();
  town.run();
  expect(whole(town)).toBe(true);
  expect(town.replica(d).current).toBe(town.replica(a).current);
  expect(town.partials.map(({ step }) => step)).toEqual(["begin", "end"]);
});

test("what comes meanwhile is judged by what it cites, and again once the state is whole", () => {
  const { town } = halfIn();
  town.run({ kind: "send", to: b });
  const word = town.say(bob, "good morning");
  town.run({ from: b, to: d, kind: "send" });
  town.run({ from: d, kind: "event_auth" });
  expect(town.verdict(d, word)).toBe("accepted");
  expect(town.membership(d, bob), "bob's join is cited").toBe("join");
  const arrivals = () =>
    town.arrivals.filter(({ server, event }) => server === d && event === word);
  const [part] = arrivals();
  town.run();
  const [, again] = arrivals();
  expect(again.before).not.toBe(part.before);
  expect(town.replica(d).stateAfter(word)).toBe(town.replica(b).stateAfter(word));
});

test("what passed with part of the state and not with the whole one is rejected after all", () => {
  const { town } = halfIn();
  const tips = [...town.tips(a)];
  const ban = town.do(ada, { kind: "ban", target: cay });
  // cay's server was cut off and speaks as if she were in; the event cites her join.
  const cited = ["m.room.create", "m.room.power_levels"].map((type) => town.current(a, type));
  const old = town.stateAt(town.replica(a).stateBefore(ban), "m.room.member", cay);
  const word = town.forge({
    sender: cay,
    type: "m.room.message",
    prev: [ban],
    auth: [...cited, old],
  });
  expect(tips.length).toBe(1);
  town.push(a, d, ban);
  town.push(c, d, word);
  town.run({ from: d, kind: "event_auth" });
  expect(town.verdict(d, ban)).toBe("accepted");
  town.run();
  expect(whole(town)).toBe(true);
  expect(town.membership(d, cay)).toBe("ban");
  expect(town.verdict(d, word)).toBe("rejected");
  expect(town.tips(d)).not.toContain(word);
});

describe("meanwhile", () => {
  test("it sends to all servers that were in the room", () => {
    const { town } = halfIn();
    town.say(dan, "hello");
    expect(town.flying({ from: d, kind: "send" }).map(({ to }) => to)).toEqual([a, b, c]);
  });

  test("it lets nobody in, and tells nobody a state", () => {
    const { town } = halfIn();
    const { room } = town;
    const answer = (request: Parameters<Town["request"]>[2]) => town.request(b, d, request);
    expect(answer({ room, kind: "make_join", user: bob })).toMatchObject({
      errcode: "M_NOT_FOUND",
    });
    const event = town.tips(d)[0];
    for (const kind of ["state_ids", "state", "event_auth"] as const) {
      expect(answer({ room, kind, event })).toMatchObject({
        errcode: "M_UNABLE_DUE_TO_PARTIAL_STATE",
      });
    }
    town.run();
    expect(answer({ room, kind: "state_ids", event })).toMatchObject({ ok: true });
  });

  test("it tells of its own users' events, and of others' in redacted form", () => {
    const { town, before } = halfIn();
    const { room } = town;
    town.run({ kind: "send", to: b });
    const theirs = town.say(bob, "good morning");
    town.run({ from: b, to: d, kind: "send" });
    town.run({ from: d, kind: "event_auth" });
    const own = town.say(dan, "hello");
    const answer = town.request(b, d, {
      ...{ room, kind: "get_missing_events", earliest: [before], latest: [own], limit: 10 },
    });
    const join = town.current(d, "m.room.member", dan);
    expect(answer).toMatchObject({ ok: true, events: [join, theirs], redacted: [theirs] });
    expect(town.request(b, d, { room, kind: "backfill", from: [own], limit: 1 })).toEqual({
      ...{ ok: true, events: [own] },
    });
    town.run();
    const all = town.request(b, d, { room, kind: "backfill", from: [own], limit: 2 });
    expect(all).toEqual({ ok: true, events: [theirs, own] });
  });

  test("who did not get what its users said gets it from there", () => {
    const { town } = halfIn([], { dropsPushedOverGaps: true });
    town.run({ kind: "send", to: c });
    const lost = town.say(dan, "hello");
    town.lose({ from: d, to: c });
    const next = town.say(dan, "anybody here?");
    town.push(d, c, next);
    town.run({ from: c, to: d, kind: "get_missing_events" });
    expect(whole(town)).toBe(false);
    expect([town.verdict(c, lost), town.verdict(c, next)]).toEqual(["accepted", "accepted"]);
  });

  test("what needs to know the members waits, and fails after the time of a request", () => {
    const { town } = halfIn();
    const soon = town.begin(dan, { kind: "invite", target: "@dia:d.test" });
    const never = town.begin(dan, { kind: "kick", target: bob });
    expect([soon.result, never.result]).toEqual([undefined, undefined]);
    town.pass(60_000);
    expect(soon.result).toMatchObject({ result: "failed", why: /not known yet/ });
    const later = town.begin(dan, { kind: "invite", target: "@dia:d.test" });
    town.run();
    expect(later.result).toMatchObject({ result: "ok" });
  });
});

describe("where the state cannot be had", () => {
  /** Answers every question about a state with a refusal, and tells who was asked. */
  const refuseAll = (town: Town) => {
    const asked: number[] = [];
    for (;;) {
      const [next] = town.take({ from: d, kind: "state_ids" });
      if (next === undefined) return asked;
      asked.push(next.to);
      town.answer(next, refusal("M_FORBIDDEN", "you are not in the room"));
    }
  };

  test("every server is asked once, and then no more until a restart", () => {
    const { town } = halfIn();
    expect(refuseAll(town)).toEqual([a, b, c]);
    expect(town.partials.at(-1)?.step).toBe("stuck");
    town.pass(24 * 3_600_000);
    expect(town.flying({ from: d, kind: "state_ids" })).toEqual([]);
    town.servers[d].crash();
    town.servers[d].restart();
    town.run();
    expect(whole(town)).toBe(true);
  });

  test("by another policy they are asked again after a while", () => {
    const { town } = halfIn([60_000]);
    refuseAll(town);
    town.pass(60_000);
    town.run();
    expect(whole(town)).toBe(true);
  });

  test("a server that does not answer is passed over, and so is one that keeps part of the state", () => {
    const { town } = halfIn();
    town.lose({ from: d, to: a, kind: "state_ids" });
    town.deliver(...town.take({ from: d, to: b, kind: "state_ids" }));
    const [events] = town.take({ from: d, to: b, kind: "event" });
    town.answer(events, { ok: true, events: [] });
    expect(town.flying({ from: d, kind: "state_ids" }).map(({ to }) => to)).toEqual([c]);
    town.run();
    expect(whole(town)).toBe(true);
  });

  test("a /state that fails is no state, however little of it is known", () => {
    const { town } = halfIn([], { stateFetch: { wholeAbove: 10, parallel: 5 } });
    town.deliver(...town.take({ from: d, to: a, kind: "state_ids" }));
    town.lose({ from: d, to: a, kind: "state" });
    town.run({ from: d, to: a, kind: "event" });
    expect(whole(town)).toBe(false);
    town.run();
    expect(whole(town)).toBe(true);
  });
});

test("a backup keeps what was partial, and a crash in between does no harm", () => {
  const { town } = halfIn();
  const backup = town.servers[d].save();
  town.run();
  expect(whole(town)).toBe(true);
  town.servers[d].crash();
  town.servers[d].restore(backup);
  expect(town.partials.at(-1)?.step).toBe("begin");
  town.servers[d].restart();
  town.run();
  expect(whole(town)).toBe(true);
  expect(town.membership(d, bob)).toBe("join");
});

const eve = "@eve:d.test";

test("two users of a server who join at once do so one after the other, the second through another server", () => {
  const change = { partialStateJoins: { againMs: [], keepsMembers: false } };
  const town = new Town({ servers: 4, change });
  town.found([bob, cay]);
  const joins = [dan, eve].map((user) => town.begin(user, { kind: "join", via: a }));
  expect(town.flying({ from: d, kind: "make_join" })).toHaveLength(1);
  town.run({ from: d, kind: "make_join" });
  town.run({ from: d, kind: "send_join" });
  town.run({ from: d, kind: "make_join" });
  // What the first join lacks comes before the second is in: the room stays partial until it is.
  town.run({ kind: "state_ids" });
  town.run({ kind: "event" });
  expect(town.flying({ from: d }).map(({ kind }) => kind)).toContain("send_join");
  expect(whole(town)).toBe(false);
  town.run();
  expect(joins.map(({ result }) => result?.result)).toEqual(["ok", "ok"]);
  expect(whole(town)).toBe(true);
  for (const user of [ada, bob, cay, dan, eve]) expect(town.membership(d, user)).toBe("join");
  expect(town.partials.map(({ step }) => step)).toEqual(["begin", "end"]);
});

describe("a further join", () => {
  /** dan is in with part of the state; eve joins on what was said there and has not reached d.test. */
  function secondJoin({ isHeard, keepsMembers }: { isHeard: boolean; keepsMembers: boolean }) {
    const { town } = halfIn([], { partialStateJoins: { againMs: [], keepsMembers } });
    const word = town.say(ada, "good morning");
    const news = town.take({ from: a, to: d, kind: "send" });
    if (isHeard) town.deliver(...news);
    const join = town.begin(eve, { kind: "join", via: a });
    town.run({ from: d, kind: "make_join" });
    town.run({ from: d, kind: "send_join" });
    expect(join.result).toMatchObject({ result: "ok" });
    const members = () => [dan, eve].map((user) => town.membership(d, user));
    return { town, word, members };
  }

  test("on what is known leaves those in who are in", () => {
    const { members } = secondJoin({ isHeard: true, keepsMembers: false });
    expect(members()).toEqual(["join", "join"]);
  });

  test("on what is not known throws them out as soon as it comes, until the state is whole", () => {
    const { town, word, members } = secondJoin({ isHeard: false, keepsMembers: false });
    expect(members()).toEqual(["join", "join"]);
    town.push(a, d, word);
    expect(members()).toEqual([undefined, "join"]);
    expect(town.try(dan, { kind: "message", body: "hello?" })).toMatchObject({ result: "refused" });
    town.run();
    expect(whole(town)).toBe(true);
    expect(members()).toEqual(["join", "join"]);
    expect(town.replica(d).current).toBe(town.replica(a).current);
  });

  test("does not, by a policy that keeps members", () => {
    const { town, word, members } = secondJoin({ isHeard: false, keepsMembers: true });
    town.push(a, d, word);
    expect(members()).toEqual(["join", "join"]);
  });
});
