import { expect, test } from "vitest";
import { TextAnswer } from "../../../loadtest/journeys/answer.ts";
import { versions } from "../../../loadtest/journeys/requests.ts";
import { LazyAnswer, type Response } from "../../../loadtest/matrix/lazy-answer.ts";
import { responseOf } from "../k6-shim/http.ts";

const response = (status: number, text: string | null) =>
  responseOf(status, text) as unknown as Response;
const reading = { ...versions(), read: true };

test("an answer is looked up when it is looked at, and not before", () => {
  const untouched = new Proxy({} as Response, {
    get: () => {
      throw new Error("Somebody looked.");
    },
  });
  const answer = new LazyAnswer(versions(), untouched);
  expect(() => answer.ok).toThrow("Somebody looked.");
});

test("an answer says what came back, with text only where it was to be read", () => {
  const answer = new LazyAnswer(reading, response(200, "{}"));
  expect([answer.status, answer.ok, answer.text]).toEqual([200, true, "{}"]);
  expect(new LazyAnswer(versions(), response(200, "{}")).text).toBe("");
  expect(new LazyAnswer(reading, response(200, null)).text).toBe("");
});

test("an answer is fine with the expected statuses only", () => {
  const picky = { ...versions(), expect: [200, 404] };
  const ok = (request: typeof picky | ReturnType<typeof versions>, status: number) =>
    new LazyAnswer(request, response(status, "")).ok;
  expect([ok(picky, 404), ok(picky, 403), ok(versions(), 404)]).toEqual([true, false, false]);
});

// k6 looks for a path by itself, Node in what it parsed.
test.each([
  ['{"chunk":[{"event_id":"$e"}],"end":"t"}', ["chunk", 0, "event_id"], "$e"],
  ['{"chunk":[{"event_id":"$e"}],"end":"t"}', ["end"], "t"],
  ['{"chunk":[]}', ["chunk", 0, "event_id"], undefined],
  ['{"end":7}', ["end"], undefined],
  ["[1", ["end"], undefined],
  ["", ["end"], undefined],
])("a look at %s for %j finds the same in both drivers", (text, path, found) => {
  const node = new TextAnswer({ status: 200, ok: true, text });
  const k6 = new LazyAnswer(reading, response(200, text));
  expect([node.textAt(...path), k6.textAt(...path)]).toEqual([found, found]);
});

test("nothing is found in what failed, was not to be read or never came", () => {
  const text = '{"end":"t"}';
  expect(new TextAnswer({ status: 500, ok: false, text }).textAt("end")).toBeUndefined();
  expect(new LazyAnswer(reading, response(500, text)).textAt("end")).toBeUndefined();
  expect(new LazyAnswer(versions(), response(200, text)).textAt("end")).toBeUndefined();
  expect(new LazyAnswer(reading, response(200, null)).textAt("end")).toBeUndefined();
});
