// The names and numbers of the authorisation rules: one row a leaf rule, that is one that can end
// the judgement. `numbers` says under which number a version's page has it, from the first version
// with that number on; null takes it away. Longer than most files because it is one table.
// Spec v1.19, rooms/v1 to v12, "Authorisation rules". The pages' Markdown numbers some rules of 12
// wrongly; these are the numbers of the rendered page.
import type { RoomGraph } from "../room-graph.ts";
import { stableVersions, type RoomVersion } from "../room-version.ts";
import type { AuthRefusal } from "./verdict.ts";

/** `both`: allows where the condition holds and refuses where it does not. */
type Ends = "refuses" | "allows" | "both";

/** Number by the first version with it. */
type Numbers = Readonly<Partial<Record<number, string | null>>>;

const table = {
  "create-prev-events": [{ 1: "1.1" }, "refuses", "a create event has prev_events"],
  "create-room-id": [
    { 1: "1.2" },
    "refuses",
    "up to 11: room_id is not on the sender's server; since 12: it has a room_id",
  ],
  "create-version": [{ 1: "1.3" }, "refuses", "content.room_version is not recognised"],
  "create-creator": [{ 1: "1.4", 11: null }, "refuses", "content has no creator"],
  "create-creators": [{ 12: "1.4" }, "refuses", "additional_creators is no array of user IDs"],
  "create-allowed": [{ 1: "1.5", 11: "1.4", 12: "1.5" }, "allows", "any other create event"],
  "room-id-is-create": [{ 12: "2" }, "refuses", "room_id is no accepted create event's ID"],
  "auth-duplicate": [
    { 1: "2.1", 12: "3.1" },
    "refuses",
    "two auth events with one type and state key",
  ],
  "auth-unexpected": [
    { 1: "2.2", 12: "3.2" },
    "refuses",
    "an auth event that the selection does not name",
  ],
  "auth-rejected": [{ 1: "2.3", 12: "3.3" }, "refuses", "an auth event that was rejected"],
  "auth-no-create": [{ 1: "2.4", 12: null }, "refuses", "no create event among the auth events"],
  "auth-other-room": [{ 1: "2.5", 12: "3.4" }, "refuses", "an auth event of another room"],
  federate: [
    { 1: "3", 12: "4" },
    "refuses",
    "m.federate is false and the sender is on another server",
  ],
  "aliases-state-key": [{ 1: "4.1", 6: null }, "refuses", "aliases without a state_key"],
  "aliases-domain": [{ 1: "4.2", 6: null }, "refuses", "aliases of another server"],
  "aliases-allowed": [{ 1: "4.3", 6: null }, "allows", "aliases of the sender's own server"],
  "member-fields": [{ 1: "5.1", 6: "4.1", 12: "5.1" }, "refuses", "no state_key or no membership"],
  "member-voucher-signature": [
    { 8: "4.2.1", 12: "5.2.1" },
    "refuses",
    "the vouching user's server has not signed",
  ],
  "join-first": [
    { 1: "5.2.1", 6: "4.2.1", 8: "4.3.1", 12: "5.3.1" },
    "allows",
    "the creator's join directly behind the create event",
  ],
  "join-other": [
    { 1: "5.2.2", 6: "4.2.2", 8: "4.3.2", 12: "5.3.2" },
    "refuses",
    "joining for somebody else",
  ],
  "join-banned": [
    { 1: "5.2.3", 6: "4.2.3", 8: "4.3.3", 12: "5.3.3" },
    "refuses",
    "joining while banned",
  ],
  "join-invited": [
    { 1: "5.2.4", 6: "4.2.4", 8: "4.3.4", 12: "5.3.4" },
    "allows",
    "joining by invitation (since 7 also where the rule is knock)",
  ],
  "join-restricted-welcome": [
    { 8: "4.3.5.1", 12: "5.3.5.1" },
    "allows",
    "a restricted join by somebody who is invited or joined",
  ],
  "join-restricted": [
    { 8: "4.3.5.2", 12: "5.3.5.2" },
    "refuses",
    "a restricted join that nobody with power vouches for",
  ],
  "join-vouched": [
    { 8: "4.3.5.3", 12: "5.3.5.3" },
    "allows",
    "a restricted join that a member with power vouches for",
  ],
  "join-public": [
    { 1: "5.2.5", 6: "4.2.5", 8: "4.3.6", 12: "5.3.6" },
    "allows",
    "joining a public room",
  ],
  "join-rule": [
    { 1: "5.2.6", 6: "4.2.6", 8: "4.3.7", 12: "5.3.7" },
    "refuses",
    "the join rule does not let the user in",
  ],
  "invite-3pid-banned": [
    { 1: "5.3.1.1", 6: "4.3.1.1", 8: "4.4.1.1", 12: "5.4.1.1" },
    "refuses",
    "third-party invite of a banned user",
  ],
  "invite-3pid-signed": [
    { 1: "5.3.1.2", 6: "4.3.1.2", 8: "4.4.1.2", 12: "5.4.1.2" },
    "refuses",
    "third-party invite without `signed`",
  ],
  "invite-3pid-fields": [
    { 1: "5.3.1.3", 6: "4.3.1.3", 8: "4.4.1.3", 12: "5.4.1.3" },
    "refuses",
    "`signed` without mxid or token",
  ],
  "invite-3pid-mxid": [
    { 1: "5.3.1.4", 6: "4.3.1.4", 8: "4.4.1.4", 12: "5.4.1.4" },
    "refuses",
    "`signed` for another user",
  ],
  "invite-3pid-offer": [
    { 1: "5.3.1.5", 6: "4.3.1.5", 8: "4.4.1.5", 12: "5.4.1.5" },
    "refuses",
    "no third-party invite in the state for the token",
  ],
  "invite-3pid-sender": [
    { 1: "5.3.1.6", 6: "4.3.1.6", 8: "4.4.1.6", 12: "5.4.1.6" },
    "refuses",
    "the third-party invite was sent by somebody else",
  ],
  "invite-3pid-allowed": [
    { 1: "5.3.1.7", 6: "4.3.1.7", 8: "4.4.1.7", 12: "5.4.1.7" },
    "allows",
    "a signature of `signed` verifies under a key of the offer",
  ],
  "invite-3pid-signature": [
    { 1: "5.3.1.8", 6: "4.3.1.8", 8: "4.4.1.8", 12: "5.4.1.8" },
    "refuses",
    "no signature verifies",
  ],
  "invite-sender": [
    { 1: "5.3.2", 6: "4.3.2", 8: "4.4.2", 12: "5.4.2" },
    "refuses",
    "the inviting user is not joined",
  ],
  "invite-target": [
    { 1: "5.3.3", 6: "4.3.3", 8: "4.4.3", 12: "5.4.3" },
    "refuses",
    "the invited user is joined or banned",
  ],
  "invite-allowed": [
    { 1: "5.3.4", 6: "4.3.4", 8: "4.4.4", 12: "5.4.4" },
    "allows",
    "inviting with the invite level",
  ],
  "invite-power": [
    { 1: "5.3.5", 6: "4.3.5", 8: "4.4.5", 12: "5.4.5" },
    "refuses",
    "too little power to invite",
  ],
  "leave-self": [
    { 1: "5.4.1", 6: "4.4.1", 8: "4.5.1", 12: "5.5.1" },
    "both",
    "leaving while joined or invited (since 7 also while knocking)",
  ],
  "leave-sender": [
    { 1: "5.4.2", 6: "4.4.2", 8: "4.5.2", 12: "5.5.2" },
    "refuses",
    "kicking without being joined",
  ],
  "leave-unban": [
    { 1: "5.4.3", 6: "4.4.3", 8: "4.5.3", 12: "5.5.3" },
    "refuses",
    "too little power to unban",
  ],
  "leave-allowed": [
    { 1: "5.4.4", 6: "4.4.4", 8: "4.5.4", 12: "5.5.4" },
    "allows",
    "kicking with the kick level and more power than the target",
  ],
  "leave-kick": [
    { 1: "5.4.5", 6: "4.4.5", 8: "4.5.5", 12: "5.5.5" },
    "refuses",
    "too little power to kick",
  ],
  "ban-sender": [
    { 1: "5.5.1", 6: "4.5.1", 8: "4.6.1", 12: "5.6.1" },
    "refuses",
    "banning without being joined",
  ],
  "ban-allowed": [
    { 1: "5.5.2", 6: "4.5.2", 8: "4.6.2", 12: "5.6.2" },
    "allows",
    "banning with the ban level and more power than the target",
  ],
  "ban-power": [
    { 1: "5.5.3", 6: "4.5.3", 8: "4.6.3", 12: "5.6.3" },
    "refuses",
    "too little power to ban",
  ],
  "knock-rule": [
    { 7: "4.6.1", 8: "4.7.1", 12: "5.7.1" },
    "refuses",
    "the join rule does not allow knocking",
  ],
  "knock-other": [{ 7: "4.6.2", 8: "4.7.2", 12: "5.7.2" }, "refuses", "knocking for somebody else"],
  "knock-allowed": [{ 7: "4.6.3", 8: "4.7.3", 12: "5.7.3" }, "allows", "knocking from outside"],
  "knock-membership": [
    { 7: "4.6.4", 8: "4.7.4", 12: "5.7.4" },
    "refuses",
    "knocking while banned, invited or joined",
  ],
  "member-unknown": [
    { 1: "5.6", 6: "4.6", 7: "4.7", 8: "4.8", 12: "5.8" },
    "refuses",
    "an unknown membership",
  ],
  "sender-not-joined": [{ 1: "6", 6: "5", 12: "6" }, "refuses", "the sender is not joined"],
  "third-party-invite": [
    { 1: "7.1", 6: "6.1", 12: "7.1" },
    "both",
    "offering a third-party invite takes the invite level",
  ],
  "send-level": [{ 1: "8", 6: "7", 12: "8" }, "refuses", "too little power for the event type"],
  "state-key-of-other": [
    { 1: "9", 6: "8", 12: "9" },
    "refuses",
    "a state key that names another user",
  ],
  "levels-integer": [{ 10: "9.1", 12: "10.1" }, "refuses", "a level that is no integer"],
  "levels-map": [
    { 10: "9.2", 12: "10.2" },
    "refuses",
    "events or notifications is no object of integers",
  ],
  "levels-float": [
    { 1: "floats", 6: null },
    "refuses",
    "a level beyond every double (the text beside the rules, not one of them)",
  ],
  "levels-users": [
    { 1: "10.1", 6: "9.1", 10: "9.3", 12: "10.3" },
    "refuses",
    "users is no object of user IDs and levels",
  ],
  "levels-creator": [{ 12: "10.4" }, "refuses", "users lists a creator"],
  "levels-first": [
    { 1: "10.2", 6: "9.2", 10: "9.4", 12: "10.5" },
    "allows",
    "the first power levels of the room",
  ],
  "levels-scalar-old": [
    { 1: "10.3.1", 6: "9.3.1", 10: "9.5.1", 12: "10.6.1" },
    "refuses",
    "changing a level above one's own",
  ],
  "levels-scalar-new": [
    { 1: "10.3.2", 6: "9.3.2", 10: "9.5.2", 12: "10.6.2" },
    "refuses",
    "setting a level above one's own",
  ],
  "levels-map-old": [
    { 1: "10.4.1", 6: "9.4.1", 10: "9.6.1", 12: "10.7.1" },
    "refuses",
    "changing an entry of events (since 6 also notifications) above one's own power",
  ],
  "levels-map-new": [
    { 1: "10.5.1", 6: "9.5.1", 10: "9.7.1", 12: "10.8.1" },
    "refuses",
    "setting an entry of events (since 6 also notifications) above one's own power",
  ],
  "levels-user-old": [
    { 1: "10.6.1", 6: "9.6.1", 10: "9.8.1", 12: "10.9.1" },
    "refuses",
    "changing a user at or above one's own power",
  ],
  "levels-user-new": [
    { 1: "10.7.1", 6: "9.7.1", 10: "9.9.1", 12: "10.10.1" },
    "refuses",
    "raising a user above one's own power",
  ],
  "levels-allowed": [
    { 1: "10.8", 6: "9.8", 10: "9.10", 12: "10.11" },
    "allows",
    "any other change of power levels",
  ],
  "redaction-level": [{ 1: "11.1", 3: null }, "allows", "redacting with the redact level"],
  "redaction-domain": [
    { 1: "11.2", 3: null },
    "allows",
    "redacting an event whose ID has the same domain",
  ],
  redaction: [{ 1: "11.3", 3: null }, "refuses", "too little power to redact"],
  allowed: [{ 1: "12", 3: "11", 6: "10", 12: "11" }, "allows", "everything else"],
} as const satisfies Record<string, readonly [Numbers, Ends, string]>;

