// What users can do on their homeserver. Each action becomes events, or a refusal by a rule.
import { eventId } from "../protocol/event-hash.ts";
import { serverOf, type UserId } from "../protocol/event.ts";
import { isObject, type JsonObject } from "../protocol/json.ts";
import type { Action, ActionResult, RoomSetup } from "./action.ts";
import { scrollBack } from "./receive/backfill.ts";
import { shakeHands } from "./join/handshake.ts";
import type { OwnServer } from "./own-server.ts";
import { sendInvitation } from "./join/invite.ts";
import { joinInTurn } from "./join/join-turn.ts";
import { enter, makeEvent, signDraft } from "./send/make-event.ts";
import type { Draft } from "./send/draft.ts";
import { onceWhole } from "./settle/partial-state.ts";
import { sendSigned, signerWanted, type Sent } from "./receive/policy-server.ts";
import type { Replica } from "./replica/replica.ts";
import { welcome } from "./access/restricted-join.ts";
import { policyType, type SharedRoom } from "./replica/shared-room.ts";

type Done = (result: ActionResult) => void;

/** The events that begin a room: create, the creator's join, power levels, join rules, … */
export function createRoom(
  server: OwnServer,
  input: { shared: SharedRoom; user: UserId; setup: RoomSetup },
): ActionResult {
  const { shared, user, setup } = input;
  const { version } = shared.graph;
  const replica = server.replica(shared);
  const createContent = {
    room_version: version.id,
    ...(version.creatorInContent ? { creator: user } : {}),
  };
  const first = signDraft(server, replica, {
    sender: user,
    type: "m.room.create",
    stateKey: "",
    content: createContent,
  });
  const create = shared.graph.add(eventId(first.pdu, version), first.pdu);
  enter(server, replica, create);
  const state = (type: string, content: JsonObject, stateKey = ""): Draft => {
    return { sender: user, type, stateKey, content };
  };
  const drafts = [
    state("m.room.member", { membership: "join" }, user),
    state("m.room.power_levels", firstLevels(shared, user, setup)),
    state("m.room.join_rules", { join_rule: setup.joinRule }),
    state("m.room.history_visibility", { history_visibility: "shared" }),
  ];
  if (setup.name !== undefined) drafts.push(state("m.room.name", { name: setup.name }));
  for (const draft of drafts) {
    const made = makeEvent(server, replica, draft);
    if (!made.ok) return refused(made.verdict);
  }
  return { result: "ok", event: create };
}

/** Since version 12 creators must not be listed, and the tombstone stands above state_default. */
function firstLevels(shared: SharedRoom, user: UserId, setup: RoomSetup): JsonObject {
  const { privilegedCreators } = shared.graph.version;
  return {
    ban: 50,
    events: { "m.room.power_levels": 100, "m.room.tombstone": privilegedCreators ? 150 : 100 },
    events_default: 0,
    invite: 0,
    kick: 50,
    redact: 50,
    state_default: 50,
    users: privilegedCreators ? { ...setup.powers } : { [user]: 100, ...setup.powers },
    users_default: 0,
    ...setup.levels,
  };
}

/** What has to wait while the members of a room are not known. */
const needsMembers: ReadonlySet<string> = new Set(["invite", "kick", "ban", "unban", "join"]);

/** Does an action; `done` is called once, now or when other servers have answered. */
export function act(
  server: OwnServer,
  input: { shared: SharedRoom; user: UserId; action: Action },
  done: Done,
): void {
  const { shared, user, action } = input;
  const replica = server.replicas[shared.number];
  const inside = replica !== undefined && replica.joined && replica.waiting !== "join";
  if (!inside) return actFromOutside(server, input, done);
  if (replica.partial !== undefined && action.kind === "join" && !isJoined(replica, user)) {
    return actFromOutside(server, input, done);
  }
  if (replica.partial !== undefined && needsMembers.has(action.kind)) {
    const why = "who is in the room is not known yet";
    return onceWhole(server, replica, (isWhole) => {
      if (isWhole) act(server, input, done);
      else done({ result: "failed", why });
    });
  }
  if (action.kind === "invite") return inviteTo(server, { shared, user, action, replica }, done);
  if (action.kind === "join") return joinHere(server, replica, user, done);
  if (action.kind === "scroll") {
    return scrollBack(server, { shared, via: action.via }, () => done({ result: "ok", event: -1 }));
  }
  if (action.kind === "policy-server") {
    const { ports } = server;
    const key = ports.policyKeys.publicKey(action.via);
    if (key === "") {
      const why = `the key of ${ports.serverName(action.via)} as a policy server is not known`;
      return done({ result: "failed", why });
    }
    const content = { via: ports.serverName(action.via), public_keys: { ed25519: key } };
    return send(server, replica, { sender: user, type: policyType, stateKey: "", content }, done);
  }
  send(server, replica, draftOf(replica, user, action), done);
}

/** Whether it may join who is not in yet, only a server can say that knows the members: so it is asked. */
function isJoined({ shared: { graph }, current }: Replica, user: UserId): boolean {
  const member = graph.states.get(current, graph.slotOf("m.room.member", user));
  return member >= 0 && graph.pdu(member).content.membership === "join";
}

