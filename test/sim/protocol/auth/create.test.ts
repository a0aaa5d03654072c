// Rule 1 on its own: the create event is judged without any state.
import { expect, test } from "vitest";
import { authorise } from "../../../../sim/protocol/auth/index.ts";
import { authoriseCreate } from "../../../../sim/protocol/auth/create.ts";
import { emptyState } from "../../../../sim/protocol/state.ts";
import type { JsonObject, JsonValue } from "../../../../sim/protocol/json.ts";
import { ada, bob, RoomBuilder, versions } from "../room-builder.ts";
import { outcome } from "./trials.ts";

function judgeCreate(
  version: string,
  content: JsonObject,
  spoil: { [field: string]: JsonValue | undefined } = {},
): string {
  const room = new RoomBuilder(version);
  const creator = version === "10" ? { creator: ada } : {};
  const all = { room_version: version, ...creator, ...content };
  const id = room.state("m.room.create", all, { spoil });
  const verdict = authoriseCreate(room.graph, room.index(id));
  expect(authorise(room.graph, room.index(id), emptyState)).toEqual(verdict);
  return outcome(verdict);
}

test.each(versions)("a plain create event is allowed (version %s)", (version) => {
  expect(judgeCreate(version, {})).toBe("allowed");
});

test.each(versions)("1.1: a create event stands on nothing (version %s)", (version) => {
  expect(judgeCreate(version, {}, { prev_events: ["$before"] })).toBe("1.1");
});

test("1.2: up to 11 the room ID is on the sender's server", () => {
  for (const version of ["10", "11"]) {
    expect(judgeCreate(version, {}, { room_id: "!room:b.test" })).toBe("1.2");
    expect(judgeCreate(version, {}, { room_id: undefined })).toBe("1.2");
  }
});

test("1.2: since 12 the create event names no room", () => {
  expect(judgeCreate("12", {}, { room_id: "!create" })).toBe("1.2");
});

test.each(versions)("1.3: the room's version must be one that is known (version %s)", (version) => {
  expect(judgeCreate(version, { room_version: "13" })).toBe("1.3");
  expect(judgeCreate(version, { room_version: 11 })).toBe("1.3");
  expect(judgeCreate(version, { room_version: "org.example.made-up" })).toBe("1.3");
});

test.each(versions)("1.3: no version at all means 1, which is known (version %s)", (version) => {
  const room = new RoomBuilder(version);
  const id = room.state("m.room.create", version === "10" ? { creator: ada } : {});
  expect(outcome(authoriseCreate(room.graph, room.index(id)))).toBe("allowed");
});

test("1.4: up to 10 the content names its creator, later it need not", () => {
  for (const [version, expected] of [
    ["10", "1.4"],
    ["11", "allowed"],
    ["12", "allowed"],
  ]) {
    const room = new RoomBuilder(version);
    const id = room.state("m.room.create", { room_version: version });
    expect(outcome(authoriseCreate(room.graph, room.index(id)))).toBe(expected);
  }
});

test("1.4: since 12 additional creators are an array of user IDs", () => {
  expect(judgeCreate("12", { additional_creators: [bob] })).toBe("allowed");
  expect(judgeCreate("12", { additional_creators: [] })).toBe("allowed");
  expect(judgeCreate("12", { additional_creators: bob })).toBe("1.4");
  expect(judgeCreate("12", { additional_creators: [bob, 1] })).toBe("1.4");
  expect(judgeCreate("12", { additional_creators: ["bob"] })).toBe("1.4");
  expect(judgeCreate("11", { additional_creators: "no matter" })).toBe("allowed");
});
