// Cells of the rules about memberships: join, invite, leave, kick, ban, knock.
import type { RuleName } from "../../sim/protocol/auth/rules.ts";
import type { JsonObject } from "../../sim/protocol/json.ts";
import {
  banned,
  creator,
  invited,
  knocking,
  member,
  moderator,
  signedFor,
  stranger,
} from "../reference/small-room.ts";
import { membership, own, type Cell, type Trial } from "./trial.ts";

type Names = Extract<
  RuleName,
  | `member-${string}`
  | `join-${string}`
  | `invite-${string}`
  | `leave-${string}`
  | `ban-${string}`
  | `knock-${string}`
>;

const joins = (user: string, joinRule: string): Trial => ({
  about: `${user} joins where the rule is ${joinRule}`,
  event: own(user, "join"),
  room: { joinRule },
});

const firstJoin = (prev: string): Trial => ({
  about: `the creator joins a private room behind ${prev}`,
  event: own(creator, "join", { prev_events: [prev] }),
  room: { joinRule: "private" },
});

const vouched = (voucher: string, signedBy = ["g.test", voucher.slice(5)]): Trial => ({
  about: `${voucher} vouches, signed by ${signedBy.join(" and ")}`,
  event: membership(
    stranger,
    stranger,
    { membership: "join", join_authorised_via_users_server: voucher },
    { signatures: Object.fromEntries(signedBy.map((server) => [server, {}])) },
  ),
  room: { joinRule: "restricted" },
});

const acts = (sender: string, target: string, wanted: string): Trial => ({
  about: `${sender} sets ${target} to ${wanted}`,
  event: membership(sender, target, { membership: wanted }),
});

const leaves = (user: string): Trial => acts(user, user, "leave");

const knocks = (sender: string, target = sender, joinRule = "knock"): Trial => ({
  ...acts(sender, target, "knock"),
  room: { joinRule },
});

const third = (
  about: string,
  invite: JsonObject,
  sender = moderator,
  target = stranger,
): Trial => ({
  about,
  event: membership(sender, target, { membership: "invite", third_party_invite: invite }),
});

const goodThird = third("a third-party invite", { signed: signedFor(stranger) });
const badlySigned = { ...signedFor(stranger), signatures: { "id.test": { "ed25519:0": "AAAA" } } };

