// Measures how long an account that was thrown out of a room could still act: a report about a
// trace, not a verdict. A ban works on a server only once the server knows of it; a split keeps it
// away. And a ban undoes nothing that came before it: what the account still holds is listed too.
import { serverOf } from "../protocol/event.ts";
import type { EventIndex } from "../protocol/room-graph.ts";
import type { ArriveRecord, TraceRecord } from "../trace/records.ts";
import type { RoomTrace } from "./view/room-trace.ts";
import { viewTrace, type TraceView } from "./view/trace-view.ts";
import { count, nameList } from "./wording.ts";

/** What became of an account's power after it was revoked. */
export interface Exposure {
  readonly user: string;
  /** When somebody else first banned or kicked the account; `undefined`: nobody did. */
  readonly revokedAtMs: number | undefined;
  /** Who did. */
  readonly revokedBy: string | undefined;
  /** Every server that has a view of the room, in the order of the trace. */
  readonly servers: readonly ServerExposure[];
  /** State that is still the account's at the end, at servers that are in the room. */
  readonly remains: readonly HeldSlot[];
}

export interface ServerExposure {
  readonly name: string;
  /** When the ban or kick arrived; `undefined`: never, or the trace does not tell. */
  readonly learnedAtMs: number | undefined;
  /** Events of the account that the server accepted later than the ban was made. */
  readonly acceptedAfter: number;
}

export interface HeldSlot {
  readonly type: string;
  readonly stateKey: string;
  /** Index of the event in the trace. */
  readonly event: number;
  /** Names of the servers that hold it. */
  readonly servers: readonly string[];
}

/**
 * Measures the exposure of one room to one account. The account's own memberships are no remains.
 * @param room the number of the room in the trace (default: 0)
 * @example exposure(records, { user: "@ops:wallet.test" }).servers[2].acceptedAfter
 */
export function exposure(
  records: readonly TraceRecord[],
  { user, room: number = 0 }: { user: string; room?: number },
): Exposure {
  const view = viewTrace(records);
  const room = view.rooms[number];
  const nothing = { user, revokedAtMs: undefined, revokedBy: undefined };
  if (room === undefined) return { ...nothing, servers: [], remains: [] };
  const remains = remainsOf(view, room, user);
  const ban = revocation(room, user);
  const servers = room.servers.map((server) => exposureAt(view, room, { server, user, ban }));
  if (ban === undefined) return { ...nothing, servers, remains };
  return {
    user,
    revokedAtMs: ban.atMs,
    revokedBy: room.graph.pdu(room.eventOf(ban.event)).sender,
    servers,
    remains,
  };
}

/** The first ban or kick of the account by somebody else that its maker accepted. */
function revocation(room: RoomTrace, user: string): ArriveRecord | undefined {
  return room.own.find((arrival) => {
    const {
      type,
      state_key: target,
      sender,
      content,
    } = room.graph.pdu(room.eventOf(arrival.event));
    if (arrival.verdict !== "accepted" || type !== "m.room.member") return false;
    const isOut = content.membership === "ban" || content.membership === "leave";
    return isOut && target === user && sender !== user;
  });
}

function exposureAt(
  view: TraceView,
  room: RoomTrace,
  { server, user, ban }: { server: number; user: string; ban: ArriveRecord | undefined },
): ServerExposure {
  let learnedAtMs: number | undefined;
  let acceptedAfter = 0;
  for (const { event: traceIndex, verdict, atMs } of view.arrivals[server] ?? []) {
    if (ban === undefined || view.roomNumberOf(traceIndex) !== room.number) continue;
    if (traceIndex === ban.event && verdict !== "dropped") learnedAtMs ??= atMs;
    const { sender } = room.graph.pdu(room.eventOf(traceIndex));
    if (sender === user && verdict === "accepted" && atMs > ban.atMs) acceptedAfter++;
  }
  return { name: view.serverNames[server], learnedAtMs, acceptedAfter };
}

function remainsOf(view: TraceView, room: RoomTrace, user: string): HeldSlot[] {
  const { graph } = room;
  const residents = room.residents();
  const holders = new Map<EventIndex, string[]>();
  for (const server of room.servers) {
    const state = room.finalState(server);
    if (state < 0 || !residents.moveTo(state).has(server)) continue;
    graph.states.forEach(state, (_slot, event) => {
      if (!graph.has(event) || graph.pdu(event).sender !== user) return;
      const { type, state_key: stateKey } = graph.pdu(event);
      if (type === "m.room.member" && stateKey === user) return;
      const names = holders.get(event);
      if (names === undefined) holders.set(event, [view.serverNames[server]]);
      else names.push(view.serverNames[server]);
    });
  }
  return Array.from(holders, ([event, servers]) => {
    const { type, state_key: stateKey = "" } = graph.pdu(event);
    return { type, stateKey, event: room.traceIndex(event), servers };
  });
}

/** The exposure in words, a line for each server and one for what remains. */
export function exposureText({ user, revokedAtMs, revokedBy, servers, remains }: Exposure): string {
  if (revokedAtMs === undefined) return `${user} was never banned or kicked.`;
  const lines = [`${user} was thrown out by ${revokedBy} at ${seconds(revokedAtMs)}.`];
  for (const { name, learnedAtMs, acceptedAfter } of servers) {
    const home = name === serverOf(user) ? ", the account's own server," : "";
    const learned =
      learnedAtMs === undefined ? "never heard of it" : heard(learnedAtMs - revokedAtMs);
    const events = acceptedAfter === 0 ? "none" : `${acceptedAfter}`;
    lines.push(`  ${name}${home} ${learned} and accepted ${events} of its later events.`);
  }
  const slots = remains.map(({ type, stateKey, event }) => {
    return `${type}${stateKey === "" ? "" : ` of ${stateKey}`} (event ${event})`;
  });
  if (slots.length === 0) lines.push("  Nothing of it remains in the state.");
  else lines.push(`  It still holds ${count(slots.length, "slot")}: ${nameList(slots)}.`);
  return lines.join("\n");
}

function heard(afterMs: number): string {
  return afterMs === 0 ? "knew at once" : `knew ${seconds(afterMs)} later`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`;
}
