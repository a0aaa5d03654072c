import { expect, test } from "vitest";
import type { Pdu } from "../../../sim/protocol/event.ts";
import {
  contentHash,
  contentHashHolds,
  eventId,
  referenceHash,
  roomIdOf,
} from "../../../sim/protocol/event-hash.ts";
import { parseJson } from "../../../sim/protocol/json.ts";
import { roomVersion } from "../../../sim/protocol/room-version.ts";
import { haveVectors, vectorText } from "../../vectors.ts";
import { readRealRoom, realRoomNames } from "./real-rooms.ts";

const v10 = roomVersion("10");
const v11 = roomVersion("11");
const v12 = roomVersion("12");

function message(): Pdu {
  return {
    type: "m.room.message",
    room_id: "!r:a.test",
    sender: "@a:a.test",
    content: { body: "b" },
    prev_events: [],
    auth_events: [],
    depth: 1,
    origin_server_ts: 1,
  };
}

test.each(realRoomNames)("every ID, content hash and room ID of %s recomputes", (name) => {
  const room = readRealRoom(name);
  expect(room.events.length).toBeGreaterThan(100);
  for (const { id, pdu } of room.events) {
    expect(eventId(pdu, room.version)).toBe(id);
    expect(contentHashHolds(pdu), id).toBe(true);
    expect(roomIdOf(pdu, id, room.version)).toBe(room.roomId);
  }
});

test.runIf(haveVectors)("the eight IDs of a room of matrix.org recompute", () => {
  const lines = vectorText("tardis", "simple.json").trim().split("\n");
  expect(lines).toHaveLength(8);
  for (const line of lines) {
    const result = parseJson(line);
    if (!result.ok) throw new Error(result.problem.message);
    const pdu = result.value as Pdu;
    expect(eventId(pdu, v10)).toBe(pdu.event_id);
    expect(contentHashHolds(pdu)).toBe(true);
  }
});

test("`event_id` and `unsigned` change no hash; signatures only the bytes, not the ID", () => {
  const local = { ...message(), event_id: "$x", unsigned: { age: 1 } };
  expect(eventId(local, v11)).toBe(eventId(message(), v11));
  expect(contentHash(local)).toBe(contentHash(message()));
  const signed = { ...message(), signatures: { "a.test": { "ed25519:1": "x" } } };
  expect(eventId(signed, v11)).toBe(eventId(message(), v11));
  expect(contentHash(signed)).toBe(contentHash(message()));
});

test("the content hash covers all content, the ID only what redaction keeps and the hash", () => {
  const other = { ...message(), content: { body: "changed" } };
  expect(contentHash(other)).not.toBe(contentHash(message()));
  expect(referenceHash(other, v11)).toBe(referenceHash(message(), v11));
  const hashed = { ...message(), hashes: { sha256: contentHash(message()) } };
  expect(referenceHash(hashed, v11)).not.toBe(referenceHash(message(), v11));
  expect(contentHashHolds(hashed)).toBe(true);
  expect(contentHashHolds({ ...hashed, content: { body: "changed" } })).toBe(false);
  expect(contentHashHolds(message())).toBe(false);
});

test("a content hash with padding holds, one of other bytes does not", () => {
  const hash = contentHash(message());
  expect(contentHashHolds({ ...message(), hashes: { sha256: `${hash}=` } })).toBe(true);
  expect(contentHashHolds({ ...message(), hashes: { sha256: "AAAA" } })).toBe(false);
  expect(contentHashHolds({ ...message(), hashes: { sha256: "?" } })).toBe(false);
});

test("`origin` is part of the ID in version 10 and of none since version 11", () => {
  const withOrigin = { ...message(), origin: "a.test" };
  expect(eventId(withOrigin, v10)).not.toBe(eventId(message(), v10));
  expect(eventId(withOrigin, v11)).toBe(eventId(message(), v11));
});

test("the room ID of version 12 is the create event's ID with another sigil", () => {
  const { room_id: _, ...roomless } = message();
  const create: Pdu = { ...roomless, type: "m.room.create", state_key: "" };
  expect(roomIdOf(create, "$abc", v12)).toBe("!abc");
  expect(roomIdOf(create, "$abc", v11)).toBe("");
  expect(roomIdOf({ ...create, room_id: "!named" }, "$abc", v12)).toBe("!named");
  expect(roomIdOf(message(), "$abc", v12)).toBe("!r:a.test");
});
