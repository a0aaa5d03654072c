// Entering and leaving a room, and knocking, through a server that is in it: the template, the signed event, and
// what comes back.
// Spec v1.19, server-server API, "Joining Rooms", "Knocking upon a room", "Leaving Rooms".
import { authorise, selectAuthEvents } from "../../protocol/auth/index.ts";
import { pduLimits } from "../../protocol/event-format.ts";
import { eventId } from "../../protocol/event-hash.ts";
import { serverOf, type Pdu, type UserId } from "../../protocol/event.ts";
import { signEvent } from "../../protocol/signing.ts";
import { stateAndChain } from "../replica/auth-chain.ts";
import { enterRoom } from "./enter-room.ts";
import { asHeldHere } from "../access/history-visibility.ts";
import type { OwnServer } from "../own-server.ts";
import { choosePrevs, referencesTo, stateOver, withName } from "../send/make-event.ts";
import { lacksAuthEvents, takeOutliers } from "../settle/outliers.ts";
import { withoutMembers } from "../settle/partial-state.ts";
import { askForSignature, signerLacking, type PolicyServer } from "../receive/policy-server.ts";
import { verdict, way } from "../verdict.ts";
import { drain } from "../receive/receive.ts";
import type { Replica } from "../replica/replica.ts";
import { refusal, type Answer, type Refusal, type RoomRequest, type Template } from "../request.ts";
import { welcome } from "../access/restricted-join.ts";
import { settle } from "../settle/settle.ts";
import type { SharedRoom } from "../replica/shared-room.ts";

type Handshake = Extract<RoomRequest, { kind: "send_join" | "send_leave" | "send_knock" }>;

/** What is asked for, by endpoint. */
const memberships = {
  ...{ make_join: "join", make_leave: "leave", make_knock: "knock" },
  ...{ send_join: "join", send_leave: "leave", send_knock: "knock" },
} as const;

/**
 * make_join, make_leave and make_knock: what the event has to stand on, or an early refusal: the rules are
 * asked against the state there, and the join rule whether it lets the user in.
 */
export function serveTemplate(
  server: OwnServer,
  replica: Replica,
  {
    from,
    kind,
    user,
  }: { from: number; kind: "make_join" | "make_leave" | "make_knock"; user: UserId },
): Answer {
  if (!replica.joined) return refusal("M_NOT_FOUND", `${server.name} is not in the room`);
  const asking = server.ports.serverName(from);
  if (serverOf(user) !== asking) {
    return refusal("M_FORBIDDEN", `${user} is not a user of ${asking}`);
  }
  const membership = memberships[kind];
  const greeting = kind === "make_join" ? welcome(server, replica, user) : { ok: true as const };
  if (!greeting.ok) return greeting;
  const template = makeTemplate(server, replica, { user, membership, ...greeting });
  const { graph } = replica.shared;
  const draft = withName(draftOn(replica.shared, { user, membership, template }), graph.version);
  const trial = graph.add(`trial of ${eventId(draft, graph.version)}`, draft);
  const allowed = authorise(
    replica.graph,
    trial,
    stateOver(replica, template.prevEvents),
    replica.lens.states.dialect,
  );
  return allowed.ok ? template : refusal("M_FORBIDDEN", allowed.detail);
}

/** What a membership event of its sender has to stand on here and now. */
export function makeTemplate(
  server: OwnServer,
  replica: Replica,
  { user, membership, voucher }: { user: UserId; membership: string; voucher?: UserId },
): Template {
  const { graph } = replica.shared;
  const prevEvents = choosePrevs(server, replica);
  const draft = { type: "m.room.member", state_key: user, sender: user };
  const content = contentOf(membership, voucher);
  const state = stateOver(replica, prevEvents);
  const authEvents = selectAuthEvents(graph, { ...draft, content } as unknown as Pdu, state);
  let depth = 0;
  for (const prev of prevEvents) depth = Math.max(depth, graph.depth(prev));
  const vouched = voucher === undefined ? {} : { voucher };
  const due = Math.min(depth + 1, pduLimits.depthMax);
  return { ok: true, events: [], prevEvents, authEvents, depth: due, ...vouched };
}

function contentOf(membership: string, voucher: UserId | undefined) {
  if (voucher === undefined) return { membership };
  return { membership, join_authorised_via_users_server: voucher };
}

/** A handshake, and the number of the server that asks for it. */
interface Asked {
  readonly from: number;
  readonly request: Handshake;
}

/**
 * send_join, send_leave and send_knock: takes the event in, tells the others, answers with the state. Who asks
 * is not in the room, so it is up to this server to show the event to the room's policy server.
 */
export function serveHandshake(
  server: OwnServer,
  replica: Replica,
  asked: Asked,
  then: (answer: Answer) => void,
): void {
  const unsigned = signerAndTrial(server, replica, asked);
  if (unsigned === undefined) return then(takeHandshake(server, replica, asked));
  if ("errcode" in unsigned) return then(unsigned);
  const { from, request } = asked;
  askForSignature(server, replica, { pdu: request.pdu, by: unsigned }, (signed) => {
    if (!server.up) return;
    if (!signed.ok) return then(refusal("M_FORBIDDEN", signed.why.detail));
    // Much may have changed in the meantime.
    serveHandshake(server, replica, { from, request: { ...request, pdu: signed.pdu } }, then);
  });
}

/**
 * The policy server whose signature the event lacks; or why nobody need be asked, as it is refused anyway.
 * Undefined where it can be taken in, or refused, at once.
 */
