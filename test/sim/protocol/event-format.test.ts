import { expect, test } from "vitest";
import type { Pdu } from "../../../sim/protocol/event.ts";
import { pduLimits, readPdu, readPduLeniently } from "../../../sim/protocol/event-format.ts";
import { isObject, JsonFloat, parseJson } from "../../../sim/protocol/json.ts";
import type { JsonObject, JsonValue } from "../../../sim/protocol/json.ts";
import { roomVersion } from "../../../sim/protocol/room-version.ts";
import type { RoomVersion } from "../../../sim/protocol/room-version.ts";
import { canonicalJson } from "../../../sim/protocol/canonical-json.ts";
import { readRealRoom, realRoomNames } from "./real-rooms.ts";

const v10 = roomVersion("10");
const v11 = roomVersion("11");
const v12 = roomVersion("12");

/** The nth of many event IDs. */
const id = (n: number) => `$${String(n).padStart(43, "0")}`;

/** A good event, to be spoilt in one place. `undefined` takes a field out. */
function eventOf(change: Record<string, JsonValue | undefined> = {}): JsonObject {
  const event: Record<string, JsonValue | undefined> = {
    type: "m.room.message",
    room_id: "!r:a.test",
    sender: "@a:a.test",
    content: { body: "b" },
    prev_events: [id(1)],
    auth_events: [id(2)],
    depth: 7,
    origin_server_ts: 1,
    hashes: { sha256: "x" },
    signatures: { "a.test": { "ed25519:1": "x" } },
    ...change,
  };
  for (const key of Object.keys(event)) if (event[key] === undefined) delete event[key];
  return event;
}

/** `ok`, or the code and field of the problem. */
function verdictOf(event: JsonValue, version: RoomVersion = v11): string {
  const result = readPdu(event, version);
  if (result.ok) return "ok";
  return [result.problem.code, result.problem.field].filter(Boolean).join(" ");
}

test.each(realRoomNames)("every event of %s is an event", (name) => {
  const room = readRealRoom(name);
  for (const { id, pdu } of room.events) {
    expect(readPdu(pdu, room.version), id).toEqual({ ok: true, pdu });
    expect(readPduLeniently(pdu, room.version), id).toEqual({ ok: true, pdu, missing: [] });
  }
});

test("a good event is returned as the same object", () => {
  const event = eventOf();
  const result = readPdu(event, v11);
  expect(result.ok && result.pdu).toBe(event);
});

test.each([null, true, 1, "x", [], [eventOf()]])("%j is no event", (value) => {
  expect(verdictOf(value as JsonValue)).toBe("not-an-object");
});

const required = [
  ...["type", "room_id", "sender", "content", "prev_events", "auth_events"],
  ...["depth", "origin_server_ts", "hashes", "signatures"],
];

test.each(required)("an event without %s is none", (field) => {
  expect(verdictOf(eventOf({ [field]: undefined }))).toBe(`missing-field ${field}`);
});

test.each([...required, "state_key"])("an event whose %s has another type is none", (field) => {
  const wrong: JsonValue = ["hashes", "signatures"].includes(field) ? "text" : { a: "b" };
  const value = field === "content" ? [] : wrong;
  expect(verdictOf(eventOf({ [field]: value }))).toBe(`wrong-type ${field}`);
  expect(verdictOf(eventOf({ [field]: null }))).toBe(`wrong-type ${field}`);
});

test("inside, hashes and signatures have their shape too", () => {
  expect(verdictOf(eventOf({ hashes: {} }))).toBe("wrong-type hashes");
  expect(verdictOf(eventOf({ hashes: { sha256: 1 } }))).toBe("wrong-type hashes");
  expect(verdictOf(eventOf({ signatures: {} }))).toBe("ok");
  expect(verdictOf(eventOf({ signatures: { a: "x" } }))).toBe("wrong-type signatures");
  expect(verdictOf(eventOf({ signatures: { a: { k: 1 } } }))).toBe("wrong-type signatures");
});

test("sender, room and edges have the grammar of the version", () => {
  expect(verdictOf(eventOf({ sender: "a" }))).toBe("bad-id sender");
  expect(verdictOf(eventOf({ room_id: "r" }))).toBe("bad-id room_id");
  expect(verdictOf(eventOf({ room_id: `!${id(1).slice(1)}` }))).toBe("bad-id room_id");
  expect(verdictOf(eventOf({ room_id: `!${id(1).slice(1)}` }), v12)).toBe("ok");
  expect(verdictOf(eventOf(), v12)).toBe("bad-id room_id");
  for (const field of ["prev_events", "auth_events"]) {
    expect(verdictOf(eventOf({ [field]: [id(1), "$x"] }))).toBe(`bad-id ${field}`);
    expect(verdictOf(eventOf({ [field]: [[id(1), {}]] }))).toBe(`bad-id ${field}`);
  }
});

