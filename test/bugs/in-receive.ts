// Planted bugs in how a server takes events in.
import type { PlantedBug } from "./planted-bug.ts";

const file = "sim/server/receive.ts";

/** What goes wrong on receipt. */
export const inReceive: readonly PlantedBug[] = [
  {
    name: "soft-failed-extremity",
    area: "receive",
    about: "A soft-failed event becomes a forward extremity.",
    thread: "matrix-org/synapse#5090",
    changes: [
      {
        file,
        from: "if (value === verdict.accepted && via !== way.backfill) advance(",
        to: "if (value <= verdict.softFailed && via !== way.backfill) advance(",
      },
    ],
  },
  {
    name: "extremities-build-up",
    area: "receive",
    about: "What lies behind a soft-failed event stays a forward extremity for ever.",
    thread: "matrix-org/synapse#5269",
    checks: ["bounded-extremities"],
    changes: [
      {
        file,
        from: "if (replica.verdictOf(prev) > verdict.accepted) stack.push(prev);",
        to: "if (replica.verdictOf(prev) > verdict.rejected) stack.push(prev);",
      },
    ],
  },
  {
    name: "no-soft-failure",
    area: "receive",
    about: "Receipt check 6 is not made.",
    thread: "matrix-org/dendrite#1325",
    changes: [
      {
        file,
        from: "return allowed.ok ? null : { check: 6, ...reasonFields(allowed) };",
        to: "return allowed.ok || state >= 0 ? null : { check: 6, ...reasonFields(allowed) };",
      },
    ],
  },
  {
    name: "stale-current-state",
    area: "receive",
    about: "A verdict by the current state is kept in a cache that does not know of the state.",
    thread: "matrix-org/synapse#7744",
    checks: ["memo-held"],
    changes: [
      {
        file: "sim/server/lens.ts",
        from: "if (this.#lastState[event] === state + 1) return this.#lastVerdict[event];",
        to: "if (this.#lastState[event] > 0) return this.#lastVerdict[event];",
      },
    ],
  },
  {
    name: "one-missing-event",
    area: "receive",
    about: "Of the missing events only the newest is taken, and the gap behind it forgotten.",
    changes: [
      {
        file: "sim/server/gap.ts",
        from: "const found = answer.ok ? answer.events : [];",
        to: "const found = answer.ok ? answer.events.slice(0, 1) : [];",
      },
    ],
  },
];
