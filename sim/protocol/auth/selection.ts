// Which state events an event must cite as its auth events, and the rules that look at what it
// did cite. Spec v1.19, server-server API, "Auth events selection"; rule 2 (3 since version 12).
import type { Pdu } from "../event.ts";
import type { EventIndex, RoomGraph } from "../room-graph.ts";
import type { StateId } from "../state.ts";
import { refuse } from "./rules.ts";
import { allowed, type AuthVerdict } from "./verdict.ts";

/**
 * The slots from which an event's auth events are taken, in the specification's order.
 * @example authSlots(room, message) // create, power levels, the sender's membership
 */
export function authSlots(room: RoomGraph, pdu: Pdu): number[] {
  if (pdu.type === "m.room.create" && pdu.state_key === "") return [];
  const slots: number[] = [];
  if (room.version.createInAuthEvents) slots.push(room.createSlot);
  slots.push(room.powerLevelsSlot, room.memberSlot(room.userOf(pdu.sender)));
  if (pdu.type === "m.room.member") addMemberSlots(room, pdu, slots);
  return slots;
}

function addMemberSlots(room: RoomGraph, pdu: Pdu, slots: number[]): void {
  if (pdu.state_key !== undefined) {
    const target = room.slotOf("m.room.member", pdu.state_key);
    if (!slots.includes(target)) slots.push(target);
  }
  const { membership, third_party_invite, join_authorised_via_users_server: via } = pdu.content;
  if (membership === "join" || membership === "invite" || membership === "knock") {
    slots.push(room.joinRulesSlot);
  }
  if (membership === "invite" && isObject(third_party_invite)) {
    const signed = third_party_invite.signed;
    const token = isObject(signed) ? signed.token : undefined;
    if (typeof token === "string") slots.push(room.slotOf("m.room.third_party_invite", token));
  }
  // Since 8, a restricted join names the member that vouches for it.
  if (membership === "join" && typeof via === "string" && room.version.restrictedJoin) {
    const voucher = room.slotOf("m.room.member", via);
    if (!slots.includes(voucher)) slots.push(voucher);
  }
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The auth events that a server has to give to a new event in a state, as indexes.
 * Spec v1.19, server-server API, "Auth events selection".
 * @example selectAuthEvents(graph, draft, states.after(tip)).map((event) => graph.id(event))
 */
export function selectAuthEvents(room: RoomGraph, pdu: Pdu, state: StateId): EventIndex[] {
  const events: EventIndex[] = [];
  for (const slot of authSlots(room, pdu)) {
    const event = room.states.get(state, slot);
    if (event >= 0) events.push(event);
  }
  return events;
}

/**
 * The rules about the list of auth events itself, which need no room state.
 * @param rejected tells whether this server has rejected an event
 */
export function checkAuthEvents(
  room: RoomGraph,
  event: EventIndex,
  rejected: (event: EventIndex) => boolean,
): AuthVerdict {
  const pdu = room.pdu(event);
  if (isCreate(pdu)) return allowed;
  if (room.version.roomIdIsCreateHash) {
    // Since 12: the room ID must be that of an accepted create event.
    const known = room.create >= 0 && `!${room.id(room.create).slice(1)}` === pdu.room_id;
    if (!known || rejected(room.create)) {
      return refuse(room, "room-id-is-create", `${pdu.room_id} names no accepted create event`);
    }
  }
  const wanted = authSlots(room, pdu);
  const seen = new Set<number>();
  for (let n = 0; n < room.authCount(event); n++) {
    const auth = room.auth(event, n);
    const id = room.id(auth);
    if (!room.has(auth)) continue;
    const slot = room.slot(auth);
    if (seen.has(slot)) return refuse(room, "auth-duplicate", `${id} repeats a type and state key`);
    seen.add(slot);
    if (!wanted.includes(slot)) {
      return refuse(room, "auth-unexpected", `${id} is not among the events that it may cite`);
    }
    if (rejected(auth)) return refuse(room, "auth-rejected", `${id} was itself rejected`);
  }
  if (room.version.createInAuthEvents && !seen.has(room.createSlot)) {
    return refuse(room, "auth-no-create", "no m.room.create among the auth events");
  }
  return checkAuthRoom(room, event);
}

function checkAuthRoom(room: RoomGraph, event: EventIndex): AuthVerdict {
  const pdu = room.pdu(event);
  for (let n = 0; n < room.authCount(event); n++) {
    const auth = room.auth(event, n);
    if (!room.has(auth)) continue;
    const other = room.pdu(auth).room_id;
    if (other !== pdu.room_id && !(other === undefined && auth === room.create)) {
      return refuse(room, "auth-other-room", `${room.id(auth)} belongs to ${other}`);
    }
  }
  return allowed;
}

function isCreate(pdu: Pdu): boolean {
  return pdu.type === "m.room.create" && pdu.state_key === "";
}
