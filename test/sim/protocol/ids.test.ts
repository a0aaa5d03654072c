import fc from "fast-check";
import { expect, test } from "vitest";
import {
  isEventId,
  isOpaqueEventId,
  isRoomId,
  isServerName,
  isUserId,
} from "../../../sim/protocol/ids.ts";
import { roomVersion } from "../../../sim/protocol/room-version.ts";

const digest = "A-_zbcdefghijklmnopqrstuvwxyz0123456789ABCDE".slice(0, 43);

test.each(["alpha.test", "alpha.test:8448", "1.2.3.4:1", "[1234:5678::abcd]:5678", "[::]", "A-b"])(
  "%s is a server name",
  (text) => {
    expect(isServerName(text)).toBe(true);
  },
);

test.each([
  "",
  ":8448",
  "a:",
  "a:123456",
  "a:b",
  "a b",
  "a/b",
  "ä.test",
  "[::1",
  "::1",
  "[]",
  "a\n",
])("%j is no server name", (text) => {
  expect(isServerName(text)).toBe(false);
});

test("a DNS name has at most 255 characters", () => {
  expect(isServerName("a".repeat(255))).toBe(true);
  expect(isServerName("a".repeat(256))).toBe(false);
});

test.each(["@ada:alpha.test", "@:alpha.test", "@Ada Ä\u0001 😀:alpha.test:8448", "@a:[::1]:8448"])(
  "%j is a user ID, as today's or historical ones are",
  (text) => {
    expect(isUserId(text)).toBe(true);
  },
);

test.each([
  "ada:alpha.test",
  "@ada",
  "@ada:",
  "@a\0b:alpha.test",
  "@\ud83d:alpha.test",
  "@a:b:c",
  "",
])("%j is no user ID", (text) => {
  expect(isUserId(text)).toBe(false);
});

test("a user ID of 255 bytes is one and of 256 is none, whatever the number of characters", () => {
  // "@" and ":a.test" take eight bytes.
  expect(isUserId(`@${"a".repeat(247)}:a.test`)).toBe(true);
  expect(isUserId(`@${"a".repeat(248)}:a.test`)).toBe(false);
  expect(isUserId(`@${"ä".repeat(123)}a:a.test`)).toBe(true);
  expect(isUserId(`@${"ä".repeat(124)}:a.test`)).toBe(false);
});

test("room IDs name a server up to version 11 and are a hash in version 12", () => {
  for (const version of ["10", "11"].map(roomVersion)) {
    expect(isRoomId("!opaque:alpha.test", version)).toBe(true);
    expect(isRoomId(`!${digest}`, version)).toBe(false);
    expect(isRoomId("!:alpha.test", version)).toBe(true);
    expect(isRoomId("!opaque", version)).toBe(false);
  }
  expect(isRoomId(`!${digest}`, roomVersion("12"))).toBe(true);
  expect(isRoomId("!opaque:alpha.test", roomVersion("12"))).toBe(false);
  expect(isRoomId(`!${digest}A`, roomVersion("12"))).toBe(false);
});

test("event IDs are $ and 43 characters of URL-safe base64; opaque ones anything after $", () => {
  expect(isEventId(`$${digest}`, roomVersion("11"))).toBe(true);
  expect(isEventId(`$${digest.slice(1)}`, roomVersion("11"))).toBe(false);
  expect(isEventId(`$${digest.slice(1)}+`, roomVersion("11"))).toBe(false);
  expect(isEventId(`!${digest}`, roomVersion("11"))).toBe(false);
  expect(isEventId(`$${digest}\n`, roomVersion("11"))).toBe(false);
  expect(isOpaqueEventId("$CREATE")).toBe(true);
  expect(isOpaqueEventId("$1:alpha.test")).toBe(true);
  expect(isOpaqueEventId("$")).toBe(false);
  expect(isOpaqueEventId("CREATE")).toBe(false);
  expect(isOpaqueEventId(`$${"a".repeat(255)}`)).toBe(false);
});

test("IDs that are hashes are those that regular expressions let through", () => {
  const standard = /^\$[0-9A-Za-z+/]{43}$/;
  const urlSafe = /^\$[0-9A-Za-z_-]{43}$/;
  const digit = fc.constantFrom(..."azAZ09+/-_");
  const char = fc.oneof({ weight: 200, arbitrary: digit }, fc.constantFrom(..."$!=.:\n\0é€"));
  const id = fc.tuple(
    fc.constantFrom("$", "!", "", "$$"),
    fc.array(char, { minLength: 41, maxLength: 45 }),
  );
  let good = 0;
  fc.assert(
    fc.property(id, ([sigil, chars]) => {
      // Half of the texts keep to one alphabet.
      const text = sigil + chars.join("");
      for (const one of [text, text.replace(/[+/]/g, "-"), text.replace(/[-_]/g, "+")]) {
        expect(isEventId(one, roomVersion("3"))).toBe(standard.test(one));
        expect(isEventId(one, roomVersion("11"))).toBe(urlSafe.test(one));
        const room = `!${one.slice(1)}`;
        expect(isRoomId(room, roomVersion("12"))).toBe(urlSafe.test(`$${one.slice(1)}`));
        if (urlSafe.test(one)) good++;
      }
    }),
    { seed: 1, numRuns: 1000 },
  );
  expect(good).toBeGreaterThan(20);
});
