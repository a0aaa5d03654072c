import { expect, test } from "vitest";
import { faultRules } from "../../../../sim/run/index.ts";
import { call } from "../call.ts";

test("all faults are listed by family with what they do", async () => {
  const { code, out } = await call(["faults"]);
  expect(code).toBe(0);
  for (const { name } of faultRules.values()) expect(out).toContain(`  ${name} `.trimEnd());
  expect(out).toMatch(/^Lies: .*\(\d+\)$/m);
});

test("one fault shows its fields and an example that works", async () => {
  const { code, out } = await call(["faults", "lost-answer"]);
  expect(code).toBe(0);
  expect(out).toMatch(/share +a share such as 1\/5/);
  expect(out).toContain("--fault 'lost-answer share=1/2 servers=hs1 at=10s'");
});

test("a family, as JSON with schemas", async () => {
  const { out } = await call(["faults", "--family", "clock", "--json"]);
  const { faults } = JSON.parse(out) as { faults: { family: string; schema: object }[] };
  expect(faults.length).toBeGreaterThan(4);
  expect(new Set(faults.map(({ family }) => family))).toEqual(new Set(["clock"]));
});

test("an unknown fault suggests the nearest", async () => {
  const { code, err } = await call(["faults", "lost-anser"]);
  expect(code).toBe(2);
  expect(err).toContain("did you mean lost-answer?");
});
