// What servers tell each other about a room, and what they keep to themselves.
import { expect, test } from "vitest";
import type { Answer, RoomRequest } from "../../../sim/server/index.ts";
import { a, ada, b, bob, c, cay, topic, Town } from "./harness.ts";

type Question = RoomRequest extends infer R
  ? R extends RoomRequest
    ? Omit<R, "room">
    : never
  : never;

const ask = (town: Town, question: Question, of = a): Answer =>
  town.request(b, of, { room: town.room, ...question } as RoomRequest);

function eventsOf(answer: Answer): readonly number[] {
  if (!answer.ok) throw new Error(answer.error);
  return answer.events;
}

/** ada has said so many words that nobody else has heard. */
function monologue(count: number): { town: Town; words: number[] } {
  const town = new Town();
  town.found([bob], { powers: { [bob]: 50 } });
  const words = Array.from({ length: count }, (_, n) => town.say(ada, `word ${n}`));
  town.take();
  return { town, words };
}

const gone = { ok: false, errcode: "M_NOT_FOUND" };

test("of a room that a server does not know it tells nothing", () => {
  const { town, words } = monologue(1);
  for (const question of [
    { kind: "event", events: words },
    { kind: "state_ids", event: words[0] },
    { kind: "backfill", from: words, limit: 5 },
    { kind: "make_join", user: cay },
  ] satisfies Question[]) {
    expect(ask(town, question, c)).toMatchObject(gone);
  }
});

test("get_missing_events goes back from the latest to the earliest, oldest first", () => {
  const { town, words } = monologue(6);
  const missing = (limit: number) =>
    eventsOf(
      ask(town, {
        ...{ kind: "get_missing_events", earliest: town.tips(b), latest: [words[5]], limit },
      }),
    );
  expect(missing(10)).toEqual(words.slice(0, 5));
  expect(missing(3)).toEqual(words.slice(2, 5));
  expect(missing(0)).toEqual([]);
});

test("get_missing_events serves at most 20 events", () => {
  const { town, words } = monologue(30);
  const answer = ask(town, {
    ...{ kind: "get_missing_events", earliest: [], latest: [words[29]], limit: 100 },
  });
  expect(eventsOf(answer)).toEqual(words.slice(9, 29));
});

test("parents come before children on all branches, and a lie about depth changes nothing", () => {
  const { town, words } = monologue(1);
  const liar = town.forge({
    ...{ sender: bob, type: "m.room.message", prev: town.tips(b), fields: { depth: 1000 } },
  });
  const child = town.forge({
    ...{ sender: bob, type: "m.room.message", prev: [liar], fields: { depth: 3 } },
  });
  town.push(b, a, liar, child);
  const merge = town.say(ada);
  const order = eventsOf(
    ask(town, { kind: "get_missing_events", earliest: town.tips(b), latest: [merge], limit: 10 }),
  );
  expect(order.toSorted()).toEqual([words[0], liar, child].toSorted());
  expect(order.indexOf(liar)).toBeLessThan(order.indexOf(child));
});

test("rejected events are not handed out as missing or as history", () => {
  const { town } = monologue(0);
  const bad = town.forge({
    ...{ sender: bob, type: "m.room.power_levels", stateKey: "", content: { ban: "x" } },
    prev: town.tips(a),
  });
  const next = town.forge({ sender: bob, type: "m.room.message", prev: [bad] });
  town.push(b, a, bad, next);
  expect(town.verdict(a, bad)).toBe("rejected");
  const missing = ask(town, { kind: "get_missing_events", earliest: [], latest: [next], limit: 1 });
  expect(eventsOf(missing)).not.toContain(bad);
  expect(eventsOf(ask(town, { kind: "backfill", from: [next], limit: 10 }))).not.toContain(bad);
});

test("backfill includes the events that it starts from and goes back to the create event", () => {
  const { town, words } = monologue(3);
  const all = eventsOf(ask(town, { kind: "backfill", from: [words[2]], limit: 100 }));
  expect(all).toEqual(town.known(a));
  const some = eventsOf(ask(town, { kind: "backfill", from: [words[2]], limit: 2 }));
  expect(some).toEqual(words.slice(1));
  expect(eventsOf(ask(town, { kind: "backfill", from: [words[2]], limit: 5 }, b))).toEqual([]);
});

test("state_ids is the state before an event, not after it", () => {
  const { town } = monologue(1);
  const set = town.do(ada, topic("tea"));
  const answer = ask(town, { kind: "state_ids", event: set });
  if (!answer.ok || !("state" in answer) || answer.state === undefined) throw new Error("no state");
  expect(answer.state).toBe(town.replica(a).stateBefore(set));
  expect(town.stateAt(answer.state, "m.room.topic")).toBe(-1);
  expect(ask(town, { kind: "state_ids", event: set }, b)).toMatchObject(gone);
});

test("a server that errs on purpose reports an old event at a slot, as long as there is one", () => {
  const { town } = monologue(0);
  const { room } = town;
  const slot = room.graph.slotOf("m.room.topic", "");
  town.servers[a].staleSlot = { room, slot };
  const reported = (event: number) => {
    const answer = ask(town, { kind: "state_ids", event });
    if (!answer.ok || !("state" in answer)) throw new Error("no state");
    return town.stateAt(answer.state ?? -1, "m.room.topic");
  };
  expect(reported(town.say(ada))).toBe(-1);
  const [old, fresh] = [town.do(ada, topic("old")), town.do(ada, topic("new"))];
  expect(reported(town.say(ada))).toBe(old);
  town.servers[a].staleSlot = undefined;
  expect(reported(town.say(ada))).toBe(fresh);
});

test("event hands out what the server knows of what was asked for", () => {
  const { town, words } = monologue(2);
  expect(eventsOf(ask(town, { kind: "event", events: words }))).toEqual(words);
  expect(eventsOf(ask(town, { kind: "event", events: words }, b))).toEqual([]);
});

test("event_auth is all that an event cites, directly or not, and not the event", () => {
  const { town, words } = monologue(1);
  const chain = eventsOf(ask(town, { kind: "event_auth", event: words[0] }));
  const { graph } = town.room;
  expect(chain).toContain(graph.create);
  expect(chain).not.toContain(words[0]);
  for (const event of chain) {
    for (const auth of graph.auths(event)) expect(chain).toContain(auth);
  }
  expect(ask(town, { kind: "event_auth", event: words[0] }, b)).toMatchObject(gone);
});
