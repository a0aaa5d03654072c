// What would have to be different for another event to win a contested key: the smallest change of
// its timestamp, of its sender's power, or of what it was built on (in v1 of its depth), each found
// by resolving again with that one thing changed. A thought experiment: IDs stay as they are,
// although a changed event would have another one.
import { selectAuthEvents } from "../auth/index.ts";
import { levelAt } from "../auth/power-level.ts";
import { isCreator } from "../auth/room-view.ts";
import { eventRef, type EventRef } from "../event-name.ts";
import { referenceId, type EventReference, type Pdu } from "../event.ts";
import { isObject, type JsonObject } from "../json.ts";
import { RoomGraph, type EventIndex } from "../room-graph.ts";
import type { StateId } from "../state.ts";
import type { Dialect } from "./dialect.ts";
import { resolve } from "./index.ts";

/** One change that lets an event win. */
export type Change =
  /** `origin_server_ts`, in milliseconds. */
  | { readonly kind: "timestamp"; readonly from: number; readonly to: number }
  /** v1: `depth`. */
  | { readonly kind: "depth"; readonly from: number; readonly to: number }
  /** The sender's entry under `users` in a power levels event. */
  | {
      readonly kind: "power";
      readonly user: string;
      readonly from: number;
      readonly to: number;
      readonly levels: EventRef;
    }
  /** Its auth events were those that the winner's side had: built there, not here. */
  | { readonly kind: "parent"; readonly cites: readonly EventRef[] };

/** A loser of a key, and the least that would make it the winner. */
export interface Counterfactual {
  readonly event: EventRef;
  /** At most one of each kind; empty where no such change alone is enough. */
  readonly changes: readonly Change[];
}

/** The question: a resolution and one of its keys. */
export interface Contest {
  readonly states: readonly StateId[];
  readonly dialect: Dialect;
  readonly rejected: (event: EventIndex) => boolean;
  readonly slot: number;
  /** The event that won, -1 for none. */
  readonly winner: EventIndex;
  /** The events that were replayed, for their timestamps, powers and depths. */
  readonly replayed: readonly EventIndex[];
}

/** Resolutions that are tried for one kind of change; the nearest values come first. */
const triesMax = 60;
/** Larger resolutions are not tried again and again. */
export const eventsMax = 20_000;

/** Looks for the least changes that would let an event win. */
export function counterfactual(
  room: RoomGraph,
  contest: Contest,
  loser: EventIndex,
): Counterfactual {
  const trial = new Trial(room, contest, loser);
  const isByDepth = room.version.stateResolution === "v1";
  const changes = [
    isByDepth ? depthChange(room, contest, trial) : timestampChange(room, contest, trial),
    powerChange(room, contest, trial),
    parentChange(room, contest, trial),
  ].filter((change) => change !== undefined);
  return { event: eventRef(room, loser), changes };
}

/** Resolves again in a copy of what matters of the room. */
class Trial {
  readonly loser: EventIndex;
  readonly #room: RoomGraph;
  readonly #contest: Contest;
  /** Everything that the states rest on. */
  readonly #events: readonly EventIndex[];

  constructor(room: RoomGraph, contest: Contest, loser: EventIndex) {
    this.loser = loser;
    this.#room = room;
    this.#contest = contest;
    this.#events = foundation(room, contest.states);
  }

  /** True if the loser wins once some events read otherwise. */
  wins(changed: ReadonlyMap<EventIndex, Pdu>): boolean {
    const room = this.#room;
    const { states, dialect, rejected, slot } = this.#contest;
    const copy = new RoomGraph(room.version);
    copy.verifySignature = room.verifySignature;
    for (const event of this.#events) {
      copy.add(room.id(event), changed.get(event) ?? room.pdu(event));
    }
    const again = states.map((state) => {
      const events: EventIndex[] = [];
      room.states.forEach(state, (_slot, event) => events.push(copy.indexOf(room.id(event))));
      return copy.stateOf(events.filter((event) => event >= 0));
    });
    const result = resolve(copy, again, {
      dialect,
      rejected: (event) => rejected(room.indexOf(copy.id(event))),
    });
    const { type, stateKey } = room.slotNames(slot);
    return (
      copy.states.get(result, copy.slotOf(type, stateKey)) === copy.indexOf(room.id(this.loser))
    );
  }

  /** True if the loser wins with one event changed. */
  winsWith(event: EventIndex, pdu: Pdu): boolean {
    return this.wins(new Map([[event, pdu]]));
  }
}

/** The events of the states and their auth chains, parents first. */
function foundation(room: RoomGraph, states: readonly StateId[]): EventIndex[] {
  const found = new Set<EventIndex>();
  const stack: EventIndex[] = [];
  for (const state of states) room.states.forEach(state, (_slot, event) => stack.push(event));
  if (room.create >= 0) stack.push(room.create);
  while (stack.length > 0) {
    const event = stack.pop() as EventIndex;
    if (!room.has(event) || found.has(event)) continue;
    found.add(event);
    for (let n = 0; n < room.authCount(event); n++) stack.push(room.auth(event, n));
  }
  return [...found].sort((a, b) => room.authHeight(a) - room.authHeight(b) || a - b);
}