/** A join of a room that the server is in; since version 8 a resident may have to vouch for it. */
function joinHere(server: OwnServer, replica: Replica, user: UserId, done: Done): void {
  const greeting = welcome(server, replica, user);
  if (!greeting.ok) {
    return done({ result: "refused", why: `${greeting.errcode}: ${greeting.error}` });
  }
  const { voucher } = greeting;
  const vouched = voucher === undefined ? {} : { join_authorised_via_users_server: voucher };
  const content = { membership: "join", ...vouched };
  send(server, replica, { sender: user, type: "m.room.member", stateKey: user, content }, done);
}

/** Sends an event, at once or when the room's policy server has signed it. */
function send(server: OwnServer, replica: Replica, draft: Draft, done: Done): void {
  const by = signerWanted(server, replica, draft);
  const tell = (sent: Sent): void => {
    if (sent.ok) done({ result: "ok", event: sent.event });
    else done("why" in sent ? { result: "refused", why: sent.why } : refused(sent.verdict));
  };
  if (by === undefined) tell(makeEvent(server, replica, draft));
  else sendSigned(server, replica, { draft, by }, tell);
}

function refused({ rule, detail }: { rule: string; detail: string }): ActionResult {
  return { result: "refused", why: `rule ${rule}: ${detail}` };
}

/** Without a joined user the server can join, knock, or turn an invitation down, through another. */
function actFromOutside(
  server: OwnServer,
  input: { shared: SharedRoom; user: UserId; action: Action },
  done: Done,
): void {
  const { shared, user, action } = input;
  if (action.kind !== "join" && action.kind !== "leave" && action.kind !== "knock") {
    return done({ result: "refused", why: `${server.name} is not in the room` });
  }
  const asked = action.kind === "leave" ? undefined : action.via;
  const via = asked ?? server.invitedBy.get(shared.number);
  if (via === undefined || via === server.number) {
    return done({ result: "failed", why: "no server is known through which to join" });
  }
  const shake = (over: () => void) =>
    shakeHands(server, { shared, user, via, membership: action.kind }, (result) => {
      over();
      if (result.ok) done({ result: "ok", event: result.event });
      else done({ result: "failed", why: result.error });
    });
  if (action.kind !== "join") return shake(() => {});
  const again = () => act(server, input, done);
  joinInTurn(server, server.replica(shared), { join: shake, again });
}

/** An invitation needs the invited user's server, unless that is this one. */
function inviteTo(
  server: OwnServer,
  input: { shared: SharedRoom; user: UserId; action: TargetedAction; replica: Replica },
  done: Done,
): void {
  const { replica, user, action, shared } = input;
  const { target } = action;
  const draft = draftOf(replica, user, action);
  const home = shared.serverOfUser(shared.graph.userOf(target));
  if (home === server.number || serverOf(target) === server.name) {
    return send(server, replica, draft, done);
  }
  if (home < 0) return done({ result: "failed", why: `${serverOf(target)} cannot be reached` });
  sendInvitation(server, replica, { draft, home }, done);
}

type OtherAction = Exclude<Action, { kind: "join" | "scroll" | "policy-server" }>;
type TargetedAction = Extract<Action, { kind: "invite" | "kick" | "ban" | "unban" }>;

function draftOf(replica: Replica, user: UserId, action: OtherAction): Draft {
  const state = (type: string, content: JsonObject, stateKey = ""): Draft => {
    return { sender: user, type, stateKey, content };
  };
  switch (action.kind) {
    case "message":
      return {
        sender: user,
        type: "m.room.message",
        content: { body: action.body, msgtype: "m.text" },
      };
    case "topic":
      return state("m.room.topic", { topic: action.topic });
    case "name":
      return state("m.room.name", { name: action.name });
    case "state":
      return state(action.type, action.content, action.key);
    case "invite":
      return state("m.room.member", { membership: "invite" }, action.target);
    case "ban":
      return state("m.room.member", { membership: "ban" }, action.target);
    case "kick":
    case "unban":
      return state("m.room.member", { membership: "leave" }, action.target);
    case "leave":
    case "knock":
      return state("m.room.member", { membership: action.kind }, user);
    case "power":
      return state("m.room.power_levels", raised(replica, action.target, action.level));
    case "levels":
      return state("m.room.power_levels", { ...currentLevels(replica), ...action.change });
    case "join-rule": {
      const allow = action.allow === undefined ? {} : { allow: action.allow };
      return state("m.room.join_rules", { join_rule: action.rule, ...allow });
    }
  }
}

function raised(replica: Replica, target: UserId, level: number): JsonObject {
  const levels = currentLevels(replica);
  const users = isObject(levels.users) ? levels.users : {};
  return { ...levels, users: { ...users, [target]: level } };
}

function currentLevels({ graph, current }: Replica): JsonObject {
  const event = graph.states.get(current, graph.powerLevelsSlot);
  return event < 0 ? {} : graph.pdu(event).content;
}
