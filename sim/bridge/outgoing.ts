// Requests of our origins to servers elsewhere: the state machine's questions as HTTP, and what
// comes back as answers to them. Spec v1.19, server-server API.
import { eventId } from "../protocol/event-hash.ts";
import type { Pdu, ServerName } from "../protocol/event.ts";
import { isObject, type JsonObject, type JsonValue } from "../protocol/json.ts";
import type { EventIndex } from "../protocol/room-graph.ts";
import type { Signer } from "../protocol/signing.ts";
import type { StateId } from "../protocol/state.ts";
import { noAnswer, type Answer, type RoomRequest, type SharedRoom } from "../server/index.ts";
import {
  listOf,
  uriOf,
  type FederationAnswer,
  type FederationCall,
  type FederationClient,
} from "./federation-client.ts";
import type { KeyRing } from "./key-ring.ts";
import { signedWith, signUri } from "./policy-signature.ts";
import { spokenVersions } from "./room-book.ts";
import { takeEvents } from "./take-events.ts";

export interface Asking {
  readonly client: FederationClient;
  readonly keys: KeyRing;
  readonly signer: Signer;
  readonly destination: ServerName;
  readonly timeoutMs: number;
  /** Nobody waits for a policy server any longer. */
  readonly signTimeoutMs: number;
}

const v1 = ["_matrix", "federation", "v1"] as const;
const v2 = ["_matrix", "federation", "v2"] as const;

/** From so many missing events on, a state is asked for as a whole and not event by event. */
const singlesMax = 20;
/** A room whose gaps are wider than this is not filled event by event. */
const eventsMax = 2_000;

/** Asks, and answers what the state machine expects; `noAnswer` where nothing came. */
export async function askOutside(asking: Asking, request: RoomRequest): Promise<Answer> {
  const { room } = request;
  switch (request.kind) {
    case "make_join":
    case "make_leave":
    case "make_knock":
      return templateOf(room, await makeHandshake(asking, room.roomId, request));
    case "send_join":
    case "send_leave": {
      const id = eventId(request.pdu, room.graph.version);
      const query = request.kind === "send_join" ? ([["omit_members", "false"]] as const) : [];
      const uri = uriOf([...v2, request.kind, room.roomId, id], query);
      const answer = await call(asking, { method: "PUT", uri, content: request.pdu });
      if (answer.status !== 200) return refusalOf(answer);
      return request.kind === "send_join"
        ? joinedOf(asking, room, { ...answer, pdu: request.pdu })
        : { ok: true, events: [] };
    }
    case "send_knock": {
      const id = eventId(request.pdu, room.graph.version);
      const uri = uriOf([...v1, request.kind, room.roomId, id]);
      const answer = await call(asking, { method: "PUT", uri, content: request.pdu });
      return answer.status === 200 ? { ok: true, events: [] } : refusalOf(answer);
    }
    case "invite":
      return invite(asking, room, request.pdu);
    case "sign": {
      const timeoutMs = Math.min(asking.timeoutMs, asking.signTimeoutMs);
      const question = { method: "POST", uri: signUri, content: request.pdu } as const;
      const asked = await call({ ...asking, timeoutMs }, question);
      return asked.status === 200 ? signedWith(request.pdu, asked) : refusalOf(asked);
    }
    case "get_missing_events": {
      const ids = (events: readonly EventIndex[]) => events.map((event) => room.graph.id(event));
      const answer = await call(asking, {
        ...{ method: "POST", uri: uriOf([...v1, request.kind, room.roomId]) },
        content: {
          ...{ earliest_events: ids(request.earliest), latest_events: ids(request.latest) },
          ...{ limit: request.limit, min_depth: 0 },
        },
      });
      return eventsOf(asking, room, answer, "events");
    }
    case "event_auth": {
      const uri = uriOf([...v1, request.kind, room.roomId, room.graph.id(request.event)]);
      return eventsOf(asking, room, await call(asking, { method: "GET", uri }), "auth_chain");
    }
    case "backfill": {
      const from = request.from.map((event) => ["v", room.graph.id(event)] as const);
      const uri = uriOf(
        [...v1, request.kind, room.roomId],
        [...from, ["limit", `${request.limit}`]],
      );
      return eventsOf(asking, room, await call(asking, { method: "GET", uri }), "pdus");
    }
    case "event":
      return { ok: true, events: await fetchEvents(asking, room, request.events) };
    case "state_ids":
    case "state":
      return stateAt(asking, room, request.event);
  }
}

/** make_join, make_leave and make_knock: also how the version of a room is learned. */
export function makeHandshake(
  asking: Asking,
  roomId: string,
  request: { readonly kind: "make_join" | "make_leave" | "make_knock"; readonly user: string },
): Promise<FederationAnswer> {
  const versions = spokenVersions.map((version) => ["ver", version] as const);
  const uri = uriOf([...v1, request.kind, roomId, request.user], versions);
  return call(asking, { method: "GET", uri });
}

function call(
  { client, signer, destination, timeoutMs }: Asking,
  what: Pick<FederationCall, "method" | "uri" | "content">,
): Promise<FederationAnswer> {
  return client.send({ signer, destination, timeoutMs, ...what });
}

