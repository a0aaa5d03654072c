// What the authorisation rules may ask of a room state: the event at a slot, and from it
// memberships, join rules and power. Reads contents defensively: they are somebody else's words.
import type { JsonObject } from "../json.ts";
import type { EventIndex, RoomGraph } from "../room-graph.ts";
import type { StateId } from "../state.ts";
import { literalReading, type RuleReading } from "./reading.ts";
import { levelAt, levelOf, type PowerLevel } from "./power-level.ts";

/** A state as the rules see it. */
export interface StateView {
  /** The event at a slot, or -1. */
  event(slot: number): EventIndex;
  /** How a dialect of state resolution reads the rules (default: to the letter). */
  readonly reading?: RuleReading;
  /** Written by the rule about restricted joins for `restrictedJoinsStick`; see that switch. */
  stuckJoinRule?: "invite" | "public" | undefined;
}

/** How a view wants the rules to be read. */
export function readingOf(view: StateView): RuleReading {
  return view.reading ?? literalReading;
}

/** The view of a stored state. */
export function viewOf(
  room: RoomGraph,
  state: StateId,
  reading: RuleReading = literalReading,
): StateView {
  return { reading, event: (slot) => room.states.get(state, slot) };
}

/** Power of a creator in versions that put creators above every level (since 12). */
export const infinitePower = Infinity;

/** Levels that apply where the power levels event does not say otherwise. */
const defaultLevels = { invite: 0, kick: 50, ban: 50, redact: 50 } as const;

/** The create event that rules this state, or -1. Since 12 the room ID implies it. */
export function createOf(room: RoomGraph, view: StateView): EventIndex {
  return room.version.createInAuthEvents ? view.event(room.createSlot) : room.create;
}

/** `membership` of a user by index, `"leave"` where the state has no membership event. */
export function membershipOf(room: RoomGraph, view: StateView, user: number): string {
  const event = view.event(room.memberSlot(user));
  if (event < 0) return "leave";
  const membership = room.pdu(event).content.membership;
  return typeof membership === "string" ? membership : "leave";
}

/** A membership as a sentence has it: somebody is `joined`, `invited`, `banned`. */
export function membershipWord(membership: string): string {
  const words: Readonly<Record<string, string>> = {
    join: "joined",
    invite: "invited",
    ban: "banned",
  };
  return Object.hasOwn(words, membership) ? words[membership] : membership;
}

/** `join_rule` of the state, `"invite"` where it has none; by dialect `"(none)"`, which lets nobody in. */
export function joinRuleOf(room: RoomGraph, view: StateView): string {
  if (view.stuckJoinRule !== undefined) return view.stuckJoinRule;
  const event = view.event(room.joinRulesSlot);
  const rule = event < 0 ? undefined : room.pdu(event).content.join_rule;
  if (typeof rule === "string") return rule;
  return readingOf(view).joinsNeedJoinRules ? "(none)" : "invite";
}

/** The content of the state's power levels event, if there is one. */
export function powerContentOf(room: RoomGraph, view: StateView): JsonObject | undefined {
  const event = view.event(room.powerLevelsSlot);
  return event < 0 ? undefined : room.pdu(event).content;
}

/** A user's power level in a state. Spec: m.room.power_levels; since 12 creators are infinite. */
export function userPower(room: RoomGraph, view: StateView, user: number): PowerLevel {
  return powerIn(room, createOf(room, view), powerContentOf(room, view), user);
}

/**
 * A user's power by a create event and the content of a power levels event.
 * @param create the create event's index, or -1
 * @param content of the power levels event; undefined where there is none: then the creator has
 *   100 and everybody else 0 (up to version 11)
 */
export function powerIn(
  room: RoomGraph,
  create: EventIndex,
  content: JsonObject | undefined,
  user: number,
): PowerLevel {
  const { version } = room;
  if (version.privilegedCreators && isCreator(room, create, user)) return infinitePower;
  if (content === undefined) return isCreator(room, create, user) ? 100 : 0;
  const own = levelAt(content.users, room.users.text(user), version);
  return own ?? levelOf(content.users_default, version) ?? 0;
}

/** True for the creator, and since 12 for the additional creators. */
export function isCreator(room: RoomGraph, create: EventIndex, user: number): boolean {
  if (create < 0 || !room.has(create)) return false;
  if (room.version.creatorInContent) {
    return room.pdu(create).content.creator === room.users.text(user);
  }
  if (room.sender(create) === user) return true;
  if (!room.version.privilegedCreators) return false;
  const more = room.pdu(create).content.additional_creators;
  return Array.isArray(more) && more.includes(room.users.text(user));
}

/** The level that inviting, kicking, banning or redacting asks for. */
export function actionLevel(
  room: RoomGraph,
  view: StateView,
  action: keyof typeof defaultLevels,
): PowerLevel {
  return levelOf(powerContentOf(room, view)?.[action], room.version) ?? defaultLevels[action];
}

/** The level that sending an event of a type asks for. */
export function sendLevel(
  room: RoomGraph,
  view: StateView,
  event: { type: string; isState: boolean },
): PowerLevel {
  const content = powerContentOf(room, view);
  const { version } = room;
  const named = levelAt(content?.events, event.type, version);
  if (named !== undefined) return named;
  return event.isState
    ? (levelOf(content?.state_default, version) ?? 50)
    : (levelOf(content?.events_default, version) ?? 0);
}
