// A room's history once more, with a change: events left out, times or levels altered, other rules.
// IDs stay as they were, so that events can be told apart and compared; real servers would compute
// new ones. What stood on an event that is left out stands on what that one stood on, and cites
// what was at its place before.
import {
  dialects,
  findRoomVersion,
  isObject,
  noCounts,
  RoomGraph,
  RoomStates,
  type EventIndex,
  type Pdu,
  type ResolutionCounts,
  type RoomVersion,
  type StateId,
} from "../../sim/protocol/index.ts";
import { authIds, prevIds, serverOf } from "../../sim/protocol/event.ts";
import { isPdu } from "../../sim/protocol/pdu-shape.ts";
import type { Model } from "../model/index.ts";
import type { Change } from "./change.ts";

/** A history as somebody works it out who knows all of its events. */
export interface History {
  readonly graph: RoomGraph;
  readonly states: RoomStates;
  /** Events of the model by events of the graph, and back; -1 for what is not there. */
  toModel(event: EventIndex): number;
  toGraph(event: number): EventIndex;
  /** The state of the room at the ends of the graph. */
  readonly final: StateId;
  /** What all of its resolutions cost together. */
  readonly cost: ResolutionCounts & { readonly resolutions: number };
}

export type Retelling =
  { readonly ok: true; readonly history: History } | { readonly ok: false; readonly why: string };

/** The history of a room of the model under a change. */
export function retell(model: Model, room: number, change: Change): Retelling {
  const own = model.meta.rooms[room]?.version ?? "";
  const version = findRoomVersion(change.version || own);
  if (version === undefined) {
    return { ok: false, why: `This page does not know room version “${change.version || own}”.` };
  }
  const dialect = change.dialect || (model.meta.servers[0]?.dialect ?? "");
  if (!dialects.has(dialect)) return { ok: false, why: `This page does not know “${dialect}”.` };
  const pdus = changedPdus(model, room, change);
  if (pdus.size === 0) return { ok: false, why: "The trace holds no events of this room." };
  const graph = new RoomGraph(version);
  const graphIndex = new Map<number, EventIndex>();
  const modelIndex: number[] = [];
  for (const [event, pdu] of forVersion(model, pdus, version)) {
    const index = graph.add(model.events[event].id, pdu);
    graphIndex.set(event, index);
    modelIndex[index] = event;
  }
  const states = new RoomStates(graph, { dialect });
  const toModel = (event: EventIndex) => (event < 0 ? -1 : (modelIndex[event] ?? -1));
  const toGraph = (event: number) => graphIndex.get(event) ?? -1;
  const { final, cost } = ending(graph, states);
  return { ok: true, history: { graph, states, toModel, toGraph, final, cost } };
}

type Pdus = Map<number, Pdu>;

/** The events of the room that stay, each as the change has it. */
function changedPdus(model: Model, room: number, change: Change): Pdus {
  const pdus: Pdus = new Map();
  for (const { index, pdu, room: own } of model.events) {
    if (own !== room || !isPdu(pdu)) continue;
    const ts = change.timestamps.get(index);
    const levels = change.powers.get(index);
    const timed = ts === undefined ? pdu : { ...pdu, origin_server_ts: ts };
    pdus.set(index, levels === undefined ? timed : withLevels(timed, levels));
  }
  if (change.dropped.size === 0) return pdus;
  return without(model, pdus, change.dropped);
}

function withLevels(pdu: Pdu, levels: ReadonlyMap<string, number>): Pdu {
  const { users } = pdu.content;
  const changed = { ...(isObject(users) ? users : {}), ...Object.fromEntries(levels) };
  return { ...pdu, content: { ...pdu.content, users: changed } } as Pdu;
}

function without(model: Model, pdus: Pdus, dropped: ReadonlySet<number>): Pdus {
  const gone = new Map<string, Pdu>();
  for (const event of dropped) {
    const pdu = pdus.get(event);
    if (pdu !== undefined) gone.set(model.events[event].id, pdu);
    pdus.delete(event);
  }
  const byId = new Map([...pdus].map(([event, pdu]) => [model.events[event].id, pdu]));
  for (const [event, pdu] of pdus) {
    const prev = prevIds(pdu);
    const auth = authIds(pdu);
    if (![...prev, ...auth].some((id) => gone.has(id))) continue;
    const changed = { prev_events: behind(prev, gone), auth_events: cited(auth, gone, byId) };
    pdus.set(event, { ...pdu, ...changed });
  }
  return pdus;
}

