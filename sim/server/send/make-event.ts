// How a server makes an event for a local user: prev events from its extremities, auth events from
// the state there, hash and signature, and the check that others will make as well.
// Spec v1.19, server-server API, "PDUs" and "Auth events selection".
import { selectAuthEvents, type AuthVerdict } from "../../protocol/auth/index.ts";
import { pduLimits, readPdu } from "../../protocol/event-format.ts";
import { contentHash, contentText, eventId, referenceTo } from "../../protocol/event-hash.ts";
import { serverOf, type EventReference, type Pdu } from "../../protocol/event.ts";
import type { JsonObject } from "../../protocol/json.ts";
import type { EventIndex, RoomGraph } from "../../protocol/room-graph.ts";
import type { RoomVersion } from "../../protocol/room-version.ts";
import { signEvent } from "../../protocol/signing.ts";
import { emptyState, type StateId } from "../../protocol/state.ts";
import type { Draft, Onto } from "./draft.ts";
import type { OwnServer } from "../own-server.ts";
import { way } from "../verdict.ts";
import type { Replica } from "../replica/replica.ts";
import { settle } from "../settle/settle.ts";

export type Made =
  | { readonly ok: true; readonly event: EventIndex; readonly before: StateId }
  | { readonly ok: false; readonly verdict: AuthVerdict & { ok: false } };

/** The prev events that a new event gets: the extremities, the newest if there are too many. */
export function choosePrevs(server: OwnServer, replica: Replica): EventIndex[] {
  const { graph, sets } = replica.shared;
  const tips = [...sets.members(replica.extremities)];
  tips.sort((a, b) => graph.depth(b) - graph.depth(a) || b - a);
  return tips.slice(0, server.policy.prevEventsMax);
}

/** The state on which a new event with these prev events stands. */
export function stateOver(replica: Replica, prevs: readonly EventIndex[]): StateId {
  if (prevs.length === 0) return emptyState;
  const all = replica.shared.sets.members(replica.extremities).length;
  if (prevs.length === all) return replica.current;
  const states = prevs.map((prev) => replica.stateAfter(prev));
  return replica.resolution(states).output;
}

/** Makes, checks and sends an event; a draft that the rules refuse leaves nothing behind. */
export function makeEvent(server: OwnServer, replica: Replica, draft: Draft): Made {
  const signed = signDraft(server, replica, draft);
  const { shared } = replica;
  const { version } = shared.graph;
  const read = isSmall(signed.pdu, version) ? undefined : readPdu(signed.pdu, version);
  if (read !== undefined && !read.ok) {
    // Others would drop it.
    const { code, message } = read.problem;
    const spec = "client-server-api#size-limits";
    return { ok: false, verdict: { ok: false, rule: code, spec, detail: message } };
  }
  const event = shared.graph.add(signed.id, signed.pdu);
  // Others will ask the same, if they are in the same state when it comes.
  const verdict = replica.lens.allowedIn(event, signed.before);
  if (!verdict.ok) return { ok: false, verdict };
  enter(server, replica, event);
  server.publish(replica, event, signed.before);
  return { ok: true, event, before: signed.before };
}

/** So far below the limits of events, with hashes and signatures, that it need not be measured. */
function isSmall(pdu: Pdu, version: RoomVersion): boolean {
  const { type, state_key: stateKey = "" } = pdu;
  // The text was made for the content hash, and is remembered.
  return type.length <= 60 && stateKey.length <= 60 && contentText(pdu, version).length <= 16_000;
}

/** Writes a new event into the server's own copy of the room. */
export function enter(server: OwnServer, replica: Replica, event: EventIndex): void {
  const { shared } = replica;
  shared.notice(shared.graph.pdu(event).type);
  server.ports.recorder.made(server.number, shared, event);
  settle(server, replica, { event, via: way.own, reported: -1 });
}