test("in version 12 the create event names no room, and every other event must", () => {
  const create = { type: "m.room.create", state_key: "" };
  expect(verdictOf(eventOf({ ...create, room_id: undefined }), v12)).toBe("ok");
  expect(verdictOf(eventOf({ ...create, room_id: `!${id(1).slice(1)}` }), v12)).toBe(
    "bad-id room_id",
  );
  expect(verdictOf(eventOf({ room_id: undefined }), v12)).toBe("missing-field room_id");
  expect(verdictOf(eventOf({ ...create, room_id: undefined }), v11)).toBe("missing-field room_id");
});

test("20 prev_events and 10 auth_events are allowed, one more only in answers to backfill", () => {
  const many = (count: number) => Array.from({ length: count }, (_, n) => id(n));
  expect(verdictOf(eventOf({ prev_events: many(20), auth_events: many(10) }))).toBe("ok");
  const tooMany = [eventOf({ prev_events: many(21) }), eventOf({ auth_events: many(11) })];
  expect(tooMany.map((event) => verdictOf(event))).toEqual([
    "too-many prev_events",
    "too-many auth_events",
  ]);
  for (const event of tooMany) expect(readPdu(event, v11, { edgeLimits: false }).ok).toBe(true);
});

test("depth lies within 0 and 2^53−1; a timestamp may lie before 1970", () => {
  expect(verdictOf(eventOf({ depth: 0 }))).toBe("ok");
  expect(verdictOf(eventOf({ depth: pduLimits.depthMax }))).toBe("ok");
  expect(verdictOf(eventOf({ depth: -1 }))).toBe("out-of-range depth");
  expect(verdictOf(eventOf({ depth: 2n ** 53n }))).toBe("out-of-range depth");
  expect(verdictOf(eventOf({ origin_server_ts: -1 }))).toBe("ok");
  expect(verdictOf(eventOf({ origin_server_ts: 1.5 }))).toBe("wrong-type origin_server_ts");
});

test("type and state_key have at most 255 bytes since version 11, 255 characters before", () => {
  for (const field of ["type", "state_key"]) {
    const fits = eventOf({ [field]: "a".repeat(255) });
    const tooLong = eventOf({ [field]: "a".repeat(256) });
    const umlauts = eventOf({ [field]: "ä".repeat(128) });
    expect([v10, v11].map((version) => verdictOf(fits, version))).toEqual(["ok", "ok"]);
    expect(verdictOf(tooLong, v10)).toBe(`too-long ${field}`);
    expect(verdictOf(tooLong, v11)).toBe(`too-long ${field}`);
    expect(verdictOf(umlauts, v10)).toBe("ok");
    expect(verdictOf(umlauts, v11)).toBe(`too-long ${field}`);
    expect(verdictOf(eventOf({ [field]: "😀".repeat(255) }), v10)).toBe("ok");
  }
});

test("an event of 65,536 bytes fits and one of 65,537 does not; unsigned does not count", () => {
  const room =
    pduLimits.eventBytesMax - Buffer.byteLength(canonicalJson(eventOf({ content: { body: "" } })));
  const sized = (bytes: number) => eventOf({ content: { body: "a".repeat(bytes) } });
  expect(verdictOf(sized(room))).toBe("ok");
  expect(verdictOf(sized(room + 1))).toBe("too-large");
  expect(verdictOf(eventOf({ content: { body: "ä".repeat(room / 2 + 1) } }))).toBe("too-large");
  expect(verdictOf({ ...sized(room), unsigned: { a: "a".repeat(9999) }, event_id: "$x" })).toBe(
    "ok",
  );
});

test.each(["1.5", "-0", "1e3", "9007199254740992"])(
  "%s anywhere in an event makes it none, but in unsigned it does not matter",
  (number) => {
    const read = parseJson(`{"deep":[{"n":${number}}]}`);
    if (!read.ok) throw new Error(read.problem.message);
    expect(verdictOf(eventOf({ content: read.value }))).toBe("not-canonical");
    expect(verdictOf(eventOf({ mystery: read.value }))).toBe("not-canonical");
    expect(verdictOf(eventOf({ hashes: { sha256: "x", more: read.value } }))).toBe("not-canonical");
    expect(verdictOf(eventOf({ unsigned: read.value }))).toBe("ok");
  },
);

test("keys named like JavaScript's own reach no prototype and stay in the event", () => {
  const text = JSON.stringify(eventOf()).replace(
    '"depth"',
    '"__proto__":{"polluted":true},"constructor":1,"depth"',
  );
  const read = parseJson(text);
  if (!read.ok) throw new Error(read.problem.message);
  const result = readPdu(read.value, v11);
  if (!result.ok) throw new Error(result.problem.message);
  expect(result.pdu.polluted).toBeUndefined();
  expect(Object.keys(result.pdu)).toContain("__proto__");
});

