import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson, CanonicalJsonError } from "../../../sim/protocol/canonical-json.ts";
import type { Pdu } from "../../../sim/protocol/event.ts";
import { eventSize } from "../../../sim/protocol/event-size.ts";
import { roomVersion } from "../../../sim/protocol/room-version.ts";

const version = roomVersion("11");
const text = fc.string({ unit: "grapheme", maxLength: 12 });
const event = fc.record({
  type: fc.constant("m.room.message"),
  sender: fc.constant("@ada:alpha.test"),
  room_id: fc.constant("!room:alpha.test"),
  content: fc.dictionary(text, text, { maxKeys: 3, noNullPrototype: true }),
  prev_events: fc.array(text, { maxLength: 3 }),
  auth_events: fc.array(text, { maxLength: 3 }),
  depth: fc.nat(),
  origin_server_ts: fc.nat(),
  hashes: fc.dictionary(text, text, { maxKeys: 3, noNullPrototype: true }),
  signatures: fc.dictionary(text, fc.dictionary(text, text), { maxKeys: 3, noNullPrototype: true }),
}) as fc.Arbitrary<unknown> as fc.Arbitrary<Pdu>;

test("an event that may be near the limit is measured to the byte", () => {
  fc.assert(
    fc.property(event, (pdu) => {
      const bytes = new TextEncoder().encode(canonicalJson(pdu)).length;
      expect(eventSize(pdu, version, 0)).toBe(bytes);
    }),
    { seed: 1 },
  );
});

test("the rough bound is never below the size, and never above what is allowed", () => {
  let rough = 0;
  fc.assert(
    fc.property(event, fc.nat(6000), (pdu, allowed) => {
      const exact = eventSize(pdu, version, 0);
      const size = eventSize(pdu, version, allowed);
      expect(size).toBeGreaterThanOrEqual(exact);
      if (size !== exact) expect(size).toBeLessThanOrEqual(allowed);
      if (size !== exact) rough++;
    }),
    { seed: 1 },
  );
  expect(rough).toBeGreaterThan(0);
});

test.each([{ x: 0.5 }, { x: { y: { z: { n: 0.5 } } } }, { x: "\ud800" }, { "\ud800": "x" }])(
  "hashes and signatures %j have no canonical form, however much is allowed",
  (odd) => {
    const [pdu] = fc.sample(event, { seed: 1, numRuns: 1 });
    const strict = (field: string) => () => eventSize({ ...pdu, [field]: odd }, version, 65_536);
    expect(strict("hashes")).toThrow(CanonicalJsonError);
    expect(strict("signatures")).toThrow(CanonicalJsonError);
  },
);
