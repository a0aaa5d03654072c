// IDs and PDUs come back as they were, usual and unusual ones.
import fc from "fast-check";
import { expect, test } from "vitest";
import { JsonFloat } from "../../../sim/protocol/json.ts";
import { Bodies, BodyBuilder, jsonText } from "../../../viz/model/bodies.ts";
import type { Columns } from "../../../viz/model/table.ts";

function storeOf(list: readonly (readonly [string, unknown])[]): Bodies {
  const builder = new BodyBuilder();
  for (const [id, body] of list) builder.add(id, body);
  const columns: Columns = {};
  builder.finish(columns);
  return new Bodies(columns);
}

test("any ID comes back, whatever it looks like", () => {
  const usual = fc
    .uint8Array({ minLength: 32, maxLength: 32 })
    .map((bytes) => `$${Buffer.from(bytes).toString("base64url")}`);
  const id = fc.oneof(
    usual,
    fc.string(),
    fc.string({ unit: "grapheme" }).map((s) => `$${s}:x`),
  );
  fc.assert(
    fc.property(fc.array(id), (ids) => {
      const store = storeOf(ids.map((each) => [each, undefined] as const));
      expect(ids.map((_, event) => store.id(event))).toEqual(ids);
    }),
  );
});

test("a string of 32 bytes is not taken for an ID of the usual form, nor one with spare bits", () => {
  const odd = ["x".repeat(32), `$${"A".repeat(42)}B`];
  const store = storeOf(odd.map((id) => [id, undefined] as const));
  expect(odd.map((_, event) => store.id(event))).toEqual(odd);
});

test("PDUs come back, prototype keys and unrounded numbers included", () => {
  const pdu = JSON.parse('{"__proto__":{"a":1},"constructor":2,"content":{"b":[null,"x",true]}}');
  const numbers = { big: 9007199254740993n, float: new JsonFloat("1.50"), small: -7 };
  const store = storeOf([
    ["$a", pdu],
    ["$b", numbers],
    ["$c", undefined],
  ]);
  expect(store.body(0)).toEqual(pdu);
  expect(Object.hasOwn(store.body(0) as object, "__proto__")).toBe(true);
  expect(store.body(1)).toEqual(numbers);
  expect(store.body(2)).toBeUndefined();
});

test("the text is that of JSON.stringify for plain values", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(jsonText(value)).toBe(JSON.stringify(value));
    }),
  );
});
