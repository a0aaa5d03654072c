// Planted bugs of state resolution.
import type { PlantedBug } from "./planted-bug.ts";

const folder = "sim/protocol/state-res";

/** What is done wrong when several states become one. */
export const inResolver: readonly PlantedBug[] = [
  {
    name: "mainline-collision",
    area: "resolver",
    about: "An event without power levels on the mainline counts like the oldest on it.",
    thread: "ruma/ruma#2480",
    faults: ["clock-jump byMs=-1h servers=amber.test at=5s"],
    changes: [
      {
        file: `${folder}/mainline-order.ts`,
        from: "const found = position ?? none;",
        to: "const found = position ?? none - 1;",
      },
    ],
  },
  {
    name: "missing-key-agrees",
    area: "resolver",
    about: "A key that some states lack is unconflicted if the others agree on it.",
    changes: [
      {
        file: `${folder}/split.ts`,
        from: "conflicted.push({ slot, events: events.slice() });",
        to: `const there = events.filter((event) => event >= 0);
    if (there.every((event) => event === there[0])) {
      unconflicted = room.states.set(unconflicted, slot, there[0]);
      return;
    }
    conflicted.push({ slot, events: events.slice() });`,
      },
    ],
  },
  {
    name: "last-state-decides",
    area: "resolver",
    about: "A key that the last of the states lacks is unconflicted, whatever the others say.",
    checks: ["resolution-laws"],
    changes: [
      {
        file: `${folder}/split.ts`,
        from: "conflicted.push({ slot, events: events.slice() });",
        to: `if (events[events.length - 1] < 0) {
      unconflicted = room.states.set(unconflicted, slot, Math.max(...events));
      return;
    }
    conflicted.push({ slot, events: events.slice() });`,
      },
    ],
  },
  {
    name: "no-auth-difference",
    area: "resolver",
    about: "Only conflicted events are replayed, without the auth difference.",
    thread: "matrix-org/dendrite#954",
    changes: [
      {
        file: `${folder}/v2.ts`,
        from: "const difference = authDifference(room, parts, dialect);",
        to: "const difference = authDifference(room, parts, dialect).slice(0, 0);",
      },
    ],
  },
  {
    name: "symmetric-difference",
    area: "resolver",
    about: "The auth difference is what an odd number of states have, not what some lack.",
    changes: [
      {
        file: `${folder}/auth-difference.ts`,
        from: "if (bits[event] !== all) found[event] |= 2;",
        to: `let count = 0;
      for (let rest = bits[event]; rest !== 0; rest &= rest - 1) count++;
      if (bits[event] !== all && count % 2 === 1) found[event] |= 2;`,
      },
    ],
  },
  {
    name: "no-pull-in",
    area: "resolver",
    about: "Power events are replayed without the conflicted events that they rest on.",
    thread: "matrix-org/gomatrixserverlib#308",
    changes: [
      {
        file: `${folder}/power-events.ts`,
        from: "if (set.has(auth) || !dialect.pullInsideConflicted) stack.push(auth);",
        to: "if (set.has(auth) && isPowerEvent(room, auth, dialect)) stack.push(auth);",
      },
    ],
  },
  {
    name: "kicks-no-power",
    area: "resolver",
    about: "Kicks and bans are no power events.",
    changes: [
      {
        file: `${folder}/power-events.ts`,
        from: 'return content.membership === "leave" || content.membership === "ban";',
        to: 'return content.membership === "knock";',
      },
    ],
  },
  {
    name: "latest-first",
    area: "resolver",
    about: "Of equally powerful senders, the latest event comes first.",
    changes: [
      {
        file: `${folder}/power-order.ts`,
        from: "return time !== 0 ? time : compareCodePoints(",
        to: "return time !== 0 ? -time : compareCodePoints(",
      },
    ],
  },
  {
    name: "order-of-arrival",
    area: "resolver",
    about: "Of equally powerful senders, the event comes first that this server heard of first.",
    checks: ["order-insensitive"],
    changes: [
      {
        file: `${folder}/power-order.ts`,
        from: "return time !== 0 ? time : compareCodePoints(",
        to: "return time !== 0 ? events[a] - events[b] : compareCodePoints(",
      },
    ],
  },
  {
    name: "cache-of-two",
    area: "resolver",
    about: "Results are remembered by two of the states, so that a third one is not looked at.",
    changes: [
      {
        file: "sim/protocol/room-states.ts",
        from: "const number = remember ? this.#inputs.of(inputs) : -1;",
        to: "const number = remember ? this.#inputs.of(inputs.slice(0, 2)) : -1;",
      },
    ],
  },
  {
    name: "unconflicted-lost",
    area: "resolver",
    about: "What was replayed overrides what all states agree on.",
    changes: [
      {
        file: `${folder}/v2.ts`,
        from: "if (kept < 0) continue;",
        to: "if (kept < 0 || events[n] >= 0) continue;",
      },
    ],
  },
];
