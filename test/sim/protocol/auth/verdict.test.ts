// The one verdict that allows.
import { expect, test } from "vitest";
import { allowed } from "../../../../sim/protocol/auth/verdict.ts";

test("the allowing verdict is shared and cannot be changed", () => {
  expect(allowed).toEqual({ ok: true });
  expect(Object.isFrozen(allowed)).toBe(true);
});
