import fc from "fast-check";
import { expect, test } from "vitest";
import { CanonicalJsonError } from "../../../sim/protocol/canonical-json.ts";
import { eventId } from "../../../sim/protocol/event-hash.ts";
import type { Pdu } from "../../../sim/protocol/event.ts";
import {
  isPlain,
  plainContentText,
  plainSharedText,
  plainSignedText,
  writeContentText,
  writeSignedText,
} from "../../../sim/protocol/event-texts.ts";
import { roomVersion } from "../../../sim/protocol/room-version.ts";
import { readRealRoom, realRoomNames } from "./real-rooms.ts";

/** Both ways must write the same two texts. */
function expectSame(pdu: Pdu, version: ReturnType<typeof roomVersion>): void {
  const shared = plainSharedText(pdu);
  expect(plainContentText(pdu, shared)).toBe(writeContentText(pdu, version));
  expect(plainSignedText(pdu, version, shared)).toBe(writeSignedText(pdu, version));
}

const ids = fc.array(
  fc.string().map((text) => `$${text}`),
  { maxLength: 3 },
);
const text = fc.string({ unit: "grapheme", maxLength: 8 });
const content = fc.dictionary(
  fc.oneof(text, fc.constantFrom("membership", "users", "redacts", "join_rule", "creator")),
  fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null), fc.dictionary(text, text)),
  { maxKeys: 4, noNullPrototype: true },
);
const types = ["m.room.message", "m.room.member", "m.room.create", "m.room.power_levels", "x.y"];
const event = fc.record(
  {
    type: fc.constantFrom(...types),
    sender: text,
    content,
    prev_events: ids,
    auth_events: ids,
    depth: fc.nat(),
    origin_server_ts: fc.nat(),
    room_id: text,
    state_key: text,
    event_id: text,
    hashes: fc.record({ sha256: text }),
    signatures: fc.dictionary(text, fc.dictionary(text, text)),
    unsigned: fc.record({ age: fc.nat() }),
  },
  {
    requiredKeys: [
      "type",
      "sender",
      "content",
      "prev_events",
      "auth_events",
      "depth",
      "origin_server_ts",
    ],
    noNullPrototype: true,
  },
);

test("texts of events as they stand are those written field by field, whatever they hold", () => {
  const versions = ["3", "5", "6", "8", "9", "10", "11", "12"].map(roomVersion);
  let plain = 0;
  const check = fc.property(event, fc.constantFrom(...versions), (made, version) => {
    const pdu = made as unknown as Pdu;
    if (!isPlain(pdu, version)) return;
    plain++;
    expectSame(pdu, version);
  });
  fc.assert(check, { seed: 3, numRuns: 1000 });
  expect(plain).toBeGreaterThan(300);
});

test.each(realRoomNames)("so they are for every event of %s", (name) => {
  const { events, version } = readRealRoom(name);
  for (const { pdu } of events) {
    if (isPlain(pdu, version)) expectSame(pdu, version);
  }
});

test("an event with a field of its own, or without a usual one, does not stand as it is", () => {
  const version = roomVersion("11");
  const pdu = {
    ...{ type: "a", sender: "@a:b", content: {}, prev_events: [], auth_events: [] },
    ...{ depth: 1, origin_server_ts: 1 },
  } as unknown as Pdu;
  expect(isPlain(pdu, version)).toBe(true);
  expect(isPlain({ ...pdu, origin: "b" } as Pdu, version)).toBe(false);
  expect(isPlain(JSON.parse(`{"__proto__":1}`) as Pdu, version)).toBe(false);
  const { depth: _, ...without } = pdu;
  expect(isPlain(without as Pdu, version)).toBe(false);
  expect(isPlain({ ...pdu, event_id: "$a:b" }, roomVersion("1"))).toBe(false);
});

test("an event whose content has no canonical form is not plain, and has an ID", () => {
  const version = roomVersion("11");
  const pdu = {
    ...{ type: "m.room.message", sender: "@a:b", content: { body: 1.5 }, room_id: "!a:b" },
    ...{ prev_events: [], auth_events: [], depth: 1, origin_server_ts: 1 },
  } as unknown as Pdu;
  expect(isPlain(pdu, version)).toBe(false);
  expect(() => writeContentText(pdu, version)).toThrow(CanonicalJsonError);
  expect(eventId(pdu, version)).toMatch(/^\$[\w-]{43}$/);
});
