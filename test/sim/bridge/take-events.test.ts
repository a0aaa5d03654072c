// Hostile events: none of them may enter a graph, and none may keep the right one out.
import { expect, test } from "vitest";
import { takeEvent, takeEvents } from "../../../sim/bridge/take-events.ts";
import type { Pdu } from "../../../sim/protocol/event.ts";
import { RoomBook } from "../../../sim/bridge/room-book.ts";
import { publicRoom, startOrigins, userOf } from "./worlds.ts";

async function setUp() {
  const origins = await startOrigins(1);
  const user = userOf(origins, "ann");
  const room = origins.createRoom({ user, version: "11", setup: publicRoom });
  await origins.act(room, user, { kind: "message", body: "true words" });
  const { graph } = room;
  const pdus = Array.from({ length: graph.count }, (_, event) => graph.pdu(event));
  const book = new RoomBook({ serverNumber: () => 0, serverCount: 1 });
  const other = book.open(room.roomId, "11")!;
  return { into: { room: other, keys: origins.keys }, pdus, message: pdus[pdus.length - 1], graph };
}

test("right events enter, the cited ones first, whatever order they come in", async () => {
  const { into, pdus, graph } = await setUp();
  const events = await takeEvents(into, [...pdus].reverse());
  expect(events.map((event) => into.room.graph.id(event))).toEqual(
    pdus.map((_, event) => graph.id(event)),
  );
  expect(into.room.graph.heightsExact).toBe(true);
});

test("a changed body is taken away, as redaction would", async () => {
  const { into, message } = await setUp();
  const forged: Pdu = { ...message, content: { body: "false words" } };
  const taken = await takeEvent(into, forged);
  expect(taken.ok && into.room.graph.pdu(taken.event).content).toEqual({});
});

test("forged signatures, other rooms and no events at all stay outside", async () => {
  const { into, message, pdus } = await setUp();
  const signatures = { [Object.keys(message.signatures!)[0]]: { "ed25519:x": "AAAA" } };
  for (const [value, error] of [
    [{ ...message, signatures }, "signature"],
    [{ ...message, signatures: {} }, "no signature"],
    [{ ...message, room_id: "!other:x" }, "another room"],
    [{ ...message, depth: "deep" }, ""],
    [7, "object"],
  ] as const) {
    const taken = await takeEvent(into, value);
    expect(taken.ok).toBe(false);
    if (!taken.ok) expect(taken.error).toContain(error);
  }
  expect(into.room.graph.count).toBe(0);
  expect(await takeEvents(into, [null, ...pdus])).toHaveLength(pdus.length);
});

test("what a sender remarks is not kept", async () => {
  const { into, message } = await setUp();
  const taken = await takeEvent(into, { ...message, unsigned: { age: 7 } });
  expect(taken.ok && into.room.graph.pdu(taken.event).unsigned).toBeUndefined();
});
