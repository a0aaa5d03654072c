// Planted bugs of the authorisation rules.
import type { PlantedBug } from "./planted-bug.ts";

const folder = "sim/protocol/auth";

/** What is let through, or refused, against the rules. */
export const inAuth: readonly PlantedBug[] = [
  {
    name: "equals-demoted",
    area: "auth",
    about: "Whoever has as much power as another can take it from them.",
    thread: "matrix-org/matrix-spec#699",
    changes: [
      {
        file: `${folder}/power-levels.ts`,
        from: "if (old >= power) {",
        to: "if (old > power) {",
      },
    ],
  },
  {
    name: "raises-above-own",
    area: "auth",
    about: "Whoever may change the levels may give more power than they have.",
    checks: ["power-held"],
    changes: [
      {
        file: `${folder}/power-levels.ts`,
        from: "if (now > power) {",
        to: "if (now > power && now > 100) {",
      },
      {
        file: `${folder}/room-view.ts`,
        from: "if (named !== undefined) return named;",
        to: "if (named !== undefined) return named > 50 ? 50 : named;",
      },
    ],
  },
  {
    name: "equals-kicked",
    area: "auth",
    about: "Moderators can kick each other.",
    changes: [
      {
        file: `${folder}/member.ts`,
        from: "if (power >= kickLevel && targetPower < power) return allowed;",
        to: "if (power >= kickLevel && targetPower <= power) return allowed;",
      },
    ],
  },
  {
    name: "banned-may-join",
    area: "auth",
    about: "A ban only removes; whoever is banned may come back where the room is public.",
    checks: ["bans-hold"],
    changes: [
      {
        file: `${folder}/member.ts`,
        from: 'if (membership === "ban") return refuse(room, "join-banned"',
        to: 'if (membership === "banned") return refuse(room, "join-banned"',
      },
    ],
  },
  {
    name: "rejoin-uninvited",
    area: "auth",
    about: "The join rule is not asked where the user was in the room before.",
    changes: [
      {
        file: `${folder}/member.ts`,
        from: 'const welcome = membership === "invite" || membership === "join";',
        to: 'const welcome = membership !== "leave" || view.event(room.memberSlot(sender)) >= 0;',
      },
    ],
  },
  {
    name: "state-needs-nothing",
    area: "auth",
    about: "State events need the level of messages where the room names none for their type.",
    changes: [
      {
        file: `${folder}/room-view.ts`,
        from: "? (levelOf(content?.state_default, version) ?? 50)",
        to: "? (levelOf(content?.events_default, version) ?? 0)",
      },
    ],
  },
  {
    name: "sender-not-asked",
    area: "auth",
    about: "Whether the sender is in the room is asked for state events only.",
    changes: [
      {
        file: `${folder}/index.ts`,
        from: 'if (membership !== "join") {',
        to: 'if (membership !== "join" && pdu.state_key !== undefined) {',
      },
    ],
  },
];
