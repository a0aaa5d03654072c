// Twenty-two rooms whose resolution people ask about, each in a few events. What is said about them
// is in explained/, one file a room.
import type { StateId } from "../../../../sim/protocol/state.ts";
import { ada, bob, cay, dan, usualLevels, usualRoom, type RoomBuilder } from "../room-builder.ts";
import { banAgainstTopic, duel, topicsUnderLevels } from "./rooms.ts";

/** A room and the states to resolve, with names for them. */
export interface ExplainedRoom {
  readonly room: RoomBuilder;
  readonly states: readonly StateId[];
  readonly labels: readonly string[];
}

type Tell = () => ExplainedRoom;

/** The states after some events of a room; the events' names are the labels. */
function after(room: RoomBuilder, ...ends: string[]): ExplainedRoom {
  return {
    room,
    states: ends.map((end) => room.after(end)),
    labels: ends.map((end) => end.slice(1)),
  };
}

const topic = (room: RoomBuilder, id: string, sender: string, ts: number, more: object = {}) =>
  room.state("m.room.topic", { topic: id }, { id, sender, ts, prev: ["$cay"], ...more });

const levels = (room: RoomBuilder, change: object, more: object) =>
  room.state("m.room.power_levels", { ...usualLevels(room.version), ...change }, more);

function twoTopics(version: string, oneTs: number, otherTs: number, ids = ["$one", "$two"]) {
  const room = usualRoom(version);
  topic(room, ids[0], ada, oneTs);
  topic(room, ids[1], bob, otherTs);
  return after(room, ids[0], ids[1]);
}

/** Ada sets an old rule, leaves; somebody is given the old rule together with her leaving. */
function staleRules(version: string): ExplainedRoom {
  const room = usualRoom(version);
  room.state("m.room.join_rules", { join_rule: "invite" }, { id: "$rules-2" });
  const leave = room.member(ada, "leave", { id: "$ada-out" });
  const stale = ["$create", "$levels", "$rules", "$bob", "$cay", leave];
  const states = [room.after(leave), room.stateOf(...stale)];
  return { room, states, labels: ["after she left", "told state"] };
}

/** Power levels that conflict, joined by others that do not. */
function linkedLevels(version: string): ExplainedRoom {
  const room = usualRoom(version);
  levels(room, { invite: 1 }, { id: "$pl-1", prev: ["$cay"] });
  levels(room, { invite: 2 }, { id: "$pl-2" });
  levels(room, { invite: 3 }, { id: "$pl-3" });
  const base = ["$create", "$ada", "$rules", "$bob", "$cay"];
  const states = [room.stateOf(...base, "$pl-1"), room.stateOf(...base, "$pl-3")];
  return { room, states, labels: ["older", "newer"] };
}

