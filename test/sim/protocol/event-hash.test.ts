import { expect, test } from "vitest";
import type { Pdu } from "../../../sim/protocol/event.ts";
import {
  contentHash,
  contentHashHolds,
  eventId,
  hashAnew,
  referenceHash,
  referenceTo,
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
    expect(contentHashHolds(pdu, room.version), id).toBe(true);
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
    expect(contentHashHolds(pdu, v10)).toBe(true);
  }
});

test("`event_id` and `unsigned` change no hash; signatures only the bytes, not the ID", () => {
  const local = { ...message(), event_id: "$x", unsigned: { age: 1 } };
  expect(eventId(local, v11)).toBe(eventId(message(), v11));
  expect(contentHash(local, v11)).toBe(contentHash(message(), v11));
  const signed = { ...message(), signatures: { "a.test": { "ed25519:1": "x" } } };
  expect(eventId(signed, v11)).toBe(eventId(message(), v11));
  expect(contentHash(signed, v11)).toBe(contentHash(message(), v11));
});

test("the content hash covers all content, the ID only what redaction keeps and the hash", () => {
  const other = { ...message(), content: { body: "changed" } };
  expect(contentHash(other, v11)).not.toBe(contentHash(message(), v11));
  expect(referenceHash(other, v11)).toBe(referenceHash(message(), v11));
  const hashed = { ...message(), hashes: { sha256: contentHash(message(), v11) } };
  expect(referenceHash(hashed, v11)).not.toBe(referenceHash(message(), v11));
  expect(contentHashHolds(hashed, v11)).toBe(true);
  expect(contentHashHolds({ ...hashed, content: { body: "changed" } }, v11)).toBe(false);
  expect(contentHashHolds(message(), v11)).toBe(false);
});

test("a content hash with padding holds, one of other bytes does not", () => {
  const hash = contentHash(message(), v11);
  expect(contentHashHolds({ ...message(), hashes: { sha256: `${hash}=` } }, v11)).toBe(true);
  expect(contentHashHolds({ ...message(), hashes: { sha256: "AAAA" } }, v11)).toBe(false);
  expect(contentHashHolds({ ...message(), hashes: { sha256: "?" } }, v11)).toBe(false);
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

// ---- Versions 1 to 5 ----

test("in versions 1 and 2 the ID is what the event says, and hashes cover it", () => {
  const sent = { ...message(), event_id: "$0:a.test" };
  for (const version of ["1", "2"].map(roomVersion)) {
    expect(eventId(sent, version)).toBe("$0:a.test");
    expect(() => eventId(message(), version)).toThrow("says its ID");
    const other = { ...sent, event_id: "$1:a.test" };
    expect(contentHash(other, version)).not.toBe(contentHash(sent, version));
    expect(referenceHash(other, version)).not.toBe(referenceHash(sent, version));
    expect(contentHash({ ...sent, unsigned: {} }, version)).toBe(contentHash(sent, version));
  }
});

test("edges of versions 1 and 2 carry the reference hash, those of later ones are IDs", () => {
  const pdu = { ...message(), event_id: "$0:a.test" };
  const [v1, v3] = ["1", "3"].map(roomVersion);
  const sha256 = referenceHash(pdu, v1);
  expect(referenceTo({ id: "$0:a.test", pdu }, v1)).toEqual(["$0:a.test", { sha256 }]);
  expect(sha256).toMatch(/^[\w+/]{43}$/);
  expect(referenceTo({ id: "$x", pdu }, v3)).toBe("$x");
});

test("versions 3 and 4 name an event by one hash in two alphabets", () => {
  const [v3, v4, v5] = ["3", "4", "5"].map(roomVersion);
  // Of many events some hash holds a digit in which the alphabets differ.
  const events = Array.from({ length: 50 }, (_, depth) => ({ ...message(), depth }));
  const ids = events.map((event) => eventId(event, v3));
  const safe = ids.map((id) => id.replaceAll("+", "-").replaceAll("/", "_"));
  expect(ids.some((id) => /[+/]/.test(id))).toBe(true);
  expect(events.map((event) => eventId(event, v4))).toEqual(safe);
  expect(events.map((event) => eventId(event, v5))).toEqual(safe);
});

test("one event object can be hashed under several versions", () => {
  const event = { ...message(), event_id: "$0:a.test", origin: "a.test" };
  const hashes = ["1", "3", "11", "1"].map((id) => referenceHash(event, roomVersion(id)));
  expect(new Set(hashes).size).toBe(3);
  expect(hashes[3]).toBe(hashes[0]);
  expect(contentHash(event, roomVersion("3"))).not.toBe(contentHash(event, roomVersion("1")));
});

test.each(["1", "3", "11", "12"])(
  "hashes worked out anew follow the event alone, in version %s",
  (id) => {
    const version = roomVersion(id);
    const pdu: Pdu = { ...message(), ...(id === "1" ? { event_id: "$x:a.test" } : {}), hashes: {} };
    const right = () => {
      const twin = structuredClone(pdu);
      return { id: eventId(twin, version), content: contentHash(twin, version) };
    };
    const changes: readonly ((changed: { -readonly [field in keyof Pdu]: Pdu[field] }) => void)[] =
      [
        (changed) => (changed.content = { body: "x" }),
        (changed) => (changed.depth = 2),
        (changed) => (changed.hashes = { sha256: "y" }),
        (changed) => (changed.type = "m.room.name"),
      ];
    for (const change of changes) {
      // Texts and hashes are kept now, and must not be believed of what the event says afterwards.
      eventId(pdu, version);
      contentHash(pdu, version);
      expect(hashAnew(pdu, version)).toEqual(right());
      change(pdu);
      expect(hashAnew(pdu, version)).toEqual(right());
    }
  },
);
