// Requests about one room: from path, query and body to the state machine's request, and its answer
// spelled out. Spec v1.19, server-server API.
import { eventId } from "../protocol/event-hash.ts";
import { readPdu } from "../protocol/event-format.ts";
import { serverOf } from "../protocol/event.ts";
import { isObject, type JsonValue } from "../protocol/json.ts";
import type { EventIndex } from "../protocol/room-graph.ts";
import type { Answer, Homeserver, RoomRequest, SharedRoom } from "../server/index.ts";
import { listOf } from "./federation-client.ts";
import type { Authenticated } from "./inbound.ts";
import type { OwnOrigins } from "./own-origins.ts";
import { refuse, spell, spellState, type HttpAnswer } from "./spell.ts";
import { takeEvent } from "./take-events.ts";

/** True for an endpoint by method and name, such as `GET state`, that is about one room. */
export const isAboutRoom = (endpoint: string): boolean => Object.hasOwn(readers, endpoint);

/** Answers; undefined where the endpoint is none of ours. */
export function answerAboutRoom(
  origins: OwnOrigins,
  request: Authenticated,
): Promise<HttpAnswer> | HttpAnswer | undefined {
  const read = readers[`${request.method} ${request.parts[0]}`];
  if (read === undefined) return undefined;
  const [, first = "", second = ""] = request.parts;
  const room =
    request.parts[0] === "event"
      ? origins.book.roomOf(first)
      : (origins.book.find(first) ?? invitedTo(origins, request, first));
  if (room === undefined) return refuse(404, "M_NOT_FOUND", "the room is not known here");
  return read({ origins, request, room, second });
}

interface About {
  readonly origins: OwnOrigins;
  readonly request: Authenticated;
  readonly room: SharedRoom;
  /** The path's second parameter, if it has one. */
  readonly second: string;
}

type Reader = (about: About) => Promise<HttpAnswer> | HttpAnswer;

const readers: Readonly<Record<string, Reader>> = {
  "GET make_join": (about) => makeHandshake(about, "make_join"),
  "GET make_leave": (about) => makeHandshake(about, "make_leave"),
  "GET make_knock": (about) => makeHandshake(about, "make_knock"),
  "PUT send_join": (about) => takeHandshake(about, "send_join", about.request.content),
  "PUT send_leave": (about) => takeHandshake(about, "send_leave", about.request.content),
  "PUT send_knock": (about) => takeHandshake(about, "send_knock", about.request.content),
  "PUT invite": (about) => takeHandshake(about, "invite", about.request.content.event as JsonValue),
  "POST get_missing_events": (about) => {
    const { graph } = about.room;
    const { content } = about.request;
    const indexes = (field: string) => known(about.room, listOf(content, field));
    const limit = typeof content.limit === "number" ? Math.max(0, content.limit) : 10;
    const latest = indexes("latest_events").filter((event) => graph.has(event));
    return ask(about, {
      ...{ room: about.room, kind: "get_missing_events", earliest: indexes("earliest_events") },
      ...{ latest, limit },
    });
  },
  "GET event": (about) => {
    const events = known(about.room, [about.request.parts[1]]);
    return ask(about, { room: about.room, kind: "event", events });
  },
  "GET event_auth": (about) =>
    withEvent(about, about.second, (event) =>
      ask(about, { room: about.room, kind: "event_auth", event }),
    ),
  "GET state_ids": (about) =>
    withEvent(about, about.request.query.get("event_id"), (event) =>
      ask(about, { room: about.room, kind: "state_ids", event }),
    ),
  "GET state": (about) =>
    withEvent(about, about.request.query.get("event_id"), async (event) => {
      const { server, from } = about.request;
      const answer = await answerOf(server, from, { room: about.room, kind: "state_ids", event });
      const replica = server.replicas[about.room.number];
      if (!answer.ok || !("state" in answer) || replica === undefined) {
        return refuse(404, "M_NOT_FOUND", "no state is known at the event");
      }
      return { status: 200, body: spellState(replica, answer.state ?? 0) };
    }),
  "GET backfill": (about) => {
    const limit = Number(about.request.query.get("limit") ?? 10);
    if (!Number.isInteger(limit) || limit < 0) {
      return refuse(400, "M_INVALID_PARAM", "limit is no number");
    }
    const from = known(about.room, about.request.query.getAll("v"));
    return ask(about, { room: about.room, kind: "backfill", from, limit });
  },
};