/** A refusal in the server's own words, or none where it gave no answer. */
export function refusalOf({ status, body }: FederationAnswer): Answer {
  if (status === 0 || status >= 500) return noAnswer;
  const [errcode, error] = [body.errcode, body.error].map((text) => String(text ?? "none given"));
  return { ok: false, errcode, error };
}

function templateOf({ graph }: SharedRoom, answer: FederationAnswer): Answer {
  if (answer.status !== 200) return refusalOf(answer);
  const { event } = answer.body;
  if (!isObject(event)) return noAnswer;
  const edges = (field: string) =>
    listOf(event, field)
      .filter((id) => typeof id === "string")
      .map((id) => graph.mention(id));
  const content = isObject(event.content) ? event.content : {};
  const voucher = content.join_authorised_via_users_server;
  return {
    ...{ ok: true, events: [], prevEvents: edges("prev_events"), authEvents: edges("auth_events") },
    depth: typeof event.depth === "number" ? event.depth : 1,
    ...(typeof voucher === "string" && { voucher }),
  };
}

/** The state before our join, as send_join tells it. */
async function joinedOf(
  asking: Asking,
  room: SharedRoom,
  { body, pdu }: { body: JsonObject; pdu: Pdu },
): Promise<Answer> {
  const into = { room, keys: asking.keys };
  const chain = await takeEvents(into, listOf(body, "auth_chain"));
  const stated = await takeEvents(into, listOf(body, "state"));
  // Whoever vouches for a restricted join has signed it as well.
  const joined = isObject(body.event) ? body.event : pdu;
  await takeEvents(into, [joined]);
  const events = [...new Set([...chain, ...stated])];
  return { ok: true, events, state: room.graph.stateOf(stated), pdu };
}

async function invite(asking: Asking, room: SharedRoom, pdu: Pdu): Promise<Answer> {
  const { graph, roomId } = room;
  const answer = await call(asking, {
    ...{ method: "PUT", uri: uriOf([...v2, "invite", roomId, eventId(pdu, graph.version)]) },
    content: {
      ...{ room_version: graph.version.id, event: pdu },
      invite_room_state: strippedState(room),
    },
  });
  if (answer.status !== 200) return refusalOf(answer);
  const { event } = answer.body;
  return isObject(event) ? { ok: true, events: [], pdu: event as Pdu } : noAnswer;
}

/** What the invited user is shown of the room; since version 12 servers insist on whole events. */
function strippedState({ graph }: SharedRoom): JsonValue[] {
  return graph.create >= 0 ? [graph.pdu(graph.create)] : [];
}

async function eventsOf(
  { keys }: Asking,
  room: SharedRoom,
  answer: FederationAnswer,
  field: string,
): Promise<Answer> {
  if (answer.status !== 200) return refusalOf(answer);
  return { ok: true, events: await takeEvents({ room, keys }, listOf(answer.body, field)) };
}

/** Each event by itself, as far as it can be had; some at a time. */
async function fetchEvents(
  asking: Asking,
  room: SharedRoom,
  events: readonly EventIndex[],
): Promise<EventIndex[]> {
  const found: EventIndex[] = [];
  const wanted = events.slice(0, eventsMax);
  const worker = async () => {
    for (let event = wanted.pop(); event !== undefined; event = wanted.pop()) {
      if (!room.graph.has(event)) {
        const uri = uriOf([...v1, "event", room.graph.id(event)]);
        const { body } = await call(asking, { method: "GET", uri });
        await takeEvents({ room, keys: asking.keys }, listOf(body, "pdus"));
      }
      if (room.graph.has(event)) found.push(event);
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  return found;
}

/**
 * The state before an event. The state machine names states by number, for which the graph must
 * hold their events, so those that no origin of ours has are fetched on the way.
 */
async function stateAt(asking: Asking, room: SharedRoom, event: EventIndex): Promise<Answer> {
  const { graph, roomId } = room;
  const query = [["event_id", graph.id(event)]] as const;
  const uri = uriOf([...v1, "state_ids", roomId], query);
  const answer = await call(asking, { method: "GET", uri });
  if (answer.status !== 200) return refusalOf(answer);
  const indexes = (field: string) =>
    listOf(answer.body, field)
      .filter((id) => typeof id === "string")
      .map((id) => graph.mention(id));
  const stated = indexes("pdu_ids");
  const missing = [...indexes("auth_chain_ids"), ...stated].filter((index) => !graph.has(index));
  if (missing.length > singlesMax) {
    const whole = await call(asking, {
      ...{ method: "GET", uri: uriOf([...v1, "state", roomId], query) },
    });
    const into = { room, keys: asking.keys };
    await takeEvents(into, listOf(whole.body, "auth_chain"));
    await takeEvents(into, listOf(whole.body, "pdus"));
  }
  await fetchEvents(asking, room, missing);
  if (stated.some((index) => !graph.has(index))) return noAnswer;
  const state: StateId = graph.stateOf(stated);
  return { ok: true, events: [], state };
}
