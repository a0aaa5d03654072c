// Planted bugs in how users enter rooms through other servers.
import type { PlantedBug } from "./planted-bug.ts";

const handshake = "sim/server/join/handshake.ts";
const enterRoom = "sim/server/join/enter-room.ts";

/** What goes wrong at the door. */
export const inJoin: readonly PlantedBug[] = [
  {
    name: "join-not-told",
    area: "join",
    about: "The server through which a user joins does not tell the others.",
    changes: [
      {
        file: handshake,
        from: "if (isNew) server.publish(replica, event, before, from);",
        to: "if (isNew && from < 0) server.publish(replica, event, before, from);",
      },
    ],
  },
  {
    name: "join-state-outliers",
    area: "join",
    about: "The joining server keeps no state before its join and begins with an empty one.",
    thread: "matrix-org/dendrite#1366",
    changes: [
      {
        file: handshake,
        from: "enterRoom(server, shared, { event, via, ...answer, state: answer.state });",
        to: `const { graph } = shared;
        let bare = answer.state;
        for (const auth of answer.events) {
          const slot = graph.slot(auth);
          const isKept = slot < 0 || graph.auths(event).includes(auth) || slot === graph.createSlot;
          if (!isKept && graph.states.get(answer.state, slot) === auth) bare = graph.states.set(bare, slot, -1);
        }
        enterRoom(server, shared, { event, via, ...answer, state: bare });`,
      },
    ],
  },
  {
    name: "gives-up-the-state",
    area: "join",
    about: "Who joined with part of a state asks every server once for the rest, and then no more.",
    thread: "element-hq/synapse#19210",
    checks: ["whole-state"],
    faults: [
      "policy-change policy=synapse-mended servers=all at=0s",
      "endpoints-closed endpoints=state_ids by=refuse servers=all at=1s for=2h",
    ],
    changes: [
      {
        file: "sim/server/settle/partial-state.ts",
        from: "if (waitMs === undefined) return;",
        to: "if (waitMs === undefined || waitMs > 0) return;",
      },
    ],
  },
  {
    name: "members-not-told",
    area: "join",
    about: "Who has part of a state sends its events only to the servers whose members it knows.",
    faults: [
      "policy-change policy=synapse-mended servers=all at=0s",
      "endpoints-closed endpoints=state_ids by=refuse servers=all at=1s for=2h",
    ],
    changes: [
      {
        file: "sim/server/homeserver.ts",
        from: "const to = replica.partial === undefined ? joined : withServers(joined, replica.partial);",
        to: "const to = joined;",
      },
    ],
  },
  {
    name: "old-extremities-kept",
    area: "join",
    about: "Who comes back to a room goes on from where it left, and the new join is beside that.",
    changes: [
      {
        file: enterRoom,
        from: "if (!replica.joined) replica.extremities = 0;",
        to: "if (replica.joined) replica.extremities = 0;",
      },
    ],
  },
  {
    name: "refused-join-answered",
    area: "join",
    about: "A join that the room does not accept is answered as if it were.",
    changes: [
      {
        file: handshake,
        from: "return allowed.ok ? template : refusal(",
        to: 'return allowed.ok || kind === "make_join" ? template : refusal(',
      },
      {
        file: handshake,
        from: "if (replica.verdictOf(event) !== verdict.accepted) {",
        to: "if (replica.verdictOf(event) === verdict.unknown) {",
      },
    ],
  },
];
