import { expect, test } from "vitest";
import { isPdu } from "../../../sim/protocol/pdu-shape.ts";

const whole = { type: "t", sender: "@a:a.test", content: {}, prev_events: [], auth_events: ["$a"] };

test("an event with the fields that a graph reads can stand in it", () => {
  expect(isPdu(whole)).toBe(true);
  expect(isPdu({ ...whole, state_key: "" })).toBe(true);
  // In room versions 1 and 2 a hash stands beside each ID.
  expect(isPdu({ ...whole, auth_events: [["$b:b.test", { sha256: "x" }]] })).toBe(true);
});

test.each([
  ["no object", null],
  ["a list", [whole]],
  ["no type", { ...whole, type: 1 }],
  ["no sender", { ...whole, sender: undefined }],
  ["a state key that is no string", { ...whole, state_key: null }],
  ["content that is a list", { ...whole, content: [] }],
  ["no prev events", { ...whole, prev_events: undefined }],
  ["auth events that are no IDs", { ...whole, auth_events: ["$a", [{}, "$b"]] }],
])("what has %s cannot", (_what, value) => {
  expect(isPdu(value)).toBe(false);
});