/** The state machine's answer to a request, which may have to wait for that of another server. */
export function answerOf(server: Homeserver, from: number, request: RoomRequest): Promise<Answer> {
  return new Promise((resolve) => server.handle(from, request, resolve));
}

/** Hands a request to the state machine. */
async function ask(
  { request: { server, from } }: About,
  request: RoomRequest,
): Promise<HttpAnswer> {
  const answer = await answerOf(server, from, request);
  const replica = server.replicas[request.room.number];
  const { name, ports } = server;
  const serverName = (number: number) => ports.serverName(number);
  return spell({ name, replica, serverName }, request, answer);
}

/** The events that the process knows of these IDs; what it has never heard of has no index. */
function known({ graph }: SharedRoom, ids: readonly JsonValue[]): EventIndex[] {
  return ids
    .map((id) => (typeof id === "string" ? graph.indexOf(id) : -1))
    .filter((index) => index >= 0);
}

function withEvent(
  { room }: About,
  id: string | null,
  then: (event: EventIndex) => Promise<HttpAnswer>,
): Promise<HttpAnswer> | HttpAnswer {
  const [event] = id === null ? [] : known(room, [id]);
  if (event !== undefined && room.graph.has(event)) return then(event);
  return id === null
    ? refuse(400, "M_MISSING_PARAM", "event_id is missing")
    : refuse(404, "M_NOT_FOUND", "the event is not known here");
}

function makeHandshake(
  about: About,
  kind: "make_join" | "make_leave" | "make_knock",
): Promise<HttpAnswer> | HttpAnswer {
  const { room, request, second: user } = about;
  const { id: version } = room.graph.version;
  if (!user.startsWith("@") || serverOf(user) !== request.sender) {
    return refuse(403, "M_FORBIDDEN", `${user} is not a user of ${request.sender}`);
  }
  const offered = request.query.getAll("ver");
  if (kind !== "make_leave" && !offered.includes(version)) {
    const error = `the room has version ${version}`;
    const refused = refuse(400, "M_INCOMPATIBLE_ROOM_VERSION", error);
    return { ...refused, body: { ...refused.body, room_version: version } };
  }
  return ask(about, { room, kind, user });
}

async function takeHandshake(
  about: About,
  kind: "send_join" | "send_leave" | "send_knock" | "invite",
  value: JsonValue,
): Promise<HttpAnswer> {
  const { room, second, origins } = about;
  const read = readPdu(value ?? null, room.graph.version);
  if (!read.ok) return refuse(400, "M_BAD_JSON", read.problem.message);
  if (eventId(read.pdu, room.graph.version) !== second) {
    return refuse(400, "M_INVALID_PARAM", "the event is not the one of the path");
  }
  // An invitation lacks our signature, and enters the graph only once it has it.
  if (kind !== "invite") {
    const taken = await takeEvent({ room, keys: origins.keys }, read.pdu);
    if (!taken.ok) return refuse(403, "M_FORBIDDEN", taken.error);
  }
  const omitMembers = about.request.query.get("omit_members") === "true";
  return ask(about, { room, kind, pdu: read.pdu, ...(kind === "send_join" && { omitMembers }) });
}

/** An invitation is the way in which a server hears of a room. */
function invitedTo(
  origins: OwnOrigins,
  request: Authenticated,
  id: string,
): SharedRoom | undefined {
  if (request.parts[0] !== "invite" || !isObject(request.content.event)) return undefined;
  const { room_version: version } = request.content;
  return typeof version === "string" ? origins.book.open(id, version) : undefined;
}
