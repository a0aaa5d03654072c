// Planted bugs in how a server takes events in.
import type { PlantedBug } from "./planted-bug.ts";

/** What goes wrong on receipt. */
export const inReceive: readonly PlantedBug[] = [
  {
    name: "rejected-ends-branch",
    area: "receive",
    about: "A rejected event takes its prev events out of the forward extremities.",
    thread: "matrix-org/synapse#3995",
    faults: ["rejected-referenced user=@cas:cedar.test room=room1 everyMs=5s at=3s"],
    changes: [
      {
        file: "sim/server/settle/settle.ts",
        from: "if (value === verdict.accepted && via !== way.backfill) advance(",
        to: `if (value === verdict.rejected) {
    const gone = new Set(graph.prevs(event));
    const kept = replica.shared.sets.replace(replica.extremities, (tip) => gone.has(tip), -1);
    if (replica.shared.sets.members(kept).length > 0) moveTo(server, replica, kept, event);
  }
  if (value === verdict.accepted && via !== way.backfill) advance(`,
      },
    ],
  },
  {
    name: "rejected-in-state",
    area: "receive",
    about: "The state after a rejected event has the event in it.",
    thread: "matrix-org/synapse#2025",
    faults: ["rejected-referenced user=@cas:cedar.test room=room1 everyMs=5s at=3s"],
    changes: [
      {
        file: "sim/server/settle/settle.ts",
        from: "const after = rejection === undefined ? graph.apply(before, event) : before;",
        to: "const after = graph.apply(before, event);",
      },
      {
        file: "sim/server/settle/settle.ts",
        from: "if (reported >= 0 || replica.divergent) replica.keepStates",
        to: "if (reported >= 0 || replica.divergent || rejection !== undefined) replica.keepStates",
      },
    ],
  },
  {
    name: "partial-state",
    area: "receive",
    about: "A reported state is used though some of its events could not be had.",
    thread: "element-hq/synapse#18877",
    faults: [
      "endpoints-closed endpoints=event by=hang servers=all at=5s for=1h",
      "false-state share=1/5 servers=birch.test at=5s",
    ],
    changes: [
      {
        file: "sim/server/receive/gap.ts",
        from: "if (answer === noAnswer) setAside",
        to: `if (answer === noAnswer && request.kind === "event") {
      onAnswer(server, replica, pending, request, { ok: true, events: [] });
    } else if (answer === noAnswer) setAside`,
      },
      {
        file: "sim/server/receive/gap.ts",
        from: "if (unknownOf(replica, pending).length > 0) {",
        to: `const partial = unknownOf(replica, pending);
  for (const event of partial) {
    const slot = graph.slot(event);
    if (slot >= 0 && graph.states.get(pending.reported, slot) === event) {
      pending.reported = graph.states.set(pending.reported, slot, -1);
    }
  }
  if (partial.length < 0) {`,
      },
    ],
  },
  {
    name: "soft-failed-extremity",
    area: "receive",
    about: "A soft-failed event becomes a forward extremity.",
    thread: "matrix-org/synapse#5090",
    changes: [
      {
        file: "sim/server/settle/settle.ts",
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
        file: "sim/server/settle/advance.ts",
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
        file: "sim/server/settle/settle.ts",
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
        file: "sim/server/replica/lens.ts",
        from: "if (this.#lastState[event] === state + 1) return this.#lastVerdict[event];",
        to: "if (this.#lastState[event] > 0) return this.#lastVerdict[event];",
      },
    ],
  },
  {
    name: "merge-not-stored",
    area: "receive",
    about:
      "The current state is not stored where it had to be resolved, but only with the next event.",
    checks: ["clients-view"],
    changes: [
      {
        file: "sim/server/settle/advance.ts",
        from: "if (current !== replica.current) {",
        to: "if (current !== replica.current && resolution.inputs.length < 2) {",
      },
    ],
  },
  {
    name: "one-missing-event",
    area: "receive",
    about: "Of the missing events only the newest is taken, and the gap behind it forgotten.",
    changes: [
      {
        file: "sim/server/receive/gap.ts",
        from: "const found = answer.ok ? answer.events : [];",
        to: "const found = answer.ok ? answer.events.slice(0, 1) : [];",
      },
    ],
  },
  {
    name: "policy-server-not-asked",
    area: "receive",
    about: "Receipt check 7 is not made: what the policy server did not sign is taken in.",
    opening: "policy-server",
    faults: ["policy-server-skipped servers=cedar.test at=3s for=1h"],
    checks: ["auth-held"],
    changes: [
      {
        file: "sim/server/receive/policy-server.ts",
        from: "const by = via === way.join ? undefined : signerLacking(",
        to: "const by = via === way.join || via === way.send ? undefined : signerLacking(",
      },
    ],
  },
  {
    name: "policy-key-not-compared",
    area: "receive",
    about: "A policy server's signature by any key at all will do for receipt check 7.",
    opening: "policy-server",
    faults: ["policy-key-rotation servers=elder.test at=3s for=1h"],
    checks: ["auth-held"],
    changes: [
      {
        file: "sim/server/receive/policy-server.ts",
        from: "if (signature === undefined) return false;",
        to: "if (signature !== undefined) return true;\n  if (signature === undefined) return false;",
      },
    ],
  },
  {
    name: "altered-text-read",
    area: "receive",
    about: "Of an event whose content hash failed the whole text is read, not the redacted form.",
    opening: "guarded-invitations",
    faults: ["altered-answers type=m.room.power_levels servers=all at=1s"],
    checks: ["auth-held"],
    changes: [
      {
        file: "sim/server/replica/replica.ts",
        from: "if (this.#readOtherwise(fresh)) this.changeLens(this.#lens);",
        to: "this.#readOtherwise(fresh.slice(0, 0));",
      },
    ],
  },
  {
    name: "altered-text-resolved",
    area: "receive",
    about:
      "Events are judged by the redacted form that is there, but states resolved by the whole one.",
    opening: "guarded-invitations",
    faults: ["altered-answers type=m.room.power_levels servers=all at=1s"],
    checks: ["resolution-laws"],
    changes: [
      {
        file: "sim/server/replica/lens.ts",
        from: "this.states = new RoomStates(this.graph, options);",
        to: "this.states = new RoomStates(shared.graph, options);",
      },
    ],
  },
];
