// What of a room's history another server may see. The specification only says it of users; Synapse gives a
// server the redacted form of what none of its users may see, in answers to /backfill,
// /get_missing_events and /event. An event is judged by the state at it, and by both sides of its own slot. Who has
// only part of a room's state cannot tell who may see what, and shows its own users' events alone.
// Spec v1.19, client-server API, "Room History Visibility".
import type { EventIndex } from "../../protocol/room-graph.ts";
import type { StateId } from "../../protocol/state.ts";
import type { OwnServer } from "../own-server.ts";
import { verdict } from "../verdict.ts";
import type { Replica } from "../replica/replica.ts";
import type { Answer, Refusal, Template } from "../request.ts";
import type { SharedRoom } from "../replica/shared-room.ts";

/** Of these events the asking server gets the redacted form; undefined where it may see all. */
export function hiddenFrom(
  { policy, number }: OwnServer,
  replica: Replica,
  { from, events }: { from: number; events: readonly EventIndex[] },
): readonly EventIndex[] | undefined {
  const hides = (event: EventIndex) => {
    const isUntold =
      replica.partial !== undefined && replica.shared.serverOfSender(event) !== number;
    return isUntold || !maySee(replica, event, from);
  };
  // What came redacted cannot be handed on as anything else.
  const hidden = events.filter(
    (event) => replica.isRedacted(event) || (policy.hidesHistory && hides(event)),
  );
  return hidden.length === 0 ? undefined : hidden;
}

/** The answer with those of its events named that this server has in redacted form only itself. */
export function asHeldHere(replica: Replica, answer: Exclude<Answer, Template | Refusal>): Answer {
  if (!replica.hasRedacted) return answer;
  return { ...answer, redacted: answer.events.filter((event) => replica.isRedacted(event)) };
}

/** True if a user of the server may see the event. */
function maySee(replica: Replica, event: EventIndex, server: number): boolean {
  // At an outlier there is no state to ask.
  if (replica.verdictOf(event) < verdict.accepted) return true;
  const { shared } = replica;
  const [before, after] = [replica.stateBefore(event), replica.stateAfter(event)];
  const settings = [visibilityIn(shared, before), visibilityIn(shared, after)] as const;
  if (isOpen(settings[0]) || isOpen(settings[1])) return true;
  if (shared.isJoined(before, server) || shared.isJoined(after, server)) return true;
  if (!settings.includes("invited")) return false;
  return isInvited(replica, before, server) || isInvited(replica, after, server);
}

/** Whoever is in the room sees what was said before. */
function isOpen(setting: unknown): boolean {
  return setting !== "joined" && setting !== "invited";
}

function visibilityIn({ graph, visibilitySlot }: SharedRoom, state: StateId): unknown {
  const event = graph.states.get(state, visibilitySlot);
  return event < 0 ? "shared" : graph.pdu(event).content.history_visibility;
}

function isInvited({ shared }: Replica, state: StateId, server: number): boolean {
  const { graph } = shared;
  let found = false;
  graph.states.forEach(state, (_slot, event) => {
    const { type, state_key: user = "", content } = graph.pdu(event);
    if (found || type !== "m.room.member" || content.membership !== "invite") return;
    found = shared.serverOfUser(graph.userOf(user)) === server;
  });
  return found;
}