/** Values around some thresholds, the nearest to the present one first. */
function nearest(present: number, thresholds: Iterable<number>): number[] {
  const values = new Set<number>();
  for (const value of thresholds)
    for (const near of [value - 1, value, value + 1]) values.add(near);
  values.delete(present);
  return [...values]
    .filter((value) => value >= 0 && Number.isSafeInteger(value))
    .sort((a, b) => Math.abs(a - present) - Math.abs(b - present) || a - b)
    .slice(0, triesMax);
}

function timestampChange(room: RoomGraph, contest: Contest, trial: Trial): Change | undefined {
  const from = room.timestamp(trial.loser);
  const others = contest.replayed.map((event) => room.timestamp(event));
  const pdu = room.pdu(trial.loser);
  for (const to of nearest(from, others)) {
    if (!trial.winsWith(trial.loser, { ...pdu, origin_server_ts: to })) continue;
    return { kind: "timestamp", from, to };
  }
  return undefined;
}

function depthChange(room: RoomGraph, contest: Contest, trial: Trial): Change | undefined {
  const from = room.depth(trial.loser);
  const rivals = contest.replayed.filter((event) => room.slot(event) === contest.slot);
  const pdu = room.pdu(trial.loser);
  for (const to of nearest(
    from,
    rivals.map((event) => room.depth(event)),
  )) {
    if (trial.winsWith(trial.loser, { ...pdu, depth: to })) return { kind: "depth", from, to };
  }
  return undefined;
}

/** The sender's power in the levels that the loser cites, or else in any that was replayed. */
function powerChange(room: RoomGraph, contest: Contest, trial: Trial): Change | undefined {
  const user = room.sender(trial.loser);
  // Creators stand above every level since version 12: nothing more can be given to them.
  if (room.version.privilegedCreators && isCreator(room, room.create, user)) return undefined;
  const isLevels = (event: EventIndex) =>
    room.has(event) && room.slot(event) === room.powerLevelsSlot;
  const cited = [...room.auths(trial.loser)].filter(isLevels);
  const held = contest.states.map((state) => room.states.get(state, room.powerLevelsSlot));
  const all = new Set([...cited, ...held, ...contest.replayed].filter(isLevels));
  let least: (Change & { kind: "power" }) | undefined;
  for (const levels of all) {
    // To spoil the winner itself would be cheating.
    if (levels === trial.loser || levels === contest.winner) continue;
    const found = powerChangeIn(room, levels, trial);
    if (found === undefined) continue;
    const isLess = least === undefined || distance(found) < distance(least);
    if (isLess) least = found;
  }
  return least;
}

function distance({ from, to }: { readonly from: number; readonly to: number }): number {
  return Math.abs(to - from);
}

function powerChangeIn(
  room: RoomGraph,
  levels: EventIndex,
  trial: Trial,
): (Change & { kind: "power" }) | undefined {
  const user = room.users.text(room.sender(trial.loser));
  const pdu = room.pdu(levels);
  const { content } = pdu;
  const own = levelAt(content.users, user, room.version);
  const byDefault = levelAt(content, "users_default", room.version);
  const from = Number(own ?? byDefault ?? 0);
  for (const to of nearest(from, [0, 50, 100, ...levelsIn(content, room)])) {
    const users = { ...(isObject(content.users) ? content.users : {}), [user]: to };
    if (!trial.winsWith(levels, { ...pdu, content: { ...content, users } })) continue;
    return { kind: "power", user, from, to, levels: eventRef(room, levels) };
  }
  return undefined;
}

/** Every level that a power levels event names. */
function levelsIn(content: JsonObject, room: RoomGraph): number[] {
  const maps = [content, content.users, content.events];
  return maps.flatMap((map) => {
    if (!isObject(map)) return [];
    const levels = Object.keys(map).map((key) => levelAt(map, key, room.version));
    return levels.filter((level) => level !== undefined).map(Number);
  });
}

/** The loser as it would be, had its sender known the winner's side instead. */
function parentChange(room: RoomGraph, contest: Contest, trial: Trial): Change | undefined {
  const { states, slot, winner } = contest;
  const pdu = room.pdu(trial.loser);
  const now = new Set(room.auths(trial.loser));
  for (const state of states) {
    if (room.states.get(state, slot) !== winner) continue;
    const auths = selectAuthEvents(room, pdu, state);
    const gained = auths.filter((auth) => !now.has(auth));
    if (gained.length === 0) continue;
    const references = auths.map((auth) => referenceLike(pdu, room.id(auth)));
    if (!trial.winsWith(trial.loser, { ...pdu, auth_events: references })) continue;
    return { kind: "parent", cites: gained.map((auth) => eventRef(room, auth)) };
  }
  return undefined;
}

/** A reference in the form that the event uses: alone, or in a pair with a hash. */
function referenceLike(pdu: Pdu, id: string): EventReference {
  const known = pdu.auth_events.find((reference) => referenceId(reference) === id);
  if (known !== undefined) return known;
  return pdu.auth_events.some((reference) => typeof reference !== "string") ? [id, {}] : id;
}
