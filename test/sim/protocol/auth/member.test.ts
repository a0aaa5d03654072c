// Who may join, leave, kick, ban and knock: each rule lets something pass and refuses something.
import { ada, bob, cay, dan, usualLevels, type RoomBuilder } from "../room-builder.ts";
import { runTrials, type Trial } from "./trials.ts";

const join = (user: string, fields = {}) => ({
  type: "m.room.member",
  sender: user,
  stateKey: user,
  content: { ...fields, membership: "join" },
});

const set = (user: string, membership: string, by = user) => ({
  type: "m.room.member",
  sender: by,
  stateKey: user,
  content: { membership },
});

const rule = (room: RoomBuilder, joinRule: string) =>
  room.state("m.room.join_rules", { join_rule: joinRule });

const levels = (room: RoomBuilder, changes: object) =>
  room.state("m.room.power_levels", { ...usualLevels(room.version), ...changes });

/** Puts an event directly behind the create event. */
const first = (room: RoomBuilder, spec: ReturnType<typeof join>) => ({
  ...spec,
  prev: [room.events[0].id],
});

const shape: Trial[] = [
  {
    claim: "a membership event without a state key is refused",
    refusedBy: ["4.1", "5.1"],
    event: () => ({ type: "m.room.member", sender: bob, content: { membership: "join" } }),
  },
  {
    claim: "a membership event without a membership is refused",
    refusedBy: ["4.1", "5.1"],
    event: () => ({ type: "m.room.member", sender: bob, stateKey: bob }),
  },
  {
    claim: "a membership that is no string is refused",
    refusedBy: ["4.1", "5.1"],
    event: () => ({ ...join(bob), content: { membership: 1 } }),
  },
  {
    claim: "an unknown membership is refused",
    refusedBy: ["4.8", "5.8"],
    event: () => set(bob, "banished"),
  },
  {
    claim: "the vouching user's server must have signed",
    refusedBy: ["4.2.1", "5.2.1"],
    event: () => ({
      ...join(bob, { join_authorised_via_users_server: ada }),
      spoil: { signatures: { "b.test": { "ed25519:1": "x" } } },
    }),
  },
  {
    claim: "a vouching server's signature satisfies the rule",
    event: () => ({
      ...join(bob, { join_authorised_via_users_server: ada }),
      spoil: { signatures: { "a.test": { "ed25519:1": "x" } } },
    }),
  },
  {
    claim: "a voucher that is no user ID is refused",
    refusedBy: ["4.2.1", "5.2.1"],
    event: () => join(bob, { join_authorised_via_users_server: "ada" }),
  },
  {
    claim: "a server whose name objects inherit has not signed for all that",
    refusedBy: ["4.2.1", "5.2.1"],
    event: () => ({
      ...join(bob, { join_authorised_via_users_server: "@x:constructor" }),
      spoil: { signatures: { "b.test": { "ed25519:1": "x" } } },
    }),
  },
];