export const memberCells: Readonly<Record<Names, Cell>> = {
  "member-fields": () => ({
    accepts: joins(stranger, "public"),
    refuses: { ...joins(stranger, "public"), event: { ...own(stranger, ""), content: {} } },
  }),
  "member-voucher-signature": () => ({
    accepts: vouched(moderator),
    refuses: vouched(moderator, ["g.test"]),
  }),
  "member-unknown": () => ({
    accepts: acts(member, member, "leave"),
    refuses: acts(member, member, "lurk"),
  }),

  "join-first": () => ({
    accepts: firstJoin("$create"),
    refuses: firstJoin("$last"),
    by: "join-rule",
  }),
  "join-other": () => ({
    accepts: joins(stranger, "public"),
    refuses: { ...acts(member, stranger, "join"), room: { joinRule: "public" } },
  }),
  "join-banned": () => ({ accepts: joins(stranger, "public"), refuses: joins(banned, "public") }),
  "join-invited": () => ({
    accepts: joins(invited, "invite"),
    refuses: joins(stranger, "invite"),
    by: "join-rule",
  }),
  "join-restricted-welcome": () => ({
    accepts: joins(invited, "restricted"),
    refuses: joins(stranger, "restricted"),
    by: "join-restricted",
  }),
  "join-restricted": () => ({ accepts: vouched(moderator), refuses: vouched(member) }),
  "join-vouched": () => ({
    accepts: vouched(moderator),
    // eve has only been invited.
    refuses: { ...vouched(invited), room: { joinRule: "restricted", levels: { invite: 0 } } },
    by: "join-restricted",
  }),
  "join-public": () => ({
    accepts: joins(stranger, "public"),
    refuses: joins(stranger, "private"),
    by: "join-rule",
  }),
  "join-rule": () => ({ accepts: joins(invited, "invite"), refuses: joins(invited, "private") }),

  "invite-3pid-banned": () => ({
    accepts: goodThird,
    refuses: third("… of a banned user", { signed: signedFor(banned) }, moderator, banned),
  }),
  "invite-3pid-signed": () => ({ accepts: goodThird, refuses: third("… without signed", {}) }),
  "invite-3pid-fields": () => ({
    accepts: goodThird,
    refuses: third("… without token", { signed: { mxid: stranger } }),
  }),
  "invite-3pid-mxid": () => ({
    accepts: goodThird,
    refuses: third("… for another user", { signed: signedFor(member) }),
  }),
  "invite-3pid-offer": () => ({
    accepts: goodThird,
    refuses: third("… with an unknown token", { signed: signedFor(stranger, "none") }),
  }),
  "invite-3pid-sender": () => ({
    accepts: goodThird,
    refuses: third("… by another than offered", { signed: signedFor(stranger) }, creator),
  }),
  "invite-3pid-allowed": () => ({
    accepts: goodThird,
    refuses: third("… with a wrong signature", { signed: badlySigned }),
    by: "invite-3pid-signature",
  }),
  "invite-3pid-signature": () => ({
    accepts: goodThird,
    refuses: third("… with a wrong signature", { signed: badlySigned }),
  }),

  "invite-sender": () => ({
    accepts: acts(moderator, stranger, "invite"),
    refuses: acts(invited, stranger, "invite"),
  }),
  "invite-target": () => ({
    accepts: acts(moderator, stranger, "invite"),
    refuses: acts(moderator, member, "invite"),
  }),
  "invite-allowed": () => ({
    accepts: acts(moderator, stranger, "invite"),
    refuses: acts(member, stranger, "invite"),
    by: "invite-power",
  }),
  "invite-power": () => ({
    accepts: acts(moderator, stranger, "invite"),
    refuses: acts(member, stranger, "invite"),
  }),

  // Since 7 also somebody who knocks may leave; before, such a membership counts for nothing.
  "leave-self": (version) => ({
    accepts: leaves(Number(version) >= 7 ? knocking : member),
    refuses: leaves(Number(version) >= 7 ? stranger : knocking),
  }),
  "leave-sender": () => ({
    accepts: acts(moderator, member, "leave"),
    refuses: acts(stranger, member, "leave"),
  }),
  "leave-unban": () => ({
    accepts: acts(moderator, banned, "leave"),
    refuses: { ...acts(moderator, banned, "leave"), room: { levels: { ban: 60 } } },
  }),
  "leave-allowed": () => ({
    accepts: acts(moderator, member, "leave"),
    refuses: acts(moderator, creator, "leave"),
    by: "leave-kick",
  }),
  "leave-kick": () => ({
    accepts: acts(moderator, member, "leave"),
    refuses: acts(member, moderator, "leave"),
  }),

  "ban-sender": () => ({
    accepts: acts(moderator, member, "ban"),
    refuses: acts(stranger, member, "ban"),
  }),
  "ban-allowed": () => ({
    accepts: acts(moderator, member, "ban"),
    refuses: acts(moderator, creator, "ban"),
    by: "ban-power",
  }),
  "ban-power": () => ({
    accepts: acts(moderator, member, "ban"),
    refuses: acts(member, stranger, "ban"),
  }),

  // Since 10 the mixed rule opens the door too.
  "knock-rule": (version) => ({
    accepts: knocks(stranger, stranger, Number(version) >= 10 ? "knock_restricted" : "knock"),
    refuses: knocks(stranger, stranger, Number(version) >= 10 ? "public" : "knock_restricted"),
  }),
  "knock-other": () => ({ accepts: knocks(stranger), refuses: knocks(member, stranger) }),
  "knock-allowed": () => ({
    accepts: knocks(knocking),
    refuses: knocks(invited),
    by: "knock-membership",
  }),
  "knock-membership": () => ({ accepts: knocks(stranger), refuses: knocks(member) }),
};
