// Cells of the rules about create events, lists of auth events, aliases, and everything that is
// neither a membership nor power levels.
import type { RuleName } from "../../sim/protocol/auth/rules.ts";
import { creator, member, moderator, stranger } from "../reference/small-room.ts";
import { create, listed, message, state, type Cell } from "./trial.ts";

type Names =
  | Extract<RuleName, `create-${string}` | `auth-${string}` | `aliases-${string}`>
  | Extract<RuleName, `redaction${string}` | "room-id-is-create" | "federate" | "allowed">
  | Extract<RuleName, "sender-not-joined" | "third-party-invite" | "send-level">
  | "state-key-of-other";

const plainCreate = (version: string) => ({
  about: "a create event",
  event: create(version),
});

const spoiltCreate = (version: string, about: string, more: object) => ({
  accepts: plainCreate(version),
  refuses: { about, event: create(version, more) },
});

/** The creator's message with more auth events than it needs. */
const listing = (version: string, about: string, auth: readonly string[]) => ({
  accepts: {
    about: "a message that cites what it should",
    event: message(creator, { auth_events: [...listed(version), "$levels"] }),
  },
  refuses: { about, event: message(creator, { auth_events: auth }) },
});

const aliases = (stateKey: string | undefined) => ({
  about: stateKey === undefined ? "aliases without state key" : `aliases of ${stateKey}`,
  event: {
    type: "m.room.aliases",
    sender: stranger,
    ...(stateKey === undefined ? {} : { state_key: stateKey }),
  },
});

const redaction = (sender: string, redacts: string) => ({
  about: `${sender} redacts ${redacts}`,
  event: { type: "m.room.redaction", sender, redacts },
});

const topic = (sender: string) => ({
  about: `${sender} sets the topic`,
  event: state("m.room.topic", sender),
});

const score = (stateKey: string) => ({
  about: `a moderator's state under ${stateKey}`,
  event: { ...state("test.score", moderator), state_key: stateKey },
});

const offer = (sender: string) => ({
  about: `${sender} offers a third-party invite`,
  event: { ...state("m.room.third_party_invite", sender), state_key: "t" },
});

const says = (sender: string, about = `${sender} speaks`) => ({ about, event: message(sender) });

export const creationCells: Readonly<Record<Names, Cell>> = {
  "create-prev-events": (v) =>
    spoiltCreate(v, "one that stands on something", { prev_events: ["$last"] }),
  "create-room-id": (v) =>
    spoiltCreate(v, "one in a room that cannot be its own", { room_id: "!new:b.test" }),
  "create-version": (v) =>
    spoiltCreate(v, "one of version 99", { content: { creator, room_version: "99" } }),
  "create-creator": (v) =>
    spoiltCreate(v, "one without a creator", { content: { room_version: v } }),
  "create-creators": (v) => ({
    accepts: {
      about: "one with another creator",
      event: create(v, { content: { additional_creators: [member] } }),
    },
    refuses: {
      about: "one with a creator that is no user ID",
      event: create(v, { content: { additional_creators: ["cat"] } }),
    },
  }),
  "create-allowed": (v) => ({
    ...spoiltCreate(v, "one that stands on something", { prev_events: ["$last"] }),
    by: "create-prev-events",
  }),
  "room-id-is-create": () => ({
    accepts: says(creator),
    refuses: {
      about: "a message in the room of no create event",
      event: message(creator, { room_id: "!nothing" }),
    },
  }),
  "auth-duplicate": (v) =>
    listing(v, "… and power levels twice", [...listed(v), "$levels", "$second"]),
  "auth-unexpected": (v) => listing(v, "… and the join rules", [...listed(v), "$levels", "$rules"]),
  "auth-rejected": () => ({
    accepts: says(creator),
    refuses: { ...says(creator, "its membership was rejected"), room: { rejected: ["$ada"] } },
  }),
  "auth-no-create": (v) => listing(v, "… but no create event", ["$ada", "$levels"]),
  "auth-other-room": (v) =>
    listing(v, "… but another room's power levels", [...listed(v), "$other"]),
  federate: () => ({
    accepts: { ...says(moderator), room: { create: { "m.federate": true } } },
    refuses: { ...says(moderator), room: { create: { "m.federate": false } } },
  }),
  "aliases-state-key": () => ({ accepts: aliases("g.test"), refuses: aliases(undefined) }),
  "aliases-domain": () => ({ accepts: aliases("g.test"), refuses: aliases("a.test") }),
  "aliases-allowed": () => ({
    accepts: aliases("g.test"),
    refuses: aliases("a.test"),
    by: "aliases-domain",
  }),
  "sender-not-joined": () => ({ accepts: says(member), refuses: says(stranger) }),
  "third-party-invite": () => ({ accepts: offer(moderator), refuses: offer(member) }),
  "send-level": () => ({ accepts: topic(moderator), refuses: topic(member) }),
  "state-key-of-other": () => ({ accepts: score(moderator), refuses: score(member) }),
  "redaction-level": () => ({
    accepts: redaction(creator, "$old:c.test"),
    refuses: redaction(member, "$old:c.test"),
    by: "redaction",
  }),
  // The redaction's own ID is one of a.test.
  "redaction-domain": () => ({
    accepts: redaction(member, "$old:a.test"),
    refuses: redaction(member, "$old:c.test"),
    by: "redaction",
  }),
  redaction: () => ({
    accepts: redaction(member, "$old:a.test"),
    refuses: redaction(member, "$old:c.test"),
  }),
  allowed: () => ({
    accepts: says(member),
    refuses: { ...says(member), room: { levels: { events_default: 1 } } },
    by: "send-level",
  }),
};
