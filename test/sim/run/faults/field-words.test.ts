// Help for the fields of named faults: each field says what it means, and every line is used.
import { expect, test } from "vitest";
import { faultRules, fieldMeaning } from "../../../../sim/run/index.ts";

test("each field of each fault has a meaning", () => {
  const without: string[] = [];
  for (const rule of faultRules.values()) {
    const { properties } = rule.schema as unknown as { properties: Record<string, object> };
    for (const field of Object.keys(properties)) {
      if (field !== "name" && fieldMeaning(rule, field) === undefined) {
        without.push(`${rule.name} ${field}`);
      }
    }
  }
  expect(without).toEqual([]);
});

test("a field that means something else in one fault says so there", () => {
  const meaningIn = (name: string, field: string) => {
    const rule = faultRules.get(name);
    return rule === undefined ? undefined : fieldMeaning(rule, field);
  };
  expect(meaningIn("isolate", "count")).toContain("servers");
  expect(meaningIn("mass-join", "count")).toContain("users");
  expect(meaningIn("loss", "servers")).toContain("links");
  expect(meaningIn("crash", "servers")).not.toContain("links");
  expect(meaningIn("crash", "share")).toBe(meaningIn("loss", "share"));
});
