// How checks name servers, events and slots in their sentences.
import type { StateId } from "../protocol/state.ts";
import type { RoomTrace } from "./view/room-trace.ts";
import type { TraceView } from "./view/trace-view.ts";

/** How many names a list shows before it says how many more there are. */
const namedMax = 4;
const slotsNamedMax = 2;
const textMax = 80;

/** `a.test, b.test and 3 more`. */
export function nameServers(view: TraceView, servers: readonly number[]): string {
  return nameList(servers.map((server) => view.serverNames[server] ?? `server ${server}`));
}

/** `one, two and three`, cut after the first few. */
export function nameList(names: readonly string[]): string {
  if (names.length > namedMax) {
    const more = names.length - namedMax + 1;
    return `${names.slice(0, namedMax - 1).join(", ")} and ${more} more`;
  }
  const last = names.at(-1) ?? "nobody";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}

/** An event of a room's graph: `event 12 (m.room.topic by @ada:a.test)`; -1 is `nothing`. */
export function nameEvent(room: RoomTrace, event: number): string {
  if (event < 0) return "nothing";
  const index = room.traceIndex(event);
  if (!room.graph.has(event)) {
    if (index >= 0) return `event ${index}`;
    return event < room.graph.count ? `the missing event ${room.graph.id(event)}` : "no event";
  }
  const { type, state_key: stateKey, sender, content } = room.graph.pdu(event);
  const isMember = type === "m.room.member" && typeof content.membership === "string";
  const what = isMember ? `${content.membership as string} of ${stateKey}` : type;
  const by = isMember && stateKey === sender ? "" : ` by ${sender}`;
  return `event ${index} (${clip(`${what}${by}`)})`;
}

/** A slot: `m.room.topic`, or `m.room.member of @ada:a.test`. */
export function nameSlot(room: RoomTrace, slot: number): string {
  const { type, stateKey } = room.graph.slotNames(slot);
  return clip(stateKey === "" ? type : `${type} of ${stateKey}`);
}

/** Strings of a room are somebody else's words and may be long. */
function clip(text: string): string {
  return text.length > textMax ? `${text.slice(0, textMax)}…` : text;
}

/** `in room !id`, or nothing where the trace has one room only. */
export function inRoom(view: TraceView, room: RoomTrace): string {
  return view.meta.rooms.length > 1 ? ` in room ${clip(room.id)}` : "";
}

/** A state and the servers that hold it. */
export interface Holding {
  readonly state: StateId;
  readonly servers: readonly number[];
}

/** Where states differ: the number of slots, the events in them, and the first few in words. */
export interface Difference {
  readonly slots: number;
  /** Trace indexes. */
  readonly events: readonly number[];
  /** `m.room.topic is event 3 (…) at a.test but event 5 (…) at b.test and c.test`. */
  readonly text: string;
}

/** Compares the states of several groups of servers. */
export function describeDifference(
  view: TraceView,
  room: RoomTrace,
  holdings: readonly Holding[],
): Difference {
  let slots = 0;
  const indexes: number[] = [];
  const texts: string[] = [];
  const states = holdings.map((holding) => holding.state);
  room.graph.states.forEachDifference(states, (slot, events) => {
    slots++;
    if (slots > slotsNamedMax) return;
    const servers = new Map<number, number[]>();
    events.forEach((event, group) => {
      servers.set(event, [...(servers.get(event) ?? []), ...holdings[group].servers]);
    });
    for (const event of servers.keys()) if (event >= 0) indexes.push(room.traceIndex(event));
    const held = [...servers].map(
      ([event, who]) => `${nameEvent(room, event)} at ${nameServers(view, who)}`,
    );
    texts.push(`${nameSlot(room, slot)} is ${held.join(" but ")}`);
  });
  const more = slots > slotsNamedMax ? `; ${slots - slotsNamedMax} more slots differ` : "";
  return { slots, events: indexes, text: `${texts.join("; ")}${more}` };
}

/** `1 event`, `2 events`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
