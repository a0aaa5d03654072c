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
  expect(out).toMatch(/share=SHARE +how many of the answers \(default: 1\/2\)/);
  expect(out).toContain("SHARE: 1/5 or 20%");
  const example = "lost-answer share=1/2 servers=alpha.test at=10s for=30s";
  expect(out).toContain(`rashomon run netsplit-ban --fault '${example}'`);
});

test("what a field needs and may name is said", async () => {
  const { out } = await call(["faults", "endpoints-closed"]);
  expect(out).toMatch(/endpoints=NAMES +which endpoints \(needed\)/);
  expect(out).toMatch(/^NAMES: some of send, make_join, .*, with commas between them$/m);
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
