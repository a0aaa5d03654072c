// Planted bugs in how a server makes events and sends them.
import type { PlantedBug } from "./planted-bug.ts";

/** What goes wrong on the way out. */
export const inSend: readonly PlantedBug[] = [
  {
    name: "no-catch-up",
    area: "send",
    about: "What waited for a destination that was away for long is dropped, and nothing follows.",
    thread: "matrix-org/synapse#2528",
    changes: [
      {
        file: "sim/server/send/outbox.ts",
        from: "for (const tip of tips) pdus.push({ room, event: tip });",
        to: "if (tips.length === 0) pdus.push({ room, event });",
      },
    ],
  },
  {
    name: "failed-is-sent",
    area: "send",
    about: "A transaction that was not answered counts as delivered.",
    changes: [
      {
        file: "sim/server/send/outbox.ts",
        from: "this.#server.ports.waits.begin(this.#server.number, destination);\n    this.#wait(destination);",
        to: "this.#server.ports.waits.begin(this.#server.number, destination);\n    this.#acked[destination] = this.#sent[destination];\n    this.#wait(destination);",
      },
    ],
  },
  {
    name: "queue-lost-in-crash",
    area: "send",
    about: "What still waits for a destination is lost when the server restarts.",
    thread: "matrix-org/synapse#8322",
    changes: [
      {
        file: "sim/server/send/outbox.ts",
        from: "if (this.#status[destination] === idle) continue;\n      if",
        to: "if (this.#status[destination] === idle) continue;\n      this.#acked[destination] = this.#log.length;\n      if",
      },
    ],
  },
  {
    name: "repeats-itself",
    area: "send",
    about: "Every transaction holds the last ten events once more.",
    checks: ["traffic"],
    changes: [
      {
        file: "sim/server/send/outbox.ts",
        from: "ports.wire.broadcast(number, this.#slice(place, place + 1),",
        to: "ports.wire.broadcast(number, this.#slice(Math.max(0, place - 9), place + 1),",
      },
    ],
  },
  {
    name: "banned-not-told",
    area: "send",
    about: "An event goes to the servers that are in the room after it, so a ban never arrives.",
    thread: "matrix-org/synapse#1762",
    changes: [
      {
        file: "sim/server/homeserver.ts",
        from: "replica.shared.joinedServers(before);",
        to: "replica.shared.joinedServers(replica.stateAfter(event));",
      },
    ],
  },
  {
    name: "one-prev-event",
    area: "send",
    about: "A new event stands on one forward extremity only, so branches never meet.",
    changes: [
      {
        file: "sim/server/send/make-event.ts",
        from: "return tips.slice(0, server.policy.prevEventsMax);",
        to: "return tips.slice(0, 1);",
      },
    ],
  },
  {
    name: "depth-not-raised",
    area: "send",
    about: "A new event is no deeper than what it stands on.",
    thread: "matrix-org/synapse#15320",
    changes: [
      {
        file: "sim/server/send/make-event.ts",
        from: "depth: Math.min(onto.depth ?? depth + 1, pduLimits.depthMax),",
        to: "depth: Math.min(onto.depth ?? Math.max(depth, 1), pduLimits.depthMax),",
      },
    ],
  },
  {
    name: "no-membership-cited",
    area: "send",
    about: "A new event cites no membership of its sender.",
    changes: [
      {
        file: "sim/protocol/auth/selection.ts",
        from: "if (event >= 0) events.push(event);",
        to: 'if (event >= 0 && (pdu.type !== "m.room.message" || slot === room.powerLevelsSlot || slot === room.createSlot)) events.push(event);',
      },
    ],
  },
];
