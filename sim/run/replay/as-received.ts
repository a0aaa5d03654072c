// A real room once more, as each of its servers got it: every virtual homeserver is handed the
// events in the order in which the real one stored them, and must come to the same verdicts and
// the same forward extremities. No wire, no time: order is all.
import type { EventId } from "../../protocol/event.ts";
import type { ReceivedEvent, ReceivedRoom } from "../../import/index.ts";
import type { EventIndex, RoomGraph } from "../../protocol/room-graph.ts";
import { stateDigest } from "../../protocol/state-digest.ts";
import type { StateId } from "../../protocol/state.ts";
import {
  advance,
  enterRoom,
  Homeserver,
  moveTo,
  settle,
  way,
  verdict as verdicts,
  Waits,
  type Policy,
  type Ports,
  type Replica,
  type SharedRoom,
  type Way,
} from "../../server/index.ts";
import { HashPolicyKeys } from "../world/policy-keys.ts";

/** How a virtual homeserver fared with the same events in the same order. */
export interface AsReceived {
  readonly name: string;
  /** Soft-failure checks, and those that came out as the real server's. */
  readonly checks: number;
  readonly agreed: number;
  readonly differences: readonly VerdictDifference[];
  /** Events whose state after the real server stored, and those at which ours is the same. */
  readonly states: number;
  readonly statesAgreed: number;
  /** Undefined where the real server was no longer in the room. */
  readonly finalStateEqual: boolean | undefined;
  readonly extremitiesEqual: boolean;
}

export interface VerdictDifference {
  readonly event: EventId;
  readonly real: "accepted" | "soft-failed";
  readonly ours: "accepted" | "soft-failed" | "rejected";
  /** What is known about the reason. */
  readonly reason: string;
  /** The real verdict is the right one at a moment at which the check may have run. */
  readonly raced: boolean;
}

/** Plays what one real server received to one virtual homeserver. */
export function replayAsReceived(
  shared: SharedRoom,
  received: ReceivedRoom,
  input: { number: number; policy: Policy; ports: Ports },
): AsReceived {
  const server = new Homeserver({ ...input, remember: true });
  const replica = server.replica(shared);
  const differences: VerdictDifference[] = [];
  const recent: Recent[] = [];
  let checks = 0;
  for (const item of inOrder(received.events)) {
    const event = shared.graph.indexOf(item.id);
    if (item.outlier) {
      if (!replica.has(event)) replica.setVerdict(event, verdicts.outlier);
      continue;
    }
    const tips = replica.extremities;
    const how = receive(server, replica, event, item);
    if (how === way.send) {
      checks++;
      const difference = compare(replica, event, item, recent);
      if (difference !== undefined) {
        differences.push(difference);
        followReal(server, replica, { event, item, tips });
      }
    }
    const queued = how === way.send && !mayEnterHere(replica, event);
    recent.push({ event, current: replica.current, entered: how === way.join, queued });
    if (recent.length > recentMax) recent.shift();
  }
  const { graph } = shared;
  const members = shared.sets.members(replica.extremities);
  const extremities = members.map((event) => graph.id(event)).sort();
  const { finalState } = received;
  return {
    name: received.name,
    checks,
    agreed: checks - differences.length,
    differences,
    ...compareStates(replica, received),
    finalStateEqual:
      finalState === undefined ? undefined : finalState === stateDigest(graph, replica.current),
    extremitiesEqual: extremities.join() === [...received.extremities].sort().join(),
  };
}

function compareStates(
  replica: Replica,
  { events }: ReceivedRoom,
): { states: number; statesAgreed: number } {
  const { graph } = replica.shared;
  const digests = new Map<StateId, string>();
  let states = 0;
  let statesAgreed = 0;
  for (const { id, state } of events) {
    if (state === undefined) continue;
    states++;
    const after = replica.stateAfter(graph.indexOf(id));
    if (!digests.has(after)) digests.set(after, stateDigest(graph, after));
    if (digests.get(after) === state) statesAgreed++;
  }
  return { states, statesAgreed };
}

/** Full events by stream; history and outliers at the time at which they came. */
function inOrder(events: readonly ReceivedEvent[]): ReceivedEvent[] {
  const full = events.filter((event) => !event.outlier && event.stream >= 0);
  full.sort((a, b) => a.stream - b.stream);
  const others = events.filter((event) => event.outlier || event.stream < 0);
  others.sort((a, b) => a.receivedMs - b.receivedMs);
  const order: ReceivedEvent[] = [];
  for (const event of full) {
    while (others.length > 0 && others[0].receivedMs < event.receivedMs) {
      order.push(others.shift() as ReceivedEvent);
    }
    order.push(event);
  }
  return [...order, ...others];
}

