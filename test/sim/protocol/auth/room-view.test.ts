// What the rules read from a state, above all from contents that somebody spoiled.
import { expect, test } from "vitest";
import * as view from "../../../../sim/protocol/auth/room-view.ts";
import type { JsonObject } from "../../../../sim/protocol/json.ts";
import { ada, bob, cay, dan, RoomBuilder, usualRoom, versions } from "../room-builder.ts";

/** The usual room's view with other power levels. */
function withLevels(version: string, content: JsonObject) {
  const room = usualRoom(version);
  const levels = room.state("m.room.power_levels", content);
  const state = room.stateOf("$create", "$ada", "$rules", "$bob", "$cay", levels);
  const graph = room.graph;
  return {
    graph,
    seen: view.viewOf(graph, state),
    power: (user: string) => view.userPower(graph, view.viewOf(graph, state), graph.userOf(user)),
  };
}

test.each(versions)("a user's power is the listed one or users_default (version %s)", (version) => {
  const { power } = withLevels(version, { users: { [bob]: 50 }, users_default: 7 });
  expect([power(bob), power(cay)]).toEqual([50, 7]);
});

test("creators: listed or default up to 11, above every level since 12", () => {
  for (const version of ["10", "11"]) {
    expect(withLevels(version, { users_default: 7 }).power(ada)).toBe(7);
  }
  expect(withLevels("12", { users_default: 7 }).power(ada)).toBe(view.infinitePower);
});

test("without power levels the creator has 100, since 12 more, and everybody else 0", () => {
  for (const version of versions) {
    const room = usualRoom(version);
    const seen = view.viewOf(room.graph, room.stateOf("$create", "$ada"));
    const power = (user: string) => view.userPower(room.graph, seen, room.graph.userOf(user));
    expect(power(ada)).toBe(version === "12" ? view.infinitePower : 100);
    expect(power(bob)).toBe(0);
  }
});

test("levels that are no integers are passed over, not taken for numbers", () => {
  const { power, graph, seen } = withLevels("11", {
    users: { [bob]: "90", [cay]: [80] },
    users_default: "70",
    ban: 1.5,
    kick: null,
    state_default: "0",
    events: { "m.room.topic": true },
  });
  expect([power(bob), power(cay), power(dan)]).toEqual([0, 0, 0]);
  expect(view.actionLevel(graph, seen, "ban")).toBe(50);
  expect(view.actionLevel(graph, seen, "kick")).toBe(50);
  expect(view.sendLevel(graph, seen, { type: "m.room.topic", isState: true })).toBe(50);
});

test("a list of users that is no object gives nobody power", () => {
  expect(withLevels("11", { users: [90] }).power(bob)).toBe(0);
});

test("a name that objects inherit is no level", () => {
  const { graph, seen } = withLevels("11", { events: {} });
  expect(view.sendLevel(graph, seen, { type: "constructor", isState: false })).toBe(0);
  expect(view.sendLevel(graph, seen, { type: "__proto__", isState: true })).toBe(50);
});

test("actions have the defaults of the specification", () => {
  const { graph, seen } = withLevels("12", {});
  const levels = (["invite", "kick", "ban", "redact"] as const).map((action) =>
    view.actionLevel(graph, seen, action),
  );
  expect(levels).toEqual([0, 50, 50, 50]);
});

test("nobody without a membership event is in the room, nor with a malformed one", () => {
  const room = usualRoom("11");
  const odd = room.add({
    type: "m.room.member",
    sender: dan,
    stateKey: dan,
    content: { membership: 1 },
  });
  const seen = view.viewOf(room.graph, room.stateOf(odd, "$bob"));
  const membership = (user: string) => view.membershipOf(room.graph, seen, room.graph.userOf(user));
  expect([membership(dan), membership(cay), membership(bob)]).toEqual(["leave", "leave", "join"]);
});

test("a room without good join rules is invite-only", () => {
  const room = usualRoom("11");
  const odd = room.state("m.room.join_rules", { join_rule: 1 });
  expect(view.joinRuleOf(room.graph, view.viewOf(room.graph, room.stateOf(odd)))).toBe("invite");
  expect(view.joinRuleOf(room.graph, view.viewOf(room.graph, room.stateOf()))).toBe("invite");
});

test("who is a creator depends on the version", () => {
  const creators = (version: string, content: JsonObject) => {
    const room = new RoomBuilder(version);
    const create = room.index(room.state("m.room.create", content));
    return [ada, bob, cay].filter((user) =>
      view.isCreator(room.graph, create, room.graph.userOf(user)),
    );
  };
  expect(creators("10", { creator: bob })).toEqual([bob]);
  expect(creators("11", { creator: bob })).toEqual([ada]);
  expect(creators("12", { additional_creators: [cay] })).toEqual([ada, cay]);
  expect(creators("11", { additional_creators: [cay] })).toEqual([ada]);
});
