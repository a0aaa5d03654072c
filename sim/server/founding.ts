// A room that is there before the story begins: its events are made as always, but all members'
// servers know them at once, without the wire. For scenarios in which joining is not the point.
import { eventId } from "../protocol/event-hash.ts";
import { serverOf, type UserId } from "../protocol/event.ts";
import { createRoom, type ActionResult, type RoomSetup } from "./actions.ts";
import { fillTemplate, serveTemplate } from "./handshake.ts";
import type { Homeserver } from "./homeserver.ts";
import { way } from "./ports.ts";
import { hasServer, settle } from "./receive.ts";
import type { SharedRoom } from "./shared-room.ts";

export interface Founding {
  readonly shared: SharedRoom;
  readonly creator: UserId;
  readonly setup: RoomSetup;
  readonly members: readonly UserId[];
  /** Finds a server by name. */
  readonly server: (name: string) => Homeserver;
}

/** Makes the room and its members, and gives all of it to every member's server. */
export function foundRoom(founding: Founding): ActionResult {
  const { shared, creator, setup, members, server } = founding;
  const founder = server(serverOf(creator));
  const created = createRoom(founder, { shared, user: creator, setup });
  if (created.result !== "ok") return created;
  for (const member of members) {
    const problem = addMember(founder, server(serverOf(member)), shared, member);
    if (problem !== undefined) return { result: "refused", why: problem };
  }
  const replica = founder.replica(shared);
  const servers = shared.joinedServers(replica.current);
  for (const name of new Set(members.map(serverOf))) {
    const other = server(name);
    if (other === founder || !hasServer(servers, other.number)) continue;
    const copy = other.replica(shared);
    copy.adopt(replica);
    copy.joined = true;
    other.ports.recorder.adopted(other.number, copy);
  }
  return created;
}

/** One member's join, signed by the member's server; the problem, if there is one. */
function addMember(
  founder: Homeserver,
  home: Homeserver,
  shared: SharedRoom,
  member: UserId,
): string | undefined {
  const replica = founder.replica(shared);
  const template = serveTemplate(founder, replica, { kind: "make_join", user: member });
  if (!template.ok) return `${member}: ${template.error}`;
  if (!("prevEvents" in template)) return `${member}: no template`;
  const pdu = fillTemplate(home, shared, { user: member, membership: "join", template });
  const event = shared.graph.add(eventId(pdu, shared.graph.version), pdu);
  founder.ports.recorder.made(home.number, shared, event);
  settle(founder, replica, { event, via: way.own, reported: -1 });
  return replica.joined ? undefined : `${member}: the join was refused`;
}
