// The authorisation rules, from the first to the last: is an event allowed in a room state?
// Every rule has a name here and its number in rules.ts; each file of this folder holds one group.
// Spec v1.19, rooms/v1 to v12, "Authorisation rules".
import { serverOf, type EventId, type Pdu } from "../event.ts";
import type { EventIndex, RoomGraph } from "../room-graph.ts";
import type { StateId } from "../state.ts";
import { authoriseCreate } from "./create.ts";
import { authoriseMember } from "./member.ts";
import { authorisePowerLevels } from "./power-levels.ts";
import { literalReading, type RuleReading } from "./reading.ts";
import {
  actionLevel,
  createOf,
  membershipOf,
  sendLevel,
  userPower,
  viewOf,
  type StateView,
} from "./room-view.ts";
import { refuse } from "./rules.ts";
import { checkAuthEvents } from "./selection.ts";
import { allowed, type AuthVerdict } from "./verdict.ts";

export { authSlots, checkAuthEvents, selectAuthEvents } from "./selection.ts";
export type { AuthRefusal, AuthVerdict } from "./verdict.ts";
export type { StateView } from "./room-view.ts";

/**
 * Judges an event against a room state by every rule that looks at state.
 * @param reading how a dialect reads the rules (default: to the letter)
 * @returns `{ ok: true }` or the rule that refuses it; never throws on hostile content.
 * @example authorise(room, event, stateBefore) // { ok: false, rule: "4.3.3", … }
 */
export function authorise(
  room: RoomGraph,
  event: EventIndex,
  state: StateId,
  reading: RuleReading = literalReading,
): AuthVerdict {
  return authoriseIn(room, event, viewOf(room, state, reading));
}

/** The same against the state that the event's own auth events form (receipt check 4). */
export function authoriseByAuthEvents(
  room: RoomGraph,
  event: EventIndex,
  rejected: (event: EventIndex) => boolean,
  reading: RuleReading = literalReading,
): AuthVerdict {
  const listed = checkAuthEvents(room, event, rejected);
  return listed.ok ? authoriseIn(room, event, authEventsView(room, event, reading)) : listed;
}

/** The same against anything that answers which event is at a slot. */
export function authoriseIn(room: RoomGraph, event: EventIndex, view: StateView): AuthVerdict {
  const pdu = room.pdu(event);
  const sender = room.sender(event);
  if (pdu.type === "m.room.create") return authoriseCreate(room, event);
  const create = createOf(room, view);
  if (create < 0 || !room.has(create)) {
    return refuse(room, "auth-no-create", "the state has no m.room.create");
  }
  const federate = federates(room, create, pdu.sender);
  if (!federate.ok) return federate;
  if (room.version.aliasesRule && pdu.type === "m.room.aliases") return authoriseAliases(room, pdu);
  if (pdu.type === "m.room.member") return authoriseMember(room, event, view);
  const membership = membershipOf(room, view, sender);
  if (membership !== "join") {
    return refuse(room, "sender-not-joined", `${pdu.sender} is not joined (${membership})`);
  }
  const power = userPower(room, view, sender);
  if (pdu.type === "m.room.third_party_invite") {
    const level = actionLevel(room, view, "invite");
    if (power >= level) return allowed;
    return refuse(
      room,
      "third-party-invite",
      `${pdu.sender} has ${power}, inviting needs ${level}`,
    );
  }
  const isState = pdu.state_key !== undefined;
  const level = sendLevel(room, view, { type: pdu.type, isState });
  if (level > power) {
    return refuse(room, "send-level", `${pdu.sender} has ${power}, ${pdu.type} needs ${level}`);
  }
  if (isState && pdu.state_key?.startsWith("@") && pdu.state_key !== pdu.sender) {
    return refuse(room, "state-key-of-other", `state key ${pdu.state_key} is not the sender`);
  }
  if (pdu.type === "m.room.power_levels") return authorisePowerLevels(room, event, view);
  if (room.version.redactionRule && pdu.type === "m.room.redaction") {
    return authoriseRedaction(room, event, view);
  }
  return allowed;
}

/** Up to 5: a server's aliases are its own affair; nobody need be joined or have power. */
function authoriseAliases(room: RoomGraph, { state_key: stateKey, sender }: Pdu): AuthVerdict {
  if (stateKey === undefined) return refuse(room, "aliases-state-key", "there is no state_key");
  if (stateKey === serverOf(sender)) return allowed;
  return refuse(room, "aliases-domain", `${sender} is not on the server ${stateKey}`);
}

/** 1 and 2: who may send a redaction may thereby redact. IDs are `$opaque:server` there. */
function authoriseRedaction(room: RoomGraph, event: EventIndex, view: StateView): AuthVerdict {
  const { sender, redacts } = room.pdu(event);
  const power = userPower(room, view, room.sender(event));
  const level = actionLevel(room, view, "redact");
  if (power >= level) return allowed;
  const target = typeof redacts === "string" ? domainOf(redacts) : undefined;
  if (target !== undefined && target === domainOf(room.id(event))) return allowed;
  return refuse(room, "redaction", `${sender} has ${power}, redacting others needs ${level}`);
}

/** What follows the first colon. */
function domainOf(id: EventId): string | undefined {
  const colon = id.indexOf(":");
  return colon < 0 ? undefined : id.slice(colon + 1);
}

/** The state that consists of an event's auth events (and, since 12, of the create event). */
export function authEventsView(
  room: RoomGraph,
  event: EventIndex,
  reading: RuleReading = literalReading,
): StateView {
  return {
    reading,
    event(slot) {
      if (slot === room.createSlot && !room.version.createInAuthEvents) return room.create;
      for (let n = 0; n < room.authCount(event); n++) {
        const auth = room.auth(event, n);
        if (room.has(auth) && room.slot(auth) === slot) return auth;
      }
      return -1;
    },
  };
}

function federates(room: RoomGraph, create: EventIndex, sender: string): AuthVerdict {
  const created = room.pdu(create);
  if (created.content["m.federate"] !== false) return allowed;
  if (serverOf(created.sender) === serverOf(sender)) return allowed;
  return refuse(room, "federate", `the room does not federate and ${sender} is elsewhere`);
}
