import { expect, test } from "vitest";
import { contentHash, contentText, signedText } from "../../../sim/protocol/event-hash.ts";
import type { Pdu } from "../../../sim/protocol/event.ts";
import { hashSigner } from "../../../sim/protocol/hash-signer.ts";
import { textsOf } from "../../../sim/protocol/recent-texts.ts";
import { roomVersion } from "../../../sim/protocol/room-version.ts";
import { signEvent } from "../../../sim/protocol/signing.ts";

const v10 = roomVersion("10");
const v11 = roomVersion("11");
const signer = hashSigner("a.test");

function message(body: string): Pdu {
  return {
    auth_events: [],
    content: { body },
    depth: 1,
    origin: "a.test",
    origin_server_ts: 1,
    prev_events: [],
    room_id: "!r:a.test",
    sender: "@a:a.test",
    type: "m.room.message",
  };
}

/** The same event as an object that nobody has seen. */
const unseen = (pdu: Pdu): Pdu => structuredClone(pdu);

test("texts that were handed on are those that the signed event has of itself", () => {
  // Signing hands texts from object to object; a copy has to work all of them out anew.
  const signed = signEvent(message("b"), v11, signer);
  expect(textsOf(signed, v11).signed).toBeDefined();
  expect(signedText(signed, v11)).toBe(signedText(unseen(signed), v11));
  expect(contentText(signed, v11)).toBe(contentText(unseen(signed), v11));
  expect(contentHash(signed, v11)).toBe(contentHash(unseen(signed), v11));
});

test("an event whose text was asked for before it had a hash is signed with the hash in the text", () => {
  const bare = message("b");
  const before = signedText(bare, v11);
  const signed = signEvent(bare, v11, signer);
  expect(signedText(signed, v11)).not.toBe(before);
  expect(signedText(signed, v11)).toBe(signedText(unseen(signed), v11));
});

test("the rules of another version make another text of the same object", () => {
  const pdu = message("b");
  expect(signedText(pdu, v10)).toContain("origin");
  expect(signedText(pdu, v11)).not.toContain('"origin":');
  expect(signedText(pdu, v10)).toBe(signedText(unseen(pdu), v10));
});

test("an altered copy has texts of its own, and so has an object whose place was reused", () => {
  const first = signEvent(message("b"), v11, signer);
  const text = signedText(first, v11);
  const altered = { ...first, depth: 2 };
  expect(signedText(altered, v11)).toContain('"depth":2');
  for (let n = 0; n < 200; n++) contentHash(message(`${n}`), v11);
  expect(textsOf(first, v11).signed).toBeUndefined();
  expect(signedText(first, v11)).toBe(text);
});