/** Ids are file names. */
export const explainedRooms: Readonly<Record<string, Tell>> = {
  "ban-against-topic-v11": () => {
    const { room, ends } = banAgainstTopic("11");
    return after(room, ...ends);
  },
  "ban-against-topic-v12": () => {
    const { room, ends } = banAgainstTopic("12");
    return after(room, ...ends);
  },
  "topics-under-levels-v11": () => {
    const { room, ends } = topicsUnderLevels("11");
    return after(room, ...ends);
  },
  "duel-of-moderators-v11": () => {
    const { room, ends } = duel("11");
    return after(room, ...ends);
  },
  "later-topic-v11": () => twoTopics("11", 2_000_000, 2_005_000),
  "tie-of-topics-v12": () => twoTopics("12", 2_000_000, 2_000_000),
  "three-topics-v11": () => {
    const room = usualRoom("11");
    for (const [n, user] of [ada, bob, ada].entries()) topic(room, `$t${n}`, user, 3_000_000 - n);
    return after(room, "$t0", "$t1", "$t2");
  },
  "join-against-closed-door-v11": () => {
    const room = usualRoom("11");
    room.state("m.room.join_rules", { join_rule: "invite" }, { id: "$closed", prev: ["$cay"] });
    room.member(dan, "join", { id: "$dan", prev: ["$cay"] });
    return after(room, "$closed", "$dan");
  },
  "kick-against-promotion-v11": () => {
    const room = usualRoom("11");
    room.member(cay, "leave", { by: bob, id: "$kick", prev: ["$cay"] });
    levels(room, { users: { [ada]: 100, [bob]: 50, [cay]: 60 } }, { id: "$promo", prev: ["$cay"] });
    return after(room, "$kick", "$promo");
  },
  "demotion-against-ban-v11": () => {
    const room = usualRoom("11");
    levels(room, { users: { [ada]: 100, [bob]: 0 } }, { id: "$demoted", prev: ["$cay"] });
    room.member(cay, "ban", { by: bob, id: "$ban", prev: ["$cay"] });
    return after(room, "$demoted", "$ban");
  },
  "leave-against-kick-v11": () => {
    const room = usualRoom("11");
    room.member(cay, "leave", { id: "$left", prev: ["$cay"] });
    room.member(cay, "ban", { by: bob, id: "$banned", prev: ["$cay"] });
    return after(room, "$left", "$banned");
  },
  "invite-against-ban-v12": () => {
    const room = usualRoom("12");
    room.member(dan, "invite", { by: cay, id: "$invite", prev: ["$cay"] });
    room.member(dan, "ban", { by: bob, id: "$ban", prev: ["$cay"] });
    return after(room, "$invite", "$ban");
  },
  "voucher-demoted-v10": () => {
    const room = usualRoom("10");
    levels(room, { invite: 50 }, { id: "$pl-50" });
    room.state("m.room.join_rules", { join_rule: "restricted" }, { id: "$restr" });
    const users = { [ada]: 100, [bob]: 0 };
    levels(room, { users, invite: 50 }, { id: "$demoted", prev: ["$restr"] });
    const fields = { join_authorised_via_users_server: bob };
    room.member(dan, "join", { fields, id: "$dan", prev: ["$restr"] });
    return after(room, "$demoted", "$dan");
  },
  "stale-join-rules-v11": () => staleRules("11"),
  "stale-join-rules-v12": () => staleRules("12"),
  "linked-levels-v11": () => linkedLevels("11"),
  "linked-levels-v12": () => linkedLevels("12"),
  "topic-only-on-one-side-v11": () => {
    const room = usualRoom("11");
    topic(room, "$topic", bob, 2_000_000);
    room.say(cay, { id: "$said", prev: ["$cay"] });
    return after(room, "$topic", "$said");
  },
  "nothing-stays-v11": () => {
    const room = usualRoom("11");
    levels(room, { state_default: 60 }, { id: "$raised", prev: ["$cay"] });
    topic(room, "$one", bob, 2_000_000);
    topic(room, "$two", bob, 2_005_000, { prev: ["$one"] });
    return after(room, "$raised", "$one", "$two");
  },
  "levels-as-text-v9": () => {
    const room = usualRoom("9");
    const users = { [ada]: " 100 ", [bob]: "+050" };
    levels(room, { users }, { id: "$texts" });
    levels(room, { users: { ...users, [cay]: "25" } }, { id: "$by-ada", prev: ["$texts"] });
    levels(room, { users, invite: "10" }, { id: "$by-bob", sender: bob, prev: ["$texts"] });
    return after(room, "$by-ada", "$by-bob");
  },
  "deeper-topic-v1": () => {
    const room = usualRoom("1");
    topic(room, "$late", ada, 9_000_000);
    topic(room, "$deep", bob, 1_000, { spoil: { depth: 40 } });
    return after(room, "$late", "$deep");
  },
  "reset-of-levels-v1": () => {
    const room = usualRoom("1");
    levels(room, { ban: 60 }, { id: "$pl-60", prev: ["$cay"] });
    levels(room, { ban: 70 }, { id: "$pl-d2", prev: ["$cay"], spoil: { depth: 2 } });
    return after(room, "$pl-60", "$pl-d2");
  },
};
