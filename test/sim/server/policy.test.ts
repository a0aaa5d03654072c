// The presets, and where they differ.
import { expect, test } from "vitest";
import { policies, policy } from "../../../sim/server/index.ts";
import { dialects } from "../../../sim/protocol/state-res/dialect.ts";

test("the presets are found by name; any other name is a mistake that names them", () => {
  expect([...policies.keys()]).toEqual([
    "synapse",
    "synapse-to-the-letter",
    "synapse-mended",
    "synapse-1.15",
    "minimal",
  ]);
  for (const [name, preset] of policies) expect(policy(name)).toBe(preset);
  for (const preset of policies.values()) expect(dialects.has(preset.dialect)).toBe(true);
  expect(() => policy("dendrite")).toThrow(/dendrite.*synapse,.*minimal/);
});

test("synapse has the constants that its source publishes", () => {
  expect(policy("synapse")).toMatchObject({
    ...{ transactionPdusMax: 50, prevEventsMax: 10, backfillAsked: 100, backfillServed: 100 },
    ...{ missingEventsAsked: 10, missingEventsServed: 20, requestTimeoutMs: 60_000 },
    retryMs: { first: 600_000, factor: 2, max: 604_800_000 },
  });
});

test("minimal stays within the limits of the specification", () => {
  expect(policy("minimal")).toMatchObject({ transactionPdusMax: 50, prevEventsMax: 20 });
});
