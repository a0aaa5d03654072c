// The names and numbers of the authorisation rules: one row a rule that can refuse, its number in
// the page of each room version (null where the version does not have it), and what it refuses.
// Later versions are further columns. Spec v1.19, rooms/v10, v11 and v12, "Authorization rules".
import type { RoomGraph } from "../room-graph.ts";
import type { AuthRefusal } from "./verdict.ts";

type Row = readonly [v10: string | null, v11: string | null, v12: string | null, refuses: string];

const table = {
  "create-prev-events": ["1.1", "1.1", "1.1", "a create event has prev_events"],
  "create-room-id": [
    "1.2",
    "1.2",
    "1.2",
    "up to 11: room_id is not on the sender's server; since 12: it has a room_id",
  ],
  "create-version": ["1.3", "1.3", "1.3", "content.room_version is not recognised"],
  "create-creator": ["1.4", null, null, "up to 10: content has no creator"],
  "create-creators": [null, null, "1.4", "since 12: additional_creators is no array of user IDs"],
  "room-id-is-create": [
    null,
    null,
    "2",
    "since 12: room_id is not the ID of an accepted create event",
  ],
  "auth-duplicate": ["2.1", "2.1", "3.1", "two auth events with one type and state key"],
  "auth-unexpected": ["2.2", "2.2", "3.2", "an auth event that the selection does not name"],
  "auth-rejected": ["2.3", "2.3", "3.3", "an auth event that was rejected"],
  "auth-no-create": ["2.4", "2.4", null, "up to 11: no create event among the auth events"],
  "auth-other-room": ["2.5", "2.5", "3.4", "an auth event of another room"],
  federate: ["3", "3", "4", "m.federate is false and the sender is on another server"],
  "member-fields": ["4.1", "4.1", "5.1", "no state_key or no membership"],
  "member-voucher-signature": [
    "4.2.1",
    "4.2.1",
    "5.2.1",
    "the vouching user's server has not signed",
  ],
  "join-other": ["4.3.2", "4.3.2", "5.3.2", "joining for somebody else"],
  "join-banned": ["4.3.3", "4.3.3", "5.3.3", "joining while banned"],
  "join-invite": ["4.3.7", "4.3.7", "5.3.7", "joining an invite-only room without an invitation"],
  "join-restricted": [
    "4.3.5.2",
    "4.3.5.2",
    "5.3.5.2",
    "a restricted join that nobody with power vouches for",
  ],
  "join-rule": ["4.3.7", "4.3.7", "5.3.7", "the join rule lets nobody in"],
  "invite-3pid-banned": ["4.4.1.1", "4.4.1.1", "5.4.1.1", "third-party invite of a banned user"],
  "invite-3pid-signed": ["4.4.1.2", "4.4.1.2", "5.4.1.2", "third-party invite without `signed`"],
  "invite-3pid-fields": ["4.4.1.3", "4.4.1.3", "5.4.1.3", "`signed` without mxid or token"],
  "invite-3pid-mxid": ["4.4.1.4", "4.4.1.4", "5.4.1.4", "`signed` for another user"],
  "invite-3pid-offer": [
    "4.4.1.5",
    "4.4.1.5",
    "5.4.1.5",
    "no third-party invite in the state for the token",
  ],
  "invite-3pid-sender": [
    "4.4.1.6",
    "4.4.1.6",
    "5.4.1.6",
    "the third-party invite was sent by somebody else",
  ],
  "invite-3pid-signature": ["4.4.1.8", "4.4.1.8", "5.4.1.8", "no signature verifies"],
  "invite-sender": ["4.4.2", "4.4.2", "5.4.2", "the inviting user is not joined"],
  "invite-target": ["4.4.3", "4.4.3", "5.4.3", "the invited user is joined or banned"],
  "invite-power": ["4.4.5", "4.4.5", "5.4.5", "too little power to invite"],
  "leave-self": ["4.5.1", "4.5.1", "5.5.1", "leaving without being in the room"],
  "leave-sender": ["4.5.2", "4.5.2", "5.5.2", "kicking without being joined"],
  "leave-unban": ["4.5.3", "4.5.3", "5.5.3", "too little power to unban"],
  "leave-kick": ["4.5.5", "4.5.5", "5.5.5", "too little power to kick"],
  "ban-sender": ["4.6.1", "4.6.1", "5.6.1", "banning without being joined"],
  "ban-power": ["4.6.3", "4.6.3", "5.6.3", "too little power to ban"],
  "knock-rule": ["4.7.1", "4.7.1", "5.7.1", "the join rule does not allow knocking"],
  "knock-other": ["4.7.2", "4.7.2", "5.7.2", "knocking for somebody else"],
  "knock-membership": ["4.7.4", "4.7.4", "5.7.4", "knocking while banned, invited or joined"],
  "member-unknown": ["4.8", "4.8", "5.8", "an unknown membership"],
  "sender-not-joined": ["5", "5", "6", "the sender is not joined"],
  "third-party-invite": ["6.1", "6.1", "7.1", "too little power to offer a third-party invite"],
  "send-level": ["7", "7", "8", "too little power for the event type"],
  "state-key-of-other": ["8", "8", "9", "a state key that names another user"],
  "levels-integer": ["9.1", "9.1", "10.1", "a level that is no integer"],
  "levels-map": ["9.2", "9.2", "10.2", "events or notifications is no object of integers"],
  "levels-users": ["9.3", "9.3", "10.3", "users is no object of user IDs and integers"],
  "levels-creator": [null, null, "10.4", "since 12: users lists a creator"],
  "levels-scalar-old": ["9.5.1", "9.5.1", "10.6.1", "changing a level above one's own"],
  "levels-scalar-new": ["9.5.2", "9.5.2", "10.6.2", "setting a level above one's own"],
  "levels-map-old": ["9.6.1", "9.6.1", "10.7.1", "changing an entry above one's own power"],
  "levels-map-new": ["9.7.1", "9.7.1", "10.8.1", "setting an entry above one's own power"],
  "levels-user-old": ["9.8.1", "9.8.1", "10.9.1", "changing a user at or above one's own power"],
  "levels-user-new": ["9.9.1", "9.9.1", "10.10.1", "raising a user above one's own power"],
} as const satisfies Record<string, Row>;

/** The name of a rule, the same in all versions. */
export type RuleName = keyof typeof table;

/** All rules: name, number in a version, and what the rule refuses. */
export const rules: ReadonlyMap<RuleName, { refuses: string; number: Map<string, string> }> =
  new Map(
    (Object.keys(table) as RuleName[]).map((name) => {
      const row: Row = table[name];
      const number = new Map<string, string>();
      for (const [column, version] of ["10", "11", "12"].entries()) {
        const text = row[column];
        if (text !== null) number.set(version, text);
      }
      return [name, { refuses: row[3], number }];
    }),
  );

/** The refusal of a rule in a room, with the values that decided. */
export function refuse(room: RoomGraph, name: RuleName, detail: string): AuthRefusal {
  const { id, spec } = room.version;
  const rule = rules.get(name)?.number.get(id) ?? name;
  return { ok: false, rule, spec: `${spec}#authorization-rules`, detail };
}
