// The state machine's answers as the JSON that other servers expect.
// Spec v1.19, server-server API.
import type { ServerName } from "../protocol/event.ts";
import type { JsonObject, JsonValue } from "../protocol/json.ts";
import { redact } from "../protocol/redact.ts";
import type { EventIndex } from "../protocol/room-graph.ts";
import type { StateId } from "../protocol/state.ts";
import {
  authChainOf,
  type Answer,
  type Replica,
  type RoomRequest,
  type SharedRoom,
} from "../server/index.ts";

/** An HTTP answer. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: JsonObject;
}

/** An answer that is a refusal. */
export function refuse(status: number, errcode: string, error: string): HttpAnswer {
  return { status, body: { errcode, error } };
}

const statuses: Readonly<Record<string, number>> = {
  M_NOT_FOUND: 404,
  M_FORBIDDEN: 403,
  M_UNABLE_TO_GRANT_JOIN: 400,
  M_INVALID_PARAM: 400,
};

/** Whose answer it is, and how it calls others. */
export interface Speaker {
  readonly name: ServerName;
  readonly replica: Replica | undefined;
  readonly serverName: (number: number) => ServerName;
}

/** Spells an answer of `Homeserver.handle` out. */
export function spell(speaker: Speaker, request: RoomRequest, answer: Answer): HttpAnswer {
  const { name, replica } = speaker;
  if (!answer.ok) {
    return refuse(statuses[answer.errcode] ?? 400, answer.errcode, answer.error);
  }
  const { room } = request;
  const { graph } = room;
  const hidden = new Set("redacted" in answer ? answer.redacted : []);
  const pdus = (events: readonly EventIndex[]) =>
    events.map((event) =>
      hidden.has(event) ? redact(graph.pdu(event), graph.version) : graph.pdu(event),
    );
  if ("prevEvents" in answer) return { status: 200, body: templateBody(request, answer) };
  switch (request.kind) {
    case "send_join":
      return { status: 200, body: joinBody(speaker, room, answer) };
    case "send_leave":
      return { status: 200, body: {} };
    case "send_knock":
      return { status: 200, body: { knock_room_state: strippedState(room, answer.state ?? 0) } };
    case "invite":
      return { status: 200, body: { event: answer.pdu } };
    case "get_missing_events":
      return { status: 200, body: { events: pdus(answer.events) } };
    case "event_auth":
      return { status: 200, body: { auth_chain: pdus(answer.events) } };
    case "state_ids": {
      const stated = eventsOfState(room, answer.state ?? 0);
      const chain = replica === undefined ? [] : authChainOf(replica, stated);
      const ids = (events: readonly EventIndex[]) => events.map((event) => graph.id(event));
      return { status: 200, body: { pdu_ids: ids(stated), auth_chain_ids: ids(chain) } };
    }
    default: {
      // event and backfill. The time is what this server's clock says.
      const found = { origin: name, origin_server_ts: Date.now(), pdus: pdus(answer.events) };
      if (answer.events.length > 0 || request.kind === "backfill") {
        return { status: 200, body: found };
      }
      return refuse(404, "M_NOT_FOUND", "the event is not known here");
    }
  }
}

/** `/state` is `/state_ids` with whole events. */
export function spellState(replica: Replica, state: StateId): JsonObject {
  const { graph } = replica.shared;
  const stated = eventsOfState(replica.shared, state);
  const pdus = (events: readonly EventIndex[]): JsonValue => events.map((e) => graph.pdu(e));
  return { pdus: pdus(stated), auth_chain: pdus(authChainOf(replica, stated)) };
}

function eventsOfState({ graph }: SharedRoom, state: StateId): EventIndex[] {
  const events: EventIndex[] = [];
  graph.states.forEach(state, (_slot, event) => events.push(event));
  return events;
}

function templateBody(
  request: RoomRequest,
  answer: Extract<Answer, { prevEvents: readonly EventIndex[] }>,
): JsonObject {
  const { graph, roomId } = request.room;
  const ids = (events: readonly EventIndex[]) => events.map((event) => graph.id(event));
  const user = "user" in request ? request.user : "";
  const content = {
    membership: request.kind === "make_join" ? "join" : "leave",
    ...(answer.voucher !== undefined && { join_authorised_via_users_server: answer.voucher }),
  };
  return {
    room_version: graph.version.id,
    event: {
      ...{ type: "m.room.member", room_id: roomId, sender: user, state_key: user, content },
      ...{ prev_events: ids(answer.prevEvents), auth_events: ids(answer.authEvents) },
      ...{ depth: answer.depth, origin_server_ts: Date.now() },
    },
  };
}

/**
 * `events` of the answer is the state with its auth chain; the state comes first. Who gets it without the members
 * is told who else is in the room (MSC3706).
 */
function joinBody(
  { name, serverName }: Speaker,
  room: SharedRoom,
  answer: Extract<Answer, { state?: StateId }>,
): JsonObject {
  const { graph } = room;
  const stated = eventsOfState(room, answer.state ?? 0);
  const inState = new Set(stated);
  const chain = answer.events.filter((event) => !inState.has(event));
  // What the state cites is its chain, whether it stands in the state as well or not.
  const cited = new Set(answer.events.flatMap((event) => [...graph.auths(event)]));
  const whole = [...chain, ...stated.filter((event) => cited.has(event))];
  return {
    origin: name,
    members_omitted: answer.servers !== undefined,
    ...(answer.servers !== undefined && { servers_in_room: answer.servers.map(serverName) }),
    state: stated.map((event) => graph.pdu(event)),
    auth_chain: whole.map((event) => graph.pdu(event)),
    ...(answer.pdu !== undefined && { event: answer.pdu }),
  };
}

/** What whoever knocks is shown of a room, by the specification's "Stripped state". */
const shownTypes = [
  "create",
  "join_rules",
  "name",
  "topic",
  "avatar",
  "canonical_alias",
  "encryption",
];

function strippedState({ graph }: SharedRoom, state: StateId): JsonObject[] {
  const shown: JsonObject[] = [];
  for (const type of shownTypes) {
    const event = graph.states.get(state, graph.slotOf(`m.room.${type}`, ""));
    if (event < 0) continue;
    const { sender, content, state_key = "", type: name } = graph.pdu(event);
    shown.push({ type: name, state_key, sender, content });
  }
  return shown;
}
