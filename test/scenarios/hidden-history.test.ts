import { expect, test } from "vitest";
import { planOf, roomVersions, tell, withPolicy, type Told } from "./told.ts";

/** Who gets an event in its redacted form. */
const redactedAt = (told: Told, event: number) =>
  told.arrivals
    .filter((arrival) => arrival.event === event && arrival.redacted === true)
    .map(({ server }) => server);

const secret = 'says "nobody else must know this"';

test.each(roomVersions)(
  "who came later gets it redacted, but by way of Bravo, version %s",
  (version) => {
    const told = tell(planOf("hidden-history", version));
    expect(told.result.outcome).toBe("held");
    const event = told.event("alice", secret);
    expect(redactedAt(told, event)).toEqual([told.number("charlie.test")]);
    for (const server of ["charlie.test", "delta.test"]) {
      expect(told.verdict(event, server)).toBe("accepted");
    }
  },
);

test("were Bravo a Synapse, Dora would not know either", () => {
  const told = tell(withPolicy(planOf("hidden-history"), "synapse"));
  const both = ["charlie.test", "delta.test"].map((server) => told.number(server));
  expect(redactedAt(told, told.event("alice", secret)).sort()).toEqual(both);
});

test("in a room that shows its history nothing is redacted", () => {
  const plan = planOf("hidden-history");
  const steps = plan.steps.filter((step) => !("action" in step) || step.action.kind !== "state");
  const told = tell({ ...plan, steps });
  expect(told.arrivals.filter(({ redacted }) => redacted === true)).toEqual([]);
});
