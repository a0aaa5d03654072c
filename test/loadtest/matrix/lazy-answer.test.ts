import { expect, test } from "vitest";
import { versions } from "../../../loadtest/journeys/requests.ts";
import { LazyAnswer, type Responses } from "../../../loadtest/matrix/lazy-answer.ts";

const responsesOf = (status: number, body: string | null) =>
  [
    { status: 0, body: "another's" },
    { status, body },
  ] as unknown as Responses;

test("an answer is looked up when it is looked at, and not before", () => {
  const untouched = new Proxy([], {
    get: () => {
      throw new Error("Somebody looked.");
    },
  });
  const answer = new LazyAnswer(versions(), untouched, 0);
  expect(() => answer.ok).toThrow("Somebody looked.");
});

test("an answer says what came back, with text only where it was to be read", () => {
  const reading = { ...versions(), read: true };
  const answer = new LazyAnswer(reading, responsesOf(200, "{}"), 1);
  expect([answer.status, answer.ok, answer.text]).toEqual([200, true, "{}"]);
  expect(new LazyAnswer(versions(), responsesOf(200, "{}"), 1).text).toBe("");
  expect(new LazyAnswer(reading, responsesOf(200, null), 1).text).toBe("");
});

test("an answer is fine with the expected statuses only", () => {
  const picky = { ...versions(), expect: [200, 404] };
  const ok = (request: typeof picky | ReturnType<typeof versions>, status: number) =>
    new LazyAnswer(request, responsesOf(status, ""), 1).ok;
  expect([ok(picky, 404), ok(picky, 403), ok(versions(), 404)]).toEqual([true, false, false]);
});
