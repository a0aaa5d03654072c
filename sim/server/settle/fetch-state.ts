// How the events of a reported state are fetched, as Synapse does: where a tenth or more of state and
// auth chain is missing, by one /state that holds all of it; else by one /event for each, a few at a time.
// What cannot be had is left out, and the state is used without it: one bad link is enough for servers to
// differ (https://github.com/element-hq/synapse/issues/18877; the choice: #18879).
import type { EventIndex } from "../../protocol/room-graph.ts";
import type { StateId } from "../../protocol/state.ts";
import { stateAndChain } from "../replica/auth-chain.ts";
import type { OwnServer } from "../own-server.ts";
import { takeOutliers } from "./outliers.ts";
import { verdict, way } from "../verdict.ts";
import type { Replica } from "../replica/replica.ts";
import { noAnswer, type Refusal } from "../request.ts";

/** What is to be fetched, and from whom. */
export interface StateFetch {
  readonly from: number;
  /** The event in front of which the state stands. */
  readonly event: EventIndex;
  readonly state: StateId;
  /** What of the state and its auth chain is unknown here. */
  readonly wanted: readonly EventIndex[];
}

/**
 * The events of a reported state, of their auth chains, and the event in front of which it stands, as far
 * as the server has never heard of them. Of a current state everything is known, so only what differs
 * from it is looked at; and what is known brought its auth events along.
 */
export function unknownIn(
  replica: Replica,
  { event, state }: { event: EventIndex; state: StateId },
): EventIndex[] {
  const { graph } = replica.shared;
  const wanted: EventIndex[] = [];
  const seen = new Set<EventIndex>();
  const want = (one: EventIndex): void => {
    if (replica.verdictOf(one) !== verdict.unknown || seen.has(one)) return;
    seen.add(one);
    wanted.push(one);
  };
  graph.states.forEachChange(replica.current, state, (_slot, _current, one) => {
    if (one >= 0) want(one);
  });
  want(event);
  for (const one of wanted) for (const auth of graph.auths(one)) want(auth);
  return wanted;
}

/** The state after an event that has no place here, as a server tells; -1 where it cannot be had. */
export function fetchStateAfter(
  server: OwnServer,
  replica: Replica,
  { event, from }: { event: EventIndex; from: number },
  done: (state: StateId) => void,
): void {
  const { shared: room } = replica;
  server.ask(from, { room, kind: "state_ids", event }, (answer) => {
    if (!answer.ok || !("state" in answer) || answer.state === undefined) return done(-1);
    const { state } = answer;
    const use = (failure?: Refusal) => {
      if (failure !== undefined || !server.up) return done(-1);
      const known = knownPart(replica, state);
      const refused = replica.judge(event, known) !== undefined;
      done(refused ? known : room.graph.apply(known, event));
    };
    const wanted = unknownIn(replica, { event, state });
    if (wanted.length === 0) return use();
    if (server.policy.stateFetch !== undefined) {
      return fetchByShare(server, replica, { from, event, state, wanted }, use);
    }
    server.ask(from, { room, kind: "event", events: wanted }, (found) => {
      if (found.ok) takeOutliers(server, replica, found.events, way.state);
      if (unknownIn(replica, { event, state }).length === 0) use();
      else done(-1);
    });
  });
}

/**
 * Fetches what it can; `done` is told once nothing is under way any more, and why /state failed, if it
 * did: then Synapse takes nothing, while of single events it takes those that it gets.
 */
export function fetchByShare(
  server: OwnServer,
  replica: Replica,
  fetch: StateFetch,
  done: (failure?: Refusal) => void,
): void {
  const { wholeAbove } = server.policy.stateFetch ?? { wholeAbove: 0 };
  const total = stateAndChain(replica, fetch.state).length + fetch.wanted.length;
  if (fetch.wanted.length * wholeAbove >= total) return fetchWhole(server, replica, fetch, done);
  fetchSingly(server, replica, fetch, done);
}

function fetchWhole(
  server: OwnServer,
  replica: Replica,
  { from, event }: StateFetch,
  done: (failure?: Refusal) => void,
): void {
  server.ask(from, { room: replica.shared, kind: "state", event }, (answer) => {
    if (!answer.ok) return done(answer);
    takeOutliers(server, replica, answer.events, way.state);
    // The state is the one in front of the event, which is not in it.
    const isThere = replica.verdictOf(event) !== verdict.unknown;
    if (isThere || !server.up) return done();
    fetchSingly(server, replica, { from, wanted: [event] }, done);
  });
}

function fetchSingly(
  server: OwnServer,
  replica: Replica,
  { from, wanted }: Pick<StateFetch, "from" | "wanted">,
  done: () => void,
): void {
  const { parallel } = server.policy.stateFetch ?? { parallel: 1 };
  const waiting = [...wanted];
  const fetched: EventIndex[] = [];
  let underWay = 0;
  const next = (): void => {
    while (underWay < parallel) {
      const event = waiting.shift();
      if (event === undefined) break;
      underWay++;
      server.ask(from, { room: replica.shared, kind: "event", events: [event] }, (answer) => {
        underWay--;
        if (!server.up) return;
        if (answer !== noAnswer && answer.ok) fetched.push(...answer.events);
        next();
      });
    }
    if (underWay > 0) return;
    takeOutliers(server, replica, fetched, way.state);
    done();
  };
  next();
}

/** The state without the events that could not be had. */
export function knownPart(replica: Replica, state: StateId): StateId {
  const { states } = replica.shared.graph;
  let part = state;
  states.forEach(state, (slot, event) => {
    if (replica.verdictOf(event) === verdict.unknown) part = states.set(part, slot, -1);
  });
  return part;
}
