// The smallest room of each cause.
import { expect, test } from "vitest";
import { Examples } from "../../../../sim/cli/compare/compare-examples.ts";
import { dialect, switchesOf } from "../../../../sim/protocol/state-res/index.ts";
import { causeOf, stateWith } from "../../../../sim/compare/index.ts";
import { someRooms } from "../../compare/rooms.ts";

test("differences are shrunk up to a number, and the smallest is kept", async () => {
  const examples = new Examples(2);
  const synapse = switchesOf(dialect("synapse"));
  let offered = 0;
  for (const { built, draft } of someRooms("11", 300)) {
    const answer = stateWith(built, synapse);
    const cause = causeOf(built, answer);
    if (cause === undefined || cause.length === 0) continue;
    offered++;
    const outcome = { kind: "explained", cause } as const;
    examples.offer({ peer: "synapse", built, draft, outcome, answer });
  }
  const kept = await examples.confirm([]);
  expect(offered).toBeGreaterThan(0);
  expect(kept.reduce((sum, { found }) => sum + found, 0)).toBe(offered);
  for (const { shrunk, built, confirmed, cause } of kept) {
    expect(shrunk).toBeLessThanOrEqual(2);
    expect(confirmed).toBe(false);
    expect(stateWith(built, cause)).toEqual(stateWith(built, synapse));
    expect(built.events.length).toBeLessThan(16);
  }
});