const joining: Trial[] = [
  { claim: "the creator's first join needs nothing", event: (room) => first(room, join(ada)) },
  {
    claim: "nobody but the creator joins right behind the create event",
    refusedBy: ["4.3.7", "5.3.7"],
    event: (room) => first(room, join(bob)),
  },
  {
    claim: "a creator who left does not come back by citing the create event beside another",
    refusedBy: ["4.3.7", "5.3.7"],
    event: (room) => {
      rule(room, "invite");
      const left = room.member(ada, "leave");
      return { ...join(ada), prev: [room.events[0].id, left] };
    },
  },
  {
    claim: "an additional creator has no first join",
    refusedBy: ["4.3.7", "5.3.7"],
    in: ["12"],
    create: { additional_creators: [bob] },
    event: (room) => first(room, join(bob)),
  },
  {
    claim: "up to 10 the first join belongs to the creator of the content",
    in: ["10"],
    create: { creator: bob },
    event: (room) => first(room, join(bob)),
  },
  {
    claim: "since 11 the creator of the content means nothing",
    refusedBy: ["4.3.7", "5.3.7"],
    in: ["11", "12"],
    create: { creator: bob },
    event: (room) => first(room, join(bob)),
  },
  {
    claim: "nobody joins for somebody else",
    refusedBy: ["4.3.2", "5.3.2"],
    event: () => ({ ...join(dan), sender: bob }),
  },
  {
    claim: "a banned user cannot join",
    refusedBy: ["4.3.3", "5.3.3"],
    event: (room) => (room.member(cay, "ban", { by: ada }), join(cay)),
  },
  { claim: "anybody joins a public room", event: () => join(dan) },
  {
    claim: "an invite-only room refuses the uninvited",
    refusedBy: ["4.3.7", "5.3.7"],
    event: (room) => (rule(room, "invite"), join(dan)),
  },
  {
    claim: "an invite-only room admits the invited",
    event: (room) => (rule(room, "invite"), room.member(dan, "invite", { by: bob }), join(dan)),
  },
  {
    claim: "a member may join again, for example with a new name",
    event: (room) => (rule(room, "invite"), join(cay)),
  },
  {
    claim: "a room that can be knocked at admits the invited only",
    refusedBy: ["4.3.7", "5.3.7"],
    event: (room) => (rule(room, "knock"), room.member(dan, "knock"), join(dan)),
  },
  {
    claim: "a room that can be knocked at admits the invited",
    event: (room) => (rule(room, "knock"), room.member(dan, "invite", { by: bob }), join(dan)),
  },
  {
    claim: "a private room, and any unknown rule, admits nobody",
    refusedBy: ["4.3.7", "5.3.7"],
    event: (room) => (rule(room, "private"), room.member(dan, "invite", { by: bob }), join(dan)),
  },
  {
    claim: "a room without join rules is invite-only",
    refusedBy: ["4.3.7", "5.3.7"],
    event: () => ({ ...join(dan), prev: ["$levels"] }),
  },
];

const vouched =
  (changes: object, joinRule = "restricted") =>
  (room: RoomBuilder) => {
    rule(room, joinRule);
    levels(room, { invite: 50 });
    return join(dan, changes);
  };

const restricted: Trial[] = [
  {
    claim: "a restricted room admits whom a member with power vouches for",
    event: vouched({ join_authorised_via_users_server: bob }),
  },
  {
    claim: "a knock_restricted room does as well",
    event: vouched({ join_authorised_via_users_server: bob }, "knock_restricted"),
  },
  {
    claim: "a restricted join that nobody vouches for is refused",
    refusedBy: ["4.3.5.2", "5.3.5.2"],
    event: vouched({}),
  },
  {
    claim: "a voucher without the power to invite is not enough",
    refusedBy: ["4.3.5.2", "5.3.5.2"],
    event: vouched({ join_authorised_via_users_server: cay }),
  },
  {
    claim: "a voucher who is not in the room is not enough",
    refusedBy: ["4.3.5.2", "5.3.5.2"],
    event: (room) => (
      rule(room, "restricted"),
      join(dan, { join_authorised_via_users_server: "@eve:a.test" })
    ),
  },
  {
    claim: "an invited user needs no voucher",
    event: (room) => (rule(room, "restricted"), room.member(dan, "invite", { by: bob }), join(dan)),
  },
];