/** Builds and signs a draft on top of the extremities, or of what a lie names instead. */
export function signDraft(
  server: OwnServer,
  replica: Replica,
  draft: Draft,
  onto: Onto = server.lies.onto?.(replica, draft) ?? {},
): { pdu: Pdu; id: string; before: StateId } {
  const { graph } = replica.shared;
  const prevs = onto.prevs ?? choosePrevs(server, replica);
  const before = onto.prevs === undefined ? stateOver(replica, prevs) : stateAt(replica, prevs);
  let depth = 0;
  for (const prev of prevs) depth = Math.max(depth, graph.depth(prev));
  const bare = pduOf(server, replica, draft, {
    prev_events: referencesTo(graph, prevs),
    // At the limit it stays there.
    depth: Math.min(onto.depth ?? depth + 1, pduLimits.depthMax),
  });
  bare.auth_events = referencesTo(graph, onto.auths ?? selectAuthEvents(graph, bare, before));
  const pdu = withName(bare, graph.version);
  const honest = signEvent(pdu, graph.version, server.ports.signer(server.number));
  const signed = server.lies.spoil?.(honest) ?? honest;
  return { pdu: signed, id: eventId(signed, graph.version), before };
}

/** The state over any events of the room. */
function stateAt(replica: Replica, prevs: readonly EventIndex[]): StateId {
  const states = prevs.map((prev) => replica.stateAfter(prev));
  return states.length === 1 ? states[0] : replica.resolution(states).output;
}

/** How a new event names events of the room. */
export function referencesTo(graph: RoomGraph, events: readonly EventIndex[]): EventReference[] {
  const { edgesArePairs } = graph.version;
  return events.map((event) => {
    const id = graph.id(event);
    return edgesArePairs ? referenceTo({ id, pdu: graph.pdu(event) }, graph.version) : id;
  });
}

/**
 * In versions 1 and 2 the maker names its event. The name comes from the content hash, so that
 * the same event has the same name however often a run is repeated or shrunk.
 */
export function withName(pdu: Pdu, version: RoomVersion): Pdu {
  if (version.eventIds !== "on-wire") return pdu;
  const opaque = contentHash(pdu, version).slice(0, 18).replaceAll("+", "-").replaceAll("/", "_");
  return { ...pdu, event_id: `$${opaque}:${serverOf(pdu.sender)}` };
}

function pduOf(
  server: OwnServer,
  replica: Replica,
  draft: Draft,
  { prev_events, depth }: Pick<Pdu, "prev_events" | "depth">,
): Unsigned {
  const { version } = replica.shared.graph;
  const { content, sender, stateKey: state_key, type } = draft;
  const roomless = type === "m.room.create" && version.roomIdIsCreateHash;
  const auth_events: EventReference[] = [];
  const origin_server_ts = server.ports.wallClock(server.number);
  const [hashes, signatures] = [noHashes, noSignatures];
  // In the order of keys in which it will be hashed and signed, and in one piece, which is faster.
  // prettier-ignore
  if (roomless) return { auth_events, content, depth, hashes, origin_server_ts, prev_events, sender, signatures, state_key: state_key ?? "", type };
  const room_id = roomIdOf(replica, draft);
  // prettier-ignore
  if (state_key === undefined) return { auth_events, content, depth, hashes, origin_server_ts, prev_events, room_id, sender, signatures, type };
  // prettier-ignore
  return { auth_events, content, depth, hashes, origin_server_ts, prev_events, room_id, sender, signatures, state_key, type };
}

/** They have their place in an event before they are known. */
const noHashes: JsonObject = {};
const noSignatures: JsonObject = {};

/** An event whose auth events are still to be chosen. */
type Unsigned = { -readonly [field in keyof Pdu]: Pdu[field] };

/** Up to version 11 the creating server invents the room's ID. */
function roomIdOf(replica: Replica, draft: Draft): string {
  const { shared } = replica;
  if (shared.givenId !== undefined || shared.graph.create >= 0) return shared.roomId;
  return `!room${shared.number}:${draft.sender.slice(draft.sender.indexOf(":") + 1)}`;
}
