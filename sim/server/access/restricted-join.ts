// Joins of rooms whose join rule is `restricted` or `knock_restricted`: is the user in one of the
// rooms that the rule names, as far as this server can see, and who here may vouch for the join?
// The authorisation rules only look at the voucher; what `allow` says is for residents to check.
// Spec v1.19, client-server API, "Restricted rooms"; server-server API, make_join and send_join.
import {
  actionLevel,
  joinRuleOf,
  membershipOf,
  userPower,
  viewOf,
} from "../../protocol/auth/room-view.ts";
import { serverOf, type UserId } from "../../protocol/event.ts";
import { isObject } from "../../protocol/json.ts";
import type { OwnServer } from "../own-server.ts";
import type { Replica } from "../replica/replica.ts";
import { refusal, type Refusal } from "../request.ts";

/** What a resident server says to a join, before the rules are asked. */
export type Welcome =
  /** `voucher`: the resident user that vouches for it; absent where nobody has to. */
  { readonly ok: true; readonly voucher?: UserId } | Refusal;

/** Looks at the current join rule: a voucher, where one is needed, or a refusal. */
export function welcome(server: OwnServer, replica: Replica, user: UserId): Welcome {
  const asked = conditionsFor(replica, user);
  if (asked === undefined) return { ok: true };
  const problem = membershipProblem(server, asked, user);
  if (problem !== undefined) return problem;
  const voucher = voucherOf(server, replica);
  if (voucher !== undefined) return { ok: true, voucher };
  return refusal("M_UNABLE_TO_GRANT_JOIN", `nobody on ${server.name} may let users in`);
}

/**
 * The room IDs of which the user must be in one; `undefined` where the join rule is another, or
 * lets the user in anyway. Entries of `allow` that mean nothing let nobody in.
 */
function conditionsFor({ graph, current }: Replica, user: UserId) {
  const view = viewOf(graph, current);
  const rule = joinRuleOf(graph, view);
  const { restrictedJoin, knockRestrictedJoin } = graph.version;
  const named =
    rule === "restricted" ? restrictedJoin : rule === "knock_restricted" && knockRestrictedJoin;
  if (!named) return undefined;
  const membership = membershipOf(graph, view, graph.userOf(user));
  if (membership === "invite" || membership === "join") return undefined;
  const { allow } = graph.pdu(view.event(graph.joinRulesSlot)).content;
  const rooms: string[] = [];
  for (const entry of Array.isArray(allow) ? allow : []) {
    if (!isObject(entry) || entry.type !== "m.room_membership") continue;
    if (typeof entry.room_id === "string") rooms.push(entry.room_id);
  }
  return rooms;
}

function membershipProblem(
  server: OwnServer,
  roomIds: readonly string[],
  user: UserId,
): Refusal | undefined {
  let seesAll = true;
  for (const id of roomIds) {
    const replica = server.replicas.find((one) => one?.joined && one.shared.roomId === id);
    if (replica === undefined) seesAll = false;
    else if (isJoined(replica, user)) return undefined;
  }
  // A user of this server who were in such a room would have brought the server into it.
  if (seesAll || serverOf(user) === server.name) {
    return refusal("M_FORBIDDEN", `${user} is in none of the rooms that the join rule names`);
  }
  const why = `${server.name} cannot see whether ${user} is in a room that the join rule names`;
  return refusal("M_UNABLE_TO_AUTHORISE_JOIN", why);
}

function isJoined({ graph, current }: Replica, user: UserId): boolean {
  return membershipOf(graph, viewOf(graph, current), graph.userOf(user)) === "join";
}

/** A joined user of this server who may invite, the first in the order of the state. */
function voucherOf(server: OwnServer, replica: Replica): UserId | undefined {
  const { graph } = replica;
  const view = viewOf(graph, replica.current);
  const level = actionLevel(graph, view, "invite");
  let found: UserId | undefined;
  graph.states.forEach(replica.current, (_slot, event) => {
    const { type, state_key: member, content } = graph.pdu(event);
    if (found !== undefined || type !== "m.room.member" || content.membership !== "join") return;
    const local = serverOf(member as string) === server.name;
    if (local && userPower(graph, view, graph.userOf(member as string)) >= level) found = member;
  });
  return found;
}
