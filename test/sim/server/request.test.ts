// The answers that are always the same.
import { expect, test } from "vitest";
import { noAnswer, refusal, yes } from "../../../sim/server/request.ts";

test("a refusal has a Matrix error code, and silence has one of its own", () => {
  expect(refusal("M_FORBIDDEN", "no")).toEqual({ ok: false, errcode: "M_FORBIDDEN", error: "no" });
  expect(noAnswer).toMatchObject({ ok: false, errcode: "NO_ANSWER" });
});

test("shared answers cannot be changed", () => {
  expect([yes, noAnswer].every(Object.isFrozen)).toBe(true);
  expect(yes.ok && Object.isFrozen(yes.events)).toBe(true);
});
