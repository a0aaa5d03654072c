import { expect, test } from "vitest";
import { parseJson } from "../../../sim/protocol/json.ts";
import { printJson } from "../../../sim/protocol/print-json.ts";

test("a text that was read is written again, every number as it was", () => {
  for (const text of [
    '{"b":1,"a":[1.50,1e400,-0,9007199254740993,null,true,"\\u0007ä"]}',
    '{"__proto__":{"x":[]},"10":{}}',
  ]) {
    const read = parseJson(text);
    expect(read.ok && printJson(read.value)).toBe(
      text.replace('{"__proto__":{"x":[]},"10":{}}', '{"10":{},"__proto__":{"x":[]}}'),
    );
  }
});

test("what is undefined is left out", () => {
  expect(printJson({ a: undefined, b: "c" })).toBe('{"b":"c"}');
});
