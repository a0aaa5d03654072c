// What reports call events.
import { expect, test } from "vitest";
import { eventRef, keyName, shortId } from "../../../sim/protocol/event-name.ts";
import { ada, bob, usualRoom } from "./room-builder.ts";

test("a name has type, state key, membership, sender and the short ID", () => {
  const room = usualRoom("11");
  const ref = (id: string) => eventRef(room.graph, room.index(id));
  const ban = room.member(bob, "ban", { by: ada, id: `$0123456789${"x".repeat(33)}` });
  expect(ref(ban)).toEqual({
    id: ban,
    type: "m.room.member",
    stateKey: bob,
    sender: ada,
    name: `m.room.member ${bob} (ban) by ${ada} [$0123456]`,
  });
  expect(ref("$levels").name).toBe(`m.room.power_levels by ${ada} [$levels]`);
  const message = ref(room.say(bob, { id: "$m" }));
  expect(message).toEqual({
    id: "$m",
    type: "m.room.message",
    sender: bob,
    name: `m.room.message by ${bob} [$m]`,
  });
});

test("hostile content cannot leave its line", () => {
  const room = usualRoom("11");
  const id = room.add({ type: "x\ny", stateKey: "\u001b[2J", id: "$bad\r" });
  expect(eventRef(room.graph, room.index(id)).name).toBe(
    `x\\u{a}y \\u{1b}[2J by ${ada} [$bad\\u{d}]`,
  );
});

test("a key without state key is its type", () => {
  expect([keyName("m.room.topic", ""), keyName("a", "b")]).toEqual(["m.room.topic", "a b"]);
});

test("a short ID is cut between characters", () => {
  expect(shortId(`$${"😀".repeat(40)}`)).toBe(`[$${"😀".repeat(23)}]`);
});

test("of a chosen ID all is said but the server, for those of one server begin alike", () => {
  expect(shortId("$152000000012345:a.test")).toBe("[$152000000012345]");
  expect(shortId("$levels-2")).toBe("[$levels-2]");
});