function signerAndTrial(
  server: OwnServer,
  replica: Replica,
  { from, request }: Asked,
): PolicyServer | Refusal | undefined {
  const { shared, joined } = replica;
  const { graph } = shared;
  if (!joined || shared.policySlot < 0 || misfitOf(server, from, request) !== undefined) {
    return undefined;
  }
  const by = signerLacking(server, replica, request.pdu);
  const id = eventId(request.pdu, graph.version);
  const known = graph.indexOf(id);
  if (by === undefined || (known >= 0 && replica.has(known))) return undefined;
  // The trial has an ID of its own: the first PDU of an ID stays, and this one lacks a signature.
  const trial = graph.add(`trial of ${id}`, request.pdu);
  const prevs = [...graph.prevs(trial)];
  if (prevs.some((prev) => !replica.has(prev))) return undefined;
  const { dialect } = replica.lens.states;
  const allowed = authorise(replica.graph, trial, stateOver(replica, prevs), dialect);
  return allowed.ok ? by : refusal("M_FORBIDDEN", allowed.detail);
}

function takeHandshake(server: OwnServer, replica: Replica, { from, request }: Asked): Answer {
  if (!replica.joined) return refusal("M_NOT_FOUND", `${server.name} is not in the room`);
  const misfit = misfitOf(server, from, request);
  if (misfit !== undefined) return refusal("M_INVALID_PARAM", misfit);
  const { shared } = replica;
  const { graph } = shared;
  const voucher = request.pdu.content.join_authorised_via_users_server;
  const vouched = typeof voucher === "string" && serverOf(voucher) === server.name;
  // The rules only look at the voucher: whether `allow` lets the user in must be asked here.
  const greeting = vouched ? welcome(server, replica, request.pdu.sender) : { ok: true as const };
  if (!greeting.ok) return greeting;
  const pdu = vouched
    ? signEvent(request.pdu, graph.version, server.ports.signer(server.number))
    : request.pdu;
  const event = graph.add(eventId(pdu, graph.version), pdu);
  // A bridge has put it there as it came, without what was signed here and by the policy server.
  if (!replica.has(event)) graph.countersign(event, pdu);
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
    const allowed = authorise(replica.graph, event, before, replica.lens.states.dialect);
    return refusal("M_FORBIDDEN", allowed.ok ? "the state has changed since" : allowed.detail);
  }
  if (isNew) server.publish(replica, event, before, from);
  if (request.kind !== "send_join") return { ok: true, events: [], state: before, pdu };
  const isPartial = request.omitMembers === true;
  const state = isPartial ? withoutMembers(shared, before, event) : before;
  const servers = isPartial ? { servers: [...shared.joinedServers(before)] } : {};
  const events = stateAndChain(replica, state);
  return asHeldHere(replica, { ok: true, events, state, pdu, ...servers });
}

/** Why an event is none that the asking server may send this way. */
function misfitOf(server: OwnServer, from: number, request: Handshake): string | undefined {
  const { type, sender, state_key: user, content } = request.pdu;
  const membership = memberships[request.kind];
  if (type !== "m.room.member" || user !== sender || content.membership !== membership) {
    return `the event is no ${membership} of its sender`;
  }
  const asking = server.ports.serverName(from);
  return serverOf(sender) === asking ? undefined : `${sender} is not a user of ${asking}`;
}

export type HandshakeResult =
  { readonly ok: true; readonly event: number } | { readonly ok: false; readonly error: string };

/** Joins, knocks, or turns an invitation down, through another server. */
export function shakeHands(
  server: OwnServer,
  input: { shared: SharedRoom; user: UserId; via: number; membership: "join" | "leave" | "knock" },
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
  server.ask(via, { room: shared, kind: `make_${membership}`, user }, (template) => {
    if (!template.ok) return fail(`${template.errcode}: ${template.error}`);
    if (!("prevEvents" in template)) return fail("no template in the answer");
    const pdu = fillTemplate(server, shared, { user, membership, template });
    if (membership === "join") holdInbox(server.replica(shared));
    const omitMembers = membership === "join" && server.policy.partialStateJoins !== undefined;
    const request = { room: shared, kind: `send_${membership}`, pdu, omitMembers } as const;
    server.ask(via, request, (answer) => {
      if (!answer.ok) return fail(`${answer.errcode}: ${answer.error}`);
      const event = shared.graph.indexOf(eventId(pdu, shared.graph.version));
      if (membership === "join" && "state" in answer && answer.state !== undefined) {
        const replica = server.replica(shared);
        takeOutliers(server, replica, answer.events, way.join);
        if (lacksAuthEvents(replica, event)) return fail("what the join cites cannot be had");
        enterRoom(server, shared, { event, via, ...answer, state: answer.state });
      }
      // Whoever took the knock can be asked to take it back.
      if (membership === "knock") server.invitedBy.set(shared.number, via);
      done({ ok: true, event });
    });
  });
}

/** What comes while the server joins waits, unless it is in already by another user's join. */
function holdInbox(replica: Replica): void {
  if (!replica.joined && replica.waiting === undefined) replica.waiting = "join";
}

/** The membership event that a template asks for, signed by the user's server. */
export function fillTemplate(
  server: OwnServer,
  shared: SharedRoom,
  input: { user: UserId; membership: string; template: Template },
): Pdu {
  const { version } = shared.graph;
  const origin_server_ts = server.ports.wallClock(server.number);
  const named = withName({ ...draftOn(shared, input), origin_server_ts }, version);
  return signEvent(named, version, server.ports.signer(server.number));
}

function draftOn(
  { graph, roomId }: SharedRoom,
  { user, membership, template }: { user: UserId; membership: string; template: Template },
): Pdu {
  return {
    type: "m.room.member",
    room_id: roomId,
    sender: user,
    state_key: user,
    content: contentOf(membership, template.voucher),
    prev_events: referencesTo(graph, template.prevEvents),
    auth_events: referencesTo(graph, template.authEvents),
    depth: template.depth,
    origin_server_ts: 0,
  };
}