const leaving: Trial[] = [
  { claim: "a member may leave", event: () => set(cay, "leave") },
  {
    claim: "an invited user may decline",
    event: (room) => (room.member(dan, "invite", { by: bob }), set(dan, "leave")),
  },
  {
    claim: "who knocked may take it back",
    event: (room) => (rule(room, "knock"), room.member(dan, "knock"), set(dan, "leave")),
  },
  {
    claim: "who is not in the room cannot leave it",
    refusedBy: ["4.5.1", "5.5.1"],
    event: () => set(dan, "leave"),
  },
  {
    claim: "a banned user cannot leave the ban behind",
    refusedBy: ["4.5.1", "5.5.1"],
    event: (room) => (room.member(cay, "ban", { by: bob }), set(cay, "leave")),
  },
  { claim: "a moderator may kick", event: () => set(cay, "leave", bob) },
  {
    claim: "who is not joined cannot kick",
    refusedBy: ["4.5.2", "5.5.2"],
    event: () => set(cay, "leave", dan),
  },
  {
    claim: "a member without power cannot kick",
    refusedBy: ["4.5.5", "5.5.5"],
    event: (room) => (room.member(dan, "join"), set(dan, "leave", cay)),
  },
  {
    claim: "nobody kicks an equal",
    refusedBy: ["4.5.5", "5.5.5"],
    event: (room) => (
      levels(room, { users: { ...(usualLevels(room.version).users as object), [cay]: 50 } }),
      set(cay, "leave", bob)
    ),
  },
  {
    claim: "unbanning needs the level of a ban",
    refusedBy: ["4.5.3", "5.5.3"],
    event: (room) => (
      room.member(cay, "ban", { by: ada }),
      levels(room, { ban: 60 }),
      set(cay, "leave", bob)
    ),
  },
  {
    claim: "who may ban and kick may unban",
    event: (room) => (room.member(cay, "ban", { by: ada }), set(cay, "leave", bob)),
  },
  {
    claim: "unbanning needs the level of a kick as well",
    refusedBy: ["4.5.5", "5.5.5"],
    event: (room) => (
      room.member(cay, "ban", { by: ada }),
      levels(room, { kick: 60 }),
      set(cay, "leave", bob)
    ),
  },
];

const banning: Trial[] = [
  { claim: "a moderator may ban", event: () => set(cay, "ban", bob) },
  { claim: "a user may be banned before ever joining", event: () => set(dan, "ban", bob) },
  {
    claim: "who is not joined cannot ban",
    refusedBy: ["4.6.1", "5.6.1"],
    event: () => set(cay, "ban", dan),
  },
  {
    claim: "a member without power cannot ban",
    refusedBy: ["4.6.3", "5.6.3"],
    event: () => set(dan, "ban", cay),
  },
  {
    claim: "nobody bans somebody above",
    refusedBy: ["4.6.3", "5.6.3"],
    event: () => set(ada, "ban", bob),
  },
  {
    claim: "since 12 not even power 2^53-1 bans a creator",
    refusedBy: ["4.6.3", "5.6.3"],
    in: ["12"],
    event: (room) => (
      levels(room, { users: { [bob]: Number.MAX_SAFE_INTEGER } }),
      set(ada, "ban", bob)
    ),
  },
];

const knocking: Trial[] = [
  {
    claim: "knocking needs a room that allows it",
    event: (room) => (rule(room, "knock"), set(dan, "knock")),
  },
  {
    claim: "a knock_restricted room allows it too",
    event: (room) => (rule(room, "knock_restricted"), set(dan, "knock")),
  },
  {
    claim: "knocking at a public room is refused",
    refusedBy: ["4.7.1", "5.7.1"],
    event: () => set(dan, "knock"),
  },
  {
    claim: "nobody knocks for somebody else",
    refusedBy: ["4.7.2", "5.7.2"],
    event: (room) => (rule(room, "knock"), set(dan, "knock", "@eve:a.test")),
  },
  {
    claim: "a member cannot knock",
    refusedBy: ["4.7.4", "5.7.4"],
    event: (room) => (rule(room, "knock"), set(cay, "knock")),
  },
  {
    claim: "an invited user cannot knock",
    refusedBy: ["4.7.4", "5.7.4"],
    event: (room) => (
      rule(room, "knock"),
      room.member(dan, "invite", { by: bob }),
      set(dan, "knock")
    ),
  },
  {
    claim: "a banned user cannot knock",
    refusedBy: ["4.7.4", "5.7.4"],
    event: (room) => (rule(room, "knock"), room.member(cay, "ban", { by: ada }), set(cay, "knock")),
  },
];

runTrials([...shape, ...joining, ...restricted, ...leaving, ...banning, ...knocking]);