function receive(
  server: Homeserver,
  replica: Replica,
  event: EventIndex,
  item: ReceivedEvent,
): Way {
  const { shared } = replica;
  const { graph } = shared;
  const isOwn = shared.serverOfSender(event) === server.number;
  const before = replica.lens.states.before(event);
  if (item.stream < 0) {
    settle(server, replica, { event, via: way.backfill, reported: before });
    return way.backfill;
  }
  if (isOwn && !replica.joined && isJoin(graph, event) && graph.prevCount(event) > 0) {
    const own = graph.prevs(event).every((prev) => replica.has(prev)) && isFounder(replica);
    if (!own) {
      enterRoom(server, shared, { event, state: before });
      return way.join;
    }
  }
  const bridged = graph.prevs(event).some((prev) => !replica.has(prev));
  const via = isOwn ? way.own : way.send;
  settle(server, replica, { event, via, reported: bridged ? before : -1 });
  return via;
}

/** True while only the create event is there: its server's users do not join through others. */
function isFounder(replica: Replica): boolean {
  const { graph, sets } = replica.shared;
  const tips = sets.members(replica.extremities);
  return tips.length === 1 && tips[0] === graph.create;
}

function isJoin(graph: RoomGraph, event: EventIndex): boolean {
  const { type, content } = graph.pdu(event);
  return type === "m.room.member" && content.membership === "join";
}

/** How many events back a reason is looked for at most. */
const recentMax = 16;

/** The current state as it was after an event. */
interface Recent {
  readonly event: EventIndex;
  readonly current: StateId;
  /** The event was the server's own join through another. */
  readonly entered: boolean;
  /** The event went through the room's queue of received events, one by one. */
  readonly queued: boolean;
}

/** A join that another server may have handed over by send_join, which is no part of the queue. */
function mayEnterHere(replica: Replica, event: EventIndex): boolean {
  const { graph } = replica.shared;
  return isJoin(graph, event) && graph.pdu(event).sender === graph.pdu(event).state_key;
}

function compare(
  replica: Replica,
  event: EventIndex,
  item: ReceivedEvent,
  recent: readonly Recent[],
): VerdictDifference | undefined {
  const ours = replica.verdictOf(event);
  const failed = ours === verdicts.softFailed;
  if (failed === item.softFailed && ours !== verdicts.rejected) return undefined;
  const names = { 2: "accepted", 3: "soft-failed", 4: "rejected" } as const;
  return {
    event: item.id,
    real: item.softFailed ? "soft-failed" : "accepted",
    ours: names[ours as 2 | 3 | 4],
    ...reasonFor(replica, event, item, recent),
  };
}

/**
 * Looks for the current state in which the real verdict is the right one. A server works received
 * events off one by one, but its own events, and joins that others make through it, run beside
 * that queue: the file has the order in which events got their places, and a check runs a moment
 * before its event gets one. So it may have missed what came since the last event of the queue.
 */
function reasonFor(
  replica: Replica,
  event: EventIndex,
  item: ReceivedEvent,
  recent: readonly Recent[],
): { reason: string; raced: boolean } {
  if (recent.slice(-7).some((r) => r.entered) && !item.softFailed) {
    const reason = "it came while the server was fetching the room's state after joining again";
    return { reason, raced: false };
  }
  for (let at = recent.length - 1; at > 0 && !recent[at].queued; at--) {
    const { current } = recent[at - 1];
    if (replica.lens.allowedIn(event, current).ok === item.softFailed) continue;
    const late = recent.slice(at).map((r) => replica.shared.graph.id(r.event));
    const reason = `its check ran before ${late.join(", ")}, made or joined here, had a place`;
    return { reason, raced: true };
  }
  return { reason: "no current state at the time of its check explains it", raced: false };
}

/** Goes on from the real server's verdict, so that one difference stays one. */
function followReal(
  server: Homeserver,
  replica: Replica,
  input: { event: EventIndex; item: ReceivedEvent; tips: number },
): void {
  const { event, item, tips } = input;
  if (item.softFailed) {
    replica.setVerdict(event, verdicts.softFailed);
    moveTo(server, replica, tips, event);
  } else {
    replica.setVerdict(event, verdicts.accepted);
    advance(server, replica, event);
  }
}

/** Ports for servers that are handed everything: nothing goes out, nothing is written down. */
export function silentPorts(names: readonly string[]): Ports {
  const nothing = () => undefined;
  return {
    now: () => 0,
    wallClock: () => 0,
    timer: nothing,
    wire: { broadcast: nothing, request: nothing },
    recorder: {
      made: nothing,
      arrived: nothing,
      moved: nothing,
      resolved: nothing,
      adopted: nothing,
      partial: nothing,
      mark: nothing,
    },
    signer: () => {
      throw new Error("nothing is signed while a room is replayed as received");
    },
    policyKeys: new HashPolicyKeys(names),
    serverName: (server) => names[server],
    serverCount: names.length,
    waits: new Waits(names.length),
  };
}
