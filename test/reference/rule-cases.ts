// Events that single authorisation rules decide, for the small room of small-room.ts: one or more
// for every rule that can refuse, and one for most rules that allow. Long because it is one table.
import {
  banned,
  creator,
  invited,
  knocking,
  member,
  moderator,
  plainLevels,
  signedFor,
  stranger,
  type Draft,
  type SmallRoomChange,
} from "./small-room.ts";

type Make = (version: string) => Draft;

/** An event and the rule that decides it. */
export interface RuleCase {
  /** The number before version 12; `new …` where only version 12 has the rule. */
  readonly rule: string;
  readonly about: string;
  readonly make: Make;
  readonly change?: SmallRoomChange | ((version: string) => SmallRoomChange);
  readonly only?: readonly string[];
}

const membership =
  (sender: string, target: string, wanted: string, more = {}): Make =>
  () => ({
    type: "m.room.member",
    sender,
    state_key: target,
    content: { membership: wanted, ...more },
  });

const levels =
  (sender: string, over: (version: string) => object): Make =>
  (version) => ({
    type: "m.room.power_levels",
    sender,
    state_key: "",
    content: { ...plainLevels(version), ...over(version) },
  });

const create =
  (over: object): Make =>
  (version) => ({
    type: "m.room.create",
    sender: creator,
    state_key: "",
    prev_events: [],
    content: { creator, room_version: version },
    ...(version === "12" ? {} : { room_id: "!new:a.test" }),
    ...over,
  });

const message =
  (sender: string, over: object = {}): Make =>
  () => ({ type: "m.room.message", sender, content: { body: "" }, ...over });

const thirdParty = (sender: string, target: string, invite: object): Make =>
  membership(sender, target, "invite", { third_party_invite: invite });

const vouched = (voucher: string): Make =>
  membership(stranger, stranger, "join", { join_authorised_via_users_server: voucher });

const badlySigned = { ...signedFor(stranger), signatures: { "id.test": { "ed25519:0": "AAAA" } } };