/** What stood on events that are gone stands on what those stood on. */
function behind(ids: readonly string[], gone: ReadonlyMap<string, Pdu>): string[] {
  const found = new Set<string>();
  const open = [...ids].reverse();
  while (open.length > 0) {
    const id = open.pop() as string;
    const lost = gone.get(id);
    if (lost === undefined) found.add(id);
    else open.push(...[...prevIds(lost)].reverse());
  }
  return [...found];
}

/** In place of an event that is gone: the one of its type and key among those that it cited. */
function cited(
  ids: readonly string[],
  gone: ReadonlyMap<string, Pdu>,
  byId: ReadonlyMap<string, Pdu>,
): string[] {
  const found = new Set<string>();
  for (const id of ids) {
    let at: string | undefined = id;
    for (let lost = gone.get(id); lost !== undefined; lost = gone.get(at ?? "")) {
      const { type, state_key: key } = lost;
      const same = (pdu: Pdu | undefined) => pdu?.type === type && pdu.state_key === key;
      at = authIds(lost).find((cite) => same(byId.get(cite) ?? gone.get(cite)));
      if (at === undefined) break;
    }
    if (at !== undefined) found.add(at);
  }
  return [...found];
}

/**
 * Version 12 names rooms by their create event, never cites it, and keeps its creator out of the
 * power levels; before, the creator has level 100 there, and up to 10 is named by the create event.
 */
function forVersion(model: Model, pdus: Pdus, version: RoomVersion): Pdus {
  const create = [...pdus].find(([, { type }]) => type === "m.room.create");
  if (create === undefined) return pdus;
  const [createEvent, createPdu] = create;
  const createId = model.events[createEvent].id;
  if (version.creatorInContent && createPdu.content.creator === undefined) {
    const content = { ...createPdu.content, creator: createPdu.sender };
    pdus.set(createEvent, { ...createPdu, content });
  }
  const wasHash = createPdu.room_id === undefined;
  if (wasHash === version.roomIdIsCreateHash) return pdus;
  const domain = version.roomIdIsCreateHash ? "" : `:${serverOf(createPdu.sender)}`;
  const roomId = `!${createId.slice(1)}${domain}`;
  for (const [event, pdu] of pdus) {
    const auth = authIds(pdu).filter((id) => id !== createId);
    const isCreate = event === createEvent;
    const cites = isCreate || version.roomIdIsCreateHash ? auth : [createId, ...auth];
    const { room_id: _, ...rest } = withCreator(pdu, createPdu.sender, version);
    const named = isCreate && version.roomIdIsCreateHash ? {} : { room_id: roomId };
    pdus.set(event, { ...rest, ...named, auth_events: cites } as Pdu);
  }
  return pdus;
}

function withCreator(pdu: Pdu, creator: string, version: RoomVersion): Pdu {
  const { users } = pdu.content;
  if (pdu.type !== "m.room.power_levels" || !isObject(users)) return pdu;
  const { [creator]: own, ...others } = users;
  const changed = version.privilegedCreators ? others : { ...others, [creator]: own ?? 100 };
  return { ...pdu, content: { ...pdu.content, users: changed } };
}

/** The state at the ends, and the cost of all different resolutions on the way there. */
function ending(graph: RoomGraph, states: RoomStates) {
  const followed = new Set<EventIndex>();
  const kept: EventIndex[] = [];
  const resolutions = new Set<object>();
  const cost = { ...noCounts(), resolutions: 0 };
  const count = (resolution: { readonly counts: ResolutionCounts } | undefined) => {
    if (resolution === undefined || resolutions.has(resolution)) return;
    resolutions.add(resolution);
    cost.resolutions += 1;
    for (const name of Object.keys(noCounts()) as (keyof ResolutionCounts)[]) {
      cost[name] += resolution.counts[name];
    }
  };
  for (let event = 0; event < graph.count; event++) {
    if (!graph.has(event) || states.after(event) < 0) continue;
    count(states.resolutionBefore(event));
    if (states.rejection(event) !== undefined) continue;
    kept.push(event);
    for (const prev of graph.prevs(event)) followed.add(prev);
  }
  const ends = kept.filter((event) => !followed.has(event));
  const last = ends.length === 0 ? undefined : states.resolutionAfter(ends);
  if (last !== undefined && last.inputs.length > 1) count(last);
  return { final: last?.output ?? 0, cost };
}
