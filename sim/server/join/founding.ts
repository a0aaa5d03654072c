// A room that is there before the story begins: its events are made as always, but all members'
// servers know them at once, without the wire. For scenarios in which joining is not the point.
import { eventId } from "../../protocol/event-hash.ts";
import { serverOf, type UserId } from "../../protocol/event.ts";
import { signEvent } from "../../protocol/signing.ts";
import { createRoom } from "../act.ts";
import type { ActionResult, RoomSetup } from "../action.ts";
import { fillTemplate, makeTemplate } from "./handshake.ts";
import type { OwnServer } from "../own-server.ts";
import { enter, signDraft } from "../send/make-event.ts";
import { verdict, way } from "../verdict.ts";
import { settle } from "../settle/settle.ts";
import { hasServer, type SharedRoom } from "../replica/shared-room.ts";

export interface Founding {
  readonly shared: SharedRoom;
  readonly creator: UserId;
  readonly setup: RoomSetup;
  readonly members: readonly UserId[];
  /** Finds a server by name. */
  readonly server: (name: string) => OwnServer;
}

/** Makes the room and its members, and gives all of it to every member's server. */
export function foundRoom(founding: Founding): ActionResult {
  const { shared, creator, setup, members, server } = founding;
  const founder = server(serverOf(creator));
  const created = createRoom(founder, { shared, user: creator, setup });
  if (created.result !== "ok") return created;
  for (const member of members) {
    const problem =
      inviteMember(founder, server(serverOf(member)), { ...founding, member }) ??
      addMember(founder, server(serverOf(member)), shared, member);
    if (problem !== undefined) return { result: "refused", why: problem };
  }
  const replica = founder.replica(shared);
  const servers = shared.joinedServers(replica.current);
  const homes = new Set(members.map(serverOf));
  // A room that all servers are in from the start needs one row of knowledge for all its events.
  const everybody = servers.length === founder.ports.serverCount;
  if (everybody) replica.forEachKnown((event) => shared.knowledge.setForAll(event));
  for (const name of homes) {
    const other = server(name);
    if (other === founder || !hasServer(servers, other.number)) continue;
    const copy = other.replica(shared);
    if (!everybody) replica.forEachKnown((event, value) => copy.setVerdict(event, value));
    copy.adopt(replica);
    copy.settleDown(other.policy);
    other.ports.recorder.adopted(other.number, copy);
  }
  return created;
}

/** Where not everybody may join: an invitation, signed by both servers; the problem, if any. */
function inviteMember(
  founder: OwnServer,
  home: OwnServer,
  { shared, creator, setup, member }: Founding & { member: UserId },
): string | undefined {
  if (setup.joinRule === "public") return undefined;
  const replica = founder.replica(shared);
  const { version } = shared.graph;
  const content = { membership: "invite" };
  const draft = { sender: creator, type: "m.room.member", stateKey: member, content };
  const half = signDraft(founder, replica, draft);
  const pdu = signEvent(half.pdu, version, home.ports.signer(home.number));
  const event = shared.graph.add(half.id, pdu);
  enter(founder, replica, event);
  if (replica.verdictOf(event) === verdict.accepted) return undefined;
  return `${member}: the invitation was refused`;
}

/** One member's join, signed by the member's server; the problem, if there is one. */
function addMember(
  founder: OwnServer,
  home: OwnServer,
  shared: SharedRoom,
  member: UserId,
): string | undefined {
  const replica = founder.replica(shared);
  const template = makeTemplate(founder, replica, { user: member, membership: "join" });
  const pdu = fillTemplate(home, shared, { user: member, membership: "join", template });
  const event = shared.graph.add(eventId(pdu, shared.graph.version), pdu);
  founder.ports.recorder.made(home.number, shared, event);
  const value = settle(founder, replica, { event, via: way.own, reported: -1 });
  return value === verdict.accepted ? undefined : `${member}: the join was refused`;
}