/** Events that a rule refuses. */
export const refused: readonly RuleCase[] = [
  { rule: "1.1", about: "create after something", make: create({ prev_events: ["$last"] }) },
  {
    rule: "1.2",
    about: "create with another server's room ID, or in 12 with any",
    make: create({ room_id: "!new:b.test" }),
  },
  {
    rule: "1.3",
    about: "create of version 99",
    make: create({ content: { creator, room_version: "99" } }),
  },
  { rule: "1.4", about: "create without creator", make: create({ content: {} }), only: ["10"] },
  {
    rule: "1.4",
    about: "additional_creators with a text that is no user ID",
    make: create({ content: { additional_creators: ["bob"] } }),
    only: ["12"],
  },
  {
    rule: "new 2",
    about: "room ID of no create event",
    make: message(creator, { room_id: "!nothing" }),
    only: ["12"],
  },
  {
    rule: "new 2",
    about: "room ID of a rejected create event",
    make: message(creator),
    change: { rejected: ["$create"] },
    only: ["12"],
  },
  {
    rule: "2.1",
    about: "two power levels among the auth events",
    make: (version) => ({
      ...message(creator)(version),
      auth_events: [...listed(version), "$levels", "$second"],
    }),
  },
  {
    rule: "2.2",
    about: "join rules as auth event of a message",
    make: (version) => ({
      ...message(creator)(version),
      auth_events: [...listed(version), "$rules"],
    }),
  },
  {
    rule: "2.2",
    about: "the create event as auth event in 12",
    make: message(creator, { auth_events: ["$create", "$ada"] }),
    only: ["12"],
  },
  {
    rule: "2.3",
    about: "a rejected auth event",
    make: message(creator),
    change: { rejected: ["$ada"] },
  },
  {
    rule: "2.4",
    about: "no create event among the auth events",
    make: message(creator, { auth_events: ["$ada", "$levels"] }),
    only: ["10", "11"],
  },
  {
    rule: "2.5",
    about: "another room's auth event",
    make: (version) => ({
      ...message(creator)(version),
      auth_events: [...listed(version), "$other"],
    }),
  },
  {
    rule: "3",
    about: "foreign sender without federation",
    make: message(moderator),
    change: { create: { "m.federate": false } },
  },
  {
    rule: "4.1",
    about: "membership without state key",
    make: () => ({ type: "m.room.member", sender: member, content: { membership: "join" } }),
  },
  {
    rule: "4.1",
    about: "membership without membership",
    make: () => ({ type: "m.room.member", sender: member, state_key: member, content: {} }),
  },
  {
    rule: "4.2.1",
    about: "a voucher whose server has not signed",
    make: (version) => ({ ...vouched(moderator)(version), signatures: { "g.test": {} } }),
    change: { joinRule: "restricted" },
  },
  {
    rule: "4.2.1",
    about: "a voucher that is no user ID",
    make: membership(stranger, stranger, "join", { join_authorised_via_users_server: "bob" }),
    change: { joinRule: "restricted" },
  },
  { rule: "4.3.2", about: "join for another", make: membership(member, stranger, "join") },
  { rule: "4.3.3", about: "join while banned", make: membership(banned, banned, "join") },
  {
    rule: "4.3.5.2",
    about: "restricted join without voucher",
    make: membership(stranger, stranger, "join"),
    change: { joinRule: "restricted" },
  },
  {
    rule: "4.3.5.2",
    about: "restricted join, the voucher may not invite",
    make: vouched(member),
    change: { joinRule: "knock_restricted" },
  },
  {
    rule: "4.3.5.2",
    about: "restricted join, the voucher is not joined",
    make: vouched(invited),
    change: { joinRule: "restricted", levels: { invite: 0 } },
  },
  {
    rule: "4.3.7",
    about: "uninvited join by invitation",
    make: membership(stranger, stranger, "join"),
  },
  {
    rule: "4.3.7",
    about: "join with an unknown rule",
    make: membership(invited, invited, "join"),
    change: { joinRule: "private" },
  },
  {
    rule: "4.4.1.1",
    about: "third-party invite of a banned user",
    make: thirdParty(moderator, banned, {}),
  },
  { rule: "4.4.1.2", about: "… without signed", make: thirdParty(moderator, stranger, {}) },
  {
    rule: "4.4.1.3",
    about: "… without token",
    make: thirdParty(moderator, stranger, { signed: { mxid: stranger } }),
  },
  {
    rule: "4.4.1.4",
    about: "… for another user",
    make: thirdParty(moderator, stranger, { signed: signedFor(member) }),
  },
  {
    rule: "4.4.1.5",
    about: "… with an unknown token",
    make: thirdParty(moderator, stranger, { signed: signedFor(stranger, "none") }),
  },
  {
    rule: "4.4.1.6",
    about: "… by another than the offerer",
    make: thirdParty(creator, stranger, { signed: signedFor(stranger) }),
  },
  {
    rule: "4.4.1.8",
    about: "… with a wrong signature",
    make: thirdParty(moderator, stranger, { signed: badlySigned }),
  },
  { rule: "4.4.2", about: "invite from outside", make: membership(stranger, invited, "invite") },
  { rule: "4.4.3", about: "invite of a member", make: membership(moderator, member, "invite") },
  { rule: "4.4.3", about: "invite of a banned", make: membership(moderator, banned, "invite") },
  { rule: "4.4.5", about: "invite without power", make: membership(member, stranger, "invite") },
  { rule: "4.5.1", about: "leaving from outside", make: membership(stranger, stranger, "leave") },
  { rule: "4.5.1", about: "leaving while banned", make: membership(banned, banned, "leave") },
  { rule: "4.5.2", about: "kick from outside", make: membership(stranger, member, "leave") },
  {
    rule: "4.5.3",
    about: "unban with the kick level alone",
    make: membership(moderator, banned, "leave"),
    change: { levels: { ban: 60 } },
  },
  { rule: "4.5.5", about: "kick without power", make: membership(member, invited, "leave") },
  { rule: "4.5.5", about: "kick upwards", make: membership(moderator, creator, "leave") },
  { rule: "4.6.1", about: "ban from outside", make: membership(stranger, member, "ban") },
  { rule: "4.6.3", about: "ban without power", make: membership(member, stranger, "ban") },
  { rule: "4.6.3", about: "ban upwards", make: membership(moderator, creator, "ban") },
  { rule: "4.7.1", about: "knock at a closed door", make: membership(stranger, stranger, "knock") },
  {
    rule: "4.7.2",
    about: "knock for another",
    make: membership(member, stranger, "knock"),
    change: { joinRule: "knock" },
  },
  {
    rule: "4.7.4",
    about: "knock while invited",
    make: membership(invited, invited, "knock"),
    change: { joinRule: "knock_restricted" },
  },
  { rule: "4.8", about: "unknown membership", make: membership(member, member, "lurk") },
  { rule: "5", about: "message from outside", make: message(stranger) },
  {
    rule: "6.1",
    about: "third-party offer without power",
    make: () => ({ type: "m.room.third_party_invite", sender: member, state_key: "t" }),
  },
  {
    rule: "7",
    about: "state without power",
    make: () => ({ type: "m.room.topic", sender: member, state_key: "" }),
  },
  {
    rule: "7",
    about: "a type with a level of its own",
    make: () => ({ type: "m.room.tombstone", sender: moderator, state_key: "" }),
  },
  {
    rule: "8",
    about: "another user's state key",
    make: () => ({ type: "test.score", sender: moderator, state_key: member }),
  },
  { rule: "9.1", about: "level as text", make: levels(creator, () => ({ ban: "50" })) },
  { rule: "9.1", about: "level with fraction", make: levels(creator, () => ({ kick: 0.5 })) },
  { rule: "9.2", about: "events as list", make: levels(creator, () => ({ events: [] })) },
  {
    rule: "9.2",
    about: "notification level as text",
    make: levels(creator, () => ({ notifications: { room: "50" } })),
  },
  {
    rule: "9.3",
    about: "a user that is none",
    make: levels(creator, () => ({ users: { bob: 50 } })),
  },
  {
    rule: "9.3",
    about: "a user's level as text",
    make: levels(creator, () => ({ users: { [moderator]: "50" } })),
  },
  {
    rule: "new 10.4",
    about: "the creator among the users",
    make: levels(creator, () => ({ users: { [creator]: 100 } })),
    only: ["12"],
  },
  {
    rule: "new 10.4",
    about: "an additional creator among the users",
    make: levels(creator, () => ({ users: { [member]: 100 } })),
    change: { create: { additional_creators: [member] } },
    only: ["12"],
  },
  {
    rule: "9.5.1",
    about: "lowering what is above oneself",
    make: levels(moderator, () => ({ redact: 0 })),
  },
  {
    rule: "9.5.1",
    about: "removing what is above oneself",
    make: (version) => {
      const { redact: _removed, ...content } = plainLevels(version);
      return { type: "m.room.power_levels", sender: moderator, state_key: "", content };
    },
  },
  {
    rule: "9.5.2",
    about: "raising above oneself",
    make: levels(moderator, () => ({ ban: 51 })),
  },
  {
    rule: "9.6.1",
    about: "an event level above oneself",
    make: levels(moderator, () => ({ events: { "m.room.power_levels": 50 } })),
  },
  {
    rule: "9.6.1",
    about: "a notification level above oneself",
    make: levels(moderator, () => ({ notifications: { room: 50, all: 0 } })),
  },
  {
    rule: "9.7.1",
    about: "an event level to above oneself",
    make: levels(moderator, (version) => ({
      events: { ...(plainLevels(version).events as object), "m.room.topic": 51 },
    })),
  },
  {
    rule: "9.8.1",
    about: "lowering an equal",
    make: levels(moderator, (version) => ({
      users: { ...(plainLevels(version).users as object), [member]: 0 },
    })),
    change: (version) => ({
      levels: { users: { ...(plainLevels(version).users as object), [member]: 50 } },
    }),
  },
  {
    rule: "9.9.1",
    about: "raising a user above oneself",
    make: levels(moderator, (version) => ({
      users: { ...(plainLevels(version).users as object), [member]: 51 },
    })),
  },
  {
    rule: "9.9.1",
    about: "raising oneself",
    make: levels(moderator, (version) => ({
      users: { ...(plainLevels(version).users as object), [moderator]: 51 },
    })),
  },
];