/** The name of a rule, the same in all versions. */
export type RuleName = keyof typeof table;

/** A leaf rule. */
export interface Rule {
  readonly name: RuleName;
  readonly ends: Ends;
  /** What it is about, for example "joining while banned". */
  readonly about: string;
  /** Its number on the page of each stable version that has it, by the version's ID. */
  readonly number: ReadonlyMap<string, string>;
}

/** All leaf rules in the order of the pages. */
export const rules: ReadonlyMap<RuleName, Rule> = new Map(
  (Object.keys(table) as RuleName[]).map((name) => {
    const [numbers, ends, about] = table[name];
    return [name, { name, ends, about, number: numbersByVersion(numbers) }];
  }),
);

function numbersByVersion(numbers: Numbers): Map<string, string> {
  const byVersion = new Map<string, string>();
  let current: string | null = null;
  for (const id of stableVersions) {
    const changed = numbers[Number(id)];
    if (changed !== undefined) current = changed;
    if (current !== null) byVersion.set(id, current);
  }
  return byVersion;
}

/** The number of a rule on the page that a version goes by; `undefined` where it has none. */
export function ruleNumber(name: RuleName, version: RoomVersion): string | undefined {
  return rules.get(name)?.number.get(version.base);
}

/** Where the specification has the rules that a version goes by. */
export function rulesLink(version: RoomVersion): string {
  return `https://spec.matrix.org/v1.19/${version.spec}/#authorization-rules`;
}

/** The refusal of a rule in a room, with the values that decided. */
export function refuse(room: RoomGraph, name: RuleName, detail: string): AuthRefusal {
  const rule = ruleNumber(name, room.version) ?? name;
  return { ok: false, rule, spec: `${room.version.spec}#authorization-rules`, detail };
}
