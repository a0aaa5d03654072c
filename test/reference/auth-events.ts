// The list of auth events that an event carries: which the selection names, the rules about the
// list itself (2; in version 12 the new rule 2 and then 3), and the verdict of receipt check 4:
// all rules against the state that the list forms.
// Spec v1.19, server-server API, "Auth events selection"; rooms/v1 to v12.
import { slotKey, type GetPdu } from "../../sim/check/referee.ts";
import { allowed, type AuthVerdict } from "../../sim/protocol/auth/verdict.ts";
import type { EventId, Pdu } from "../../sim/protocol/event.ts";
import { judgeByState } from "./auth-rules.ts";
import type { Departures } from "./dialects.ts";
import { createIdOf, refuse, type FindState } from "./room-facts.ts";
import { asObject, asText, field, named } from "./values.ts";

/** What check 4 looks at. */
export interface ListedEvent {
  readonly version: number;
  readonly id: EventId;
  readonly event: Pdu;
  readonly get: GetPdu;
  /** True for an event that was rejected before. */
  readonly rejected: (id: EventId) => boolean;
  readonly departures?: Departures | undefined;
}

/** Judges an event by its auth events: the rules about the list, then all others (check 4). */
export function judgeByAuthEvents(input: ListedEvent): AuthVerdict {
  const listed = listRules(input);
  if (!listed.ok) return listed;
  const { version, id, event, get, departures } = input;
  const find = findAmongAuthEvents(input, () => true);
  return judgeByState({ version, id, event, get, find, departures });
}

/**
 * The state that an event's auth events form.
 * @param usable false for auth events that must not be used.
 */
export function findAmongAuthEvents(
  input: { event: Pdu; get: GetPdu },
  usable: (id: EventId) => boolean,
): FindState {
  return (type, stateKey) => {
    for (const id of named(input.event.auth_events)) {
      const auth = usable(id) ? input.get(id) : undefined;
      if (auth?.type === type && auth.state_key === stateKey) return auth;
    }
    return undefined;
  };
}

/** The types and state keys (as `slotKey`) of the state that authorises an event. */
export function authSelection(version: number, event: Pdu): Set<string> {
  const selected = new Set<string>();
  if (event.type === "m.room.create") return selected;
  if (version < 12) selected.add(slotKey("m.room.create", ""));
  selected.add(slotKey("m.room.power_levels", ""));
  selected.add(slotKey("m.room.member", event.sender));
  if (event.type !== "m.room.member") return selected;
  if (event.state_key !== undefined) selected.add(slotKey("m.room.member", event.state_key));
  const membership = field(event.content, "membership");
  if (membership === "join" || membership === "invite" || membership === "knock") {
    selected.add(slotKey("m.room.join_rules", ""));
  }
  if (membership === "invite") {
    const invite = asObject(field(event.content, "third_party_invite"));
    const token = asText(field(asObject(field(invite, "signed")), "token"));
    if (token !== undefined) selected.add(slotKey("m.room.third_party_invite", token));
  }
  if (membership === "join" && version >= 8) {
    const voucher = asText(field(event.content, "join_authorised_via_users_server"));
    if (voucher !== undefined) selected.add(slotKey("m.room.member", voucher));
  }
  return selected;
}

/** Rules 2.1 to 2.5; in version 12 rules 2 and 3.1 to 3.4. A create event has rule 1 instead. */
export function listRules(input: ListedEvent): AuthVerdict {
  const { version, event, get, rejected } = input;
  if (event.type === "m.room.create") return allowed;

  // Rule 2 of version 12.
  if (version >= 12) {
    const create = createIdOf(event.room_id);
    if (create === undefined || get(create)?.type !== "m.room.create" || rejected(create)) {
      return refuse(version, { 12: "2" }, `${event.room_id} names no accepted create event`);
    }
  }

  const known: { id: EventId; auth: Pdu; slot: string | undefined }[] = [];
  for (const id of named(event.auth_events)) {
    const auth = get(id);
    if (auth !== undefined) known.push({ id, auth, slot: slotOf(auth) });
  }
  // 2.1
  for (let at = 1; at < known.length; at++) {
    const { id, slot } = known[at]!;
    for (let before = 0; before < at; before++) {
      if (slot === undefined || known[before]!.slot !== slot) continue;
      return refuse(version, { 1: "2.1", 12: "3.1" }, `${id} repeats a type and state key`);
    }
  }
  // 2.2
  const selected = authSelection(version, event);
  for (const { id, slot } of known) {
    if (slot === undefined || !selected.has(slot)) {
      return refuse(version, { 1: "2.2", 12: "3.2" }, `${id} is not one of those to select`);
    }
  }
  // 2.3
  for (const { id } of known) {
    if (rejected(id)) return refuse(version, { 1: "2.3", 12: "3.3" }, `${id} was rejected`);
  }
  // 2.4, before version 12
  if (version < 12 && !known.some(({ auth }) => auth.type === "m.room.create")) {
    return refuse(version, { 1: "2.4" }, "no create event among the auth events");
  }
  // 2.5
  for (const { id, auth } of known) {
    if (auth.room_id !== event.room_id) {
      return refuse(version, { 1: "2.5", 12: "3.4" }, `${id} is of the room ${auth.room_id}`);
    }
  }
  return allowed;
}

function slotOf(event: Pdu): string | undefined {
  return event.state_key === undefined ? undefined : slotKey(event.type, event.state_key);
}