/** Events that the rules allow. */
export const passes: readonly Omit<RuleCase, "rule">[] = [
  { about: "a create event (1.5)", make: create({}) },
  {
    about: "the creator's first join (4.3.1)",
    make: (version) => ({
      ...membership(creator, creator, "join")(version),
      prev_events: ["$create"],
    }),
    change: { joinRule: "private" },
  },
  {
    about: "the creator's first join, sent by another: 4.3.1 does not ask",
    make: (version) => ({
      ...membership(stranger, creator, "join")(version),
      prev_events: ["$create"],
    }),
  },
  { about: "an invited user's join (4.3.4)", make: membership(invited, invited, "join") },
  {
    about: "an invited user's join with a restricted rule (4.3.5.1)",
    make: membership(invited, invited, "join"),
    change: { joinRule: "restricted" },
  },
  {
    about: "a vouched join (4.3.5.3)",
    make: (version) => ({
      ...vouched(moderator)(version),
      signatures: { "g.test": {}, "b.test": {} },
    }),
    change: { joinRule: "restricted" },
  },
  {
    about: "a public join (4.3.6)",
    make: membership(stranger, stranger, "join"),
    change: { joinRule: "public" },
  },
  {
    about: "a signed third-party invite (4.4.1.7)",
    make: thirdParty(moderator, stranger, { signed: signedFor(stranger) }),
  },
  { about: "an invite (4.4.4)", make: membership(moderator, stranger, "invite") },
  { about: "taking back a knock (4.5.1)", make: membership(knocking, knocking, "leave") },
  { about: "unban (4.5.4)", make: membership(moderator, banned, "leave") },
  { about: "a ban (4.6.2)", make: membership(moderator, member, "ban") },
  {
    about: "a second knock (4.7.3)",
    make: membership(knocking, knocking, "knock"),
    change: { joinRule: "knock" },
  },
  {
    about: "a third-party offer (6.1)",
    make: () => ({ type: "m.room.third_party_invite", sender: moderator, state_key: "t" }),
  },
  {
    about: "the first power levels, whatever they raise (9.4)",
    make: levels(creator, () => ({ ban: 1000 })),
    change: { levels: null },
    only: ["10", "11"],
  },
  {
    about: "lowering oneself (9.8.1 leaves the sender's own entry out)",
    make: levels(moderator, (version) => ({
      users: { ...(plainLevels(version).users as object), [moderator]: 10 },
    })),
  },
  {
    about: "adding what used to be a default (9.5 compares with absence)",
    make: levels(moderator, () => ({ state_default: 50 })),
  },
  {
    about: "the creator raising anything in 12",
    make: levels(creator, () => ({ ban: 2 ** 53 - 1 })),
    only: ["12"],
  },
  { about: "a member's message (10)", make: message(member) },
  {
    about: "a type that is named like something every object inherits",
    make: message(member, { type: "constructor" }),
  },
];

function listed(version: string): string[] {
  return version === "12" ? ["$ada"] : ["$create", "$ada"];
}

/** The number that a rule of versions 10 and 11 has in the given one. */
export function numberIn(version: string, rule: string): string {
  if (rule.startsWith("new ")) return rule.slice(4);
  const [first = 0, second = 0, ...rest] = rule.split(".").map(Number);
  if (version !== "12" || first === 1) return rule;
  if (rule === "2.5") return "3.4";
  const inner = first === 9 && second >= 4 ? second + 1 : second;
  return [first + 1, ...(rule.includes(".") ? [inner] : []), ...rest].join(".");
}

/** What a case changes in the room of a version. */
export function changeIn(version: string, { change }: Pick<RuleCase, "change">): SmallRoomChange {
  return (typeof change === "function" ? change(version) : change) ?? {};
}