test("an event made of inherited fields is none", () => {
  const inherited = parseJson('{"__proto__":{"type":"m.room.message"}}');
  if (!inherited.ok || !isObject(inherited.value)) throw new Error("not read");
  expect(verdictOf(inherited.value)).toBe("missing-field type");
});

test("read leniently, an event needs no room, depth, time, hashes or signatures", () => {
  const bare = {
    type: "m.x",
    sender: "@a:a.test",
    content: {},
    prev_events: ["$CREATE"],
    auth_events: ["$1:a.test"],
  };
  expect(readPduLeniently(bare, v11)).toEqual({
    ok: true,
    pdu: bare,
    missing: ["depth", "origin_server_ts", "hashes", "signatures", "room_id"],
  });
  const create = { ...bare, type: "m.room.create" };
  expect(readPduLeniently(create, v12)).toMatchObject({
    missing: ["depth", "origin_server_ts", "hashes", "signatures"],
  });
});

test.each<[string, Partial<Pdu> | Record<string, JsonValue | undefined>]>([
  ["missing-field type", { type: undefined }],
  ["missing-field prev_events", { prev_events: undefined }],
  ["missing-field auth_events", { auth_events: undefined }],
  ["wrong-type content", { content: [] as unknown as JsonObject }],
  ["wrong-type state_key", { state_key: 1 as unknown as string }],
  ["wrong-type depth", { depth: "1" as unknown as number }],
  ["bad-id sender", { sender: "nobody" }],
  ["bad-id prev_events", { prev_events: [["a", {}]] as unknown as string[] }],
])("read leniently, an event still fails with %s", (expected, change) => {
  const result = readPduLeniently(eventOf(change as Record<string, JsonValue>), v11);
  if (result.ok) throw new Error("was read");
  expect(`${result.problem.code} ${result.problem.field}`).toBe(expected);
});

// ---- Versions 1 to 5 ----

const pair = (event: string): JsonValue => [event, { sha256: "x" }];

/** A good event of version 1 or 2. */
const oldEventOf = (change: Record<string, JsonValue | undefined> = {}) =>
  eventOf({
    event_id: "$0:a.test",
    prev_events: [pair("$1:a.test")],
    auth_events: [pair("$2:b.test")],
    ...change,
  });

test.each(["1", "2"])(
  "version %s sends IDs, and hashes beside those of other events",
  (version) => {
    const row = roomVersion(version);
    expect(verdictOf(oldEventOf(), row)).toBe("ok");
    expect(verdictOf(oldEventOf({ event_id: undefined }), row)).toBe("missing-field event_id");
    for (const bad of ["$0", "0:a.test", 7]) {
      expect(verdictOf(oldEventOf({ event_id: bad }), row)).toBe("bad-id event_id");
    }
    for (const bad of ["$1:a.test", ["$1:a.test"], ["$1:a.test", "x"], pair("$1"), [1, {}]]) {
      expect(verdictOf(oldEventOf({ prev_events: [bad] }), row)).toBe("bad-id prev_events");
    }
  },
);

test("version 3 names events by standard base64, later ones by the URL-safe kind", () => {
  const [standard, urlSafe] = ["+/", "-_"].map((two) => `$${two}${"A".repeat(41)}`);
  for (const [version, good, bad] of [
    ["3", standard, urlSafe],
    ["4", urlSafe, standard],
  ]) {
    const row = roomVersion(version);
    expect(verdictOf(eventOf({ prev_events: [good] }), row)).toBe("ok");
    expect(verdictOf(eventOf({ prev_events: [bad] }), row)).toBe("bad-id prev_events");
  }
});

test("up to version 5 depths go to 2^63−1 and any JSON is an event; from 6 on not", () => {
  const floats = { content: { level: new JsonFloat("1.5") as JsonValue } };
  const deep = { depth: 2n ** 63n - 1n };
  for (const version of ["3", "4", "5"]) {
    const ids = { prev_events: [], auth_events: [] };
    expect(verdictOf(eventOf({ ...floats, ...ids }), roomVersion(version))).toBe("ok");
    expect(verdictOf(eventOf({ ...deep, ...ids }), roomVersion(version))).toBe("ok");
    const deeper = eventOf({ ...ids, depth: 2n ** 63n });
    expect(verdictOf(deeper, roomVersion(version))).toBe("out-of-range depth");
  }
  expect(verdictOf(eventOf(floats), roomVersion("6"))).toBe("not-canonical");
  expect(verdictOf(eventOf(deep), roomVersion("6"))).toBe("out-of-range depth");
});
