// Entering and leaving a room through a server that is in it: the template, the signed event, and
// what comes back; and invitations, which the invited user's server signs as well.
// Spec v1.19, server-server API, "Joining Rooms", "Leaving Rooms", "Inviting to a room".
import { authorise, selectAuthEvents } from "../protocol/auth/index.ts";
import { actionLevel, joinRuleOf, membershipOf, userPower } from "../protocol/auth/room-view.ts";
import { viewOf } from "../protocol/auth/room-view.ts";
import { eventId } from "../protocol/event-hash.ts";
import { serverOf, type Pdu, type UserId } from "../protocol/event.ts";
import { signEvent } from "../protocol/signing.ts";
import type { StateId } from "../protocol/state.ts";
import type { Homeserver } from "./homeserver.ts";
import { choosePrevs, referencesTo, stateOver, withName } from "./make-event.ts";
import { takeOutliers } from "./outliers.ts";
import { verdict, way } from "./ports.ts";
import { drain, settle } from "./receive.ts";
import type { Replica } from "./replica.ts";
import { refusal, type Answer, type RoomRequest, type Template } from "./request.ts";
import { stateAndChain } from "./serve.ts";
import type { SharedRoom } from "./shared-room.ts";

type Handshake = Extract<RoomRequest, { pdu: Pdu }>;

/** make_join and make_leave: what the event has to stand on. */
export function serveTemplate(
  server: Homeserver,
  replica: Replica,
  request: { kind: "make_join" | "make_leave"; user: UserId },
): Answer {
  if (!replica.joined) return refusal("M_NOT_FOUND", `${server.name} is not in the room`);
  const { graph } = replica.shared;
  const prevs = choosePrevs(server, replica);
  const state = stateOver(replica, prevs);
  const voucher = request.kind === "make_join" ? chooseVoucher(server, replica, request.user) : "";
  if (voucher === undefined) {
    return refusal("M_UNABLE_TO_GRANT_JOIN", `nobody on ${server.name} may let users in`);
  }
  const content = {
    membership: request.kind === "make_join" ? "join" : "leave",
    ...(voucher === "" ? {} : { join_authorised_via_users_server: voucher }),
  };
  const draft = { type: "m.room.member", state_key: request.user, sender: request.user, content };
  const auths = selectAuthEvents(graph, draft as unknown as Pdu, state);
  let depth = 0;
  for (const prev of prevs) depth = Math.max(depth, graph.depth(prev));
  return {
    ok: true,
    events: [],
    prevEvents: prevs,
    authEvents: auths,
    depth: depth + 1,
    ...(voucher === "" ? {} : { voucher }),
  };
}

/**
 * Since version 8: who vouches for a restricted join. `""`: nobody has to; `undefined`: nobody can.
 */
export function chooseVoucher(
  server: Homeserver,
  replica: Replica,
  user: UserId,
): UserId | undefined {
  const { graph } = replica.shared;
  const view = viewOf(graph, replica.current);
  const rule = joinRuleOf(graph, view);
  if (rule !== "restricted" && rule !== "knock_restricted") return "";
  const membership = membershipOf(graph, view, graph.userOf(user));
  if (membership === "invite" || membership === "join") return "";
  const level = actionLevel(graph, view, "invite");
  let found: UserId | undefined;
  graph.states.forEach(replica.current, (_slot, event) => {
    const { type, state_key: member, content } = graph.pdu(event);
    if (found !== undefined || type !== "m.room.member" || content.membership !== "join") return;
    const local = serverOf(member as string) === server.name;
    if (local && userPower(graph, view, graph.userOf(member as string)) >= level) found = member;
  });
  return found;
}

/** send_join and send_leave: takes the event in, tells the others, answers with the state. */
export function serveHandshake(
  server: Homeserver,
  replica: Replica,
  { from, request }: { from: number; request: Handshake },
): Answer {
  if (!replica.joined) return refusal("M_NOT_FOUND", `${server.name} is not in the room`);
  const misfit = misfitOf(server, from, request);
  if (misfit !== undefined) return refusal("M_INVALID_PARAM", misfit);
  const { shared } = replica;
  const { graph } = shared;
  const voucher = request.pdu.content.join_authorised_via_users_server;
  const vouched = typeof voucher === "string" && serverOf(voucher) === server.name;
  const pdu = vouched
    ? signEvent(request.pdu, graph.version, server.ports.signer(server.number))
    : request.pdu;
  const event = graph.add(eventId(pdu, graph.version), pdu);
  const problem = shared.contentProblem(event, server.remember);
  if (problem !== undefined) return refusal("M_INVALID_PARAM", problem.detail);
  if (graph.prevs(event).some((prev) => !replica.has(prev))) {
    return refusal("M_INVALID_PARAM", "the event stands on events that are not known here");
  }
  server.ports.recorder.made(from, shared, event);
  // The request may come twice: then all is done already, and only the answer is wanted again.
  const isNew = !replica.has(event);
  if (isNew) settle(server, replica, { event, via: way.send, reported: -1 });
  const before = replica.stateBefore(event);
  if (replica.verdictOf(event) !== verdict.accepted) {
    const allowed = authorise(graph, event, before);
    return refusal("M_FORBIDDEN", allowed.ok ? "the state has changed since" : allowed.detail);
  }
  if (isNew) server.publish(replica, event, before, from);
  const events = request.kind === "send_join" ? stateAndChain(replica, before) : [];
  return { ok: true, events, state: before, pdu };
}

/** Why an event is none that the asking server may send this way. */
function misfitOf(server: Homeserver, from: number, request: Handshake): string | undefined {
  const { type, sender, state_key: user, content } = request.pdu;
  const membership = request.kind === "send_join" ? "join" : "leave";
  if (type !== "m.room.member" || user !== sender || content.membership !== membership) {
    return `the event is no ${membership} of its sender`;
  }
  const asking = server.ports.serverName(from);
  return serverOf(sender) === asking ? undefined : `${sender} is not a user of ${asking}`;
}

/** An invitation from outside: signed, and remembered for the join that may follow. */
export function serveInvite(
  server: Homeserver,
  from: number,
  request: { room: SharedRoom; pdu: Pdu },
): Answer {
  const { room, pdu } = request;
  if (serverOf(pdu.state_key ?? "") !== server.name) {
    return refusal("M_INVALID_PARAM", `${pdu.state_key} is not a user of ${server.name}`);
  }
  server.invitedBy.set(room.number, from);
  const signer = server.ports.signer(server.number);
  return { ok: true, events: [], pdu: signEvent(pdu, room.graph.version, signer) };
}

export type HandshakeResult =
  { readonly ok: true; readonly event: number } | { readonly ok: false; readonly error: string };

/** Joins, or turns an invitation down, through another server. */
export function shakeHands(
  server: Homeserver,
  input: { shared: SharedRoom; user: UserId; via: number; membership: "join" | "leave" },
  done: (result: HandshakeResult) => void,
): void {
  const { shared, user, via, membership } = input;
  const fail = (error: string) => {
    const replica = server.replicas[shared.number];
    if (replica?.waiting === "join") {
      replica.waiting = undefined;
      drain(server, replica);
    }
    done({ ok: false, error });
  };
  const make = membership === "join" ? "make_join" : "make_leave";
  server.ask(via, { room: shared, kind: make, user }, (template) => {
    if (!template.ok) return fail(`${template.errcode}: ${template.error}`);
    if (!("prevEvents" in template)) return fail("no template in the answer");
    const pdu = fillTemplate(server, shared, { user, membership, template });
    if (membership === "join") holdInbox(server.replica(shared));
    const send = membership === "join" ? "send_join" : "send_leave";
    server.ask(via, { room: shared, kind: send, pdu }, (answer) => {
      if (!answer.ok) return fail(`${answer.errcode}: ${answer.error}`);
      const event = shared.graph.indexOf(eventId(pdu, shared.graph.version));
      if (membership === "join" && "state" in answer && answer.state !== undefined) {
        enterRoom(server, shared, { event, state: answer.state, events: answer.events });
      }
      done({ ok: true, event });
    });
  });
}

/** What comes while the server joins waits, unless it is in already by another user's join. */
function holdInbox(replica: Replica): void {
  if (!replica.joined && replica.waiting === undefined) replica.waiting = "join";
}

export function fillTemplate(
  server: Homeserver,
  shared: SharedRoom,
  input: { user: UserId; membership: string; template: Template },
): Pdu {
  const { graph } = shared;
  const { user, membership, template } = input;
  const voucher = template.voucher;
  const pdu: Pdu = {
    type: "m.room.member",
    room_id: shared.roomId,
    sender: user,
    state_key: user,
    content: {
      membership,
      ...(voucher === undefined ? {} : { join_authorised_via_users_server: voucher }),
    },
    prev_events: referencesTo(graph, template.prevEvents),
    auth_events: referencesTo(graph, template.authEvents),
    depth: template.depth,
    origin_server_ts: server.ports.wallClock(server.number),
  };
  const named = withName(pdu, graph.version);
  return signEvent(named, graph.version, server.ports.signer(server.number));
}

/** Takes the room over as another server gave it: the state before the join, then the join. */
export function enterRoom(
  server: Homeserver,
  shared: SharedRoom,
  { event, state, events }: { event: number; state: StateId; events: readonly number[] },
): void {
  const replica = server.replica(shared);
  takeOutliers(server, replica, events, way.join);
  const { waiting } = replica;
  if (waiting !== undefined && waiting !== "join") replica.inbox.unshift(waiting.item);
  replica.waiting = undefined;
  // A join through another server starts again: what was known before is a closed chapter, unless
  // another user has joined in the meantime.
  if (!replica.joined) replica.extremities = 0;
  settle(server, replica, { event, via: way.join, reported: state });
  server.invitedBy.delete(shared.number);
  drain(server, replica);
}
