// Walks over the auth graph, straight from the definitions: auth chains, the full auth chain of a
// state, and the conflicted state subgraph of version 12. Nothing is kept between calls, and an
// event that is not known ends the walk. Spec v1.19, rooms/v12 "Definitions".
import type { EventId } from "../../sim/protocol/event.ts";

/** The auth events of an event; an unknown event has none. */
export type AuthEdges = (id: EventId) => readonly EventId[];

/**
 * The auth chain of an event: its auth events, theirs, and so on. The event itself is not in it.
 * @example authChain("$c", edges) // Set { "$b", "$a" } for $c → $b → $a
 */
export function authChain(start: EventId, edges: AuthEdges): Set<EventId> {
  return addAuthChain(new Set(), start, edges);
}

/** Adds the auth chain of an event to a set that holds the whole chain of each of its members. */
function addAuthChain(chain: Set<EventId>, start: EventId, edges: AuthEdges): Set<EventId> {
  const open = [start];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const auth of edges(id)) {
      if (chain.has(auth)) continue;
      chain.add(auth);
      open.push(auth);
    }
  }
  return chain;
}

/**
 * The full auth chain of a state: the union of the auth chains of its events.
 * @param withState also the events themselves, against the letter of the text.
 */
export function authChainOfState(
  events: Iterable<EventId>,
  edges: AuthEdges,
  withState: boolean,
): Set<EventId> {
  const all = [...events];
  const union = new Set<EventId>();
  for (const event of all) addAuthChain(union, event, edges);
  if (withState) for (const event of all) union.add(event);
  return union;
}

/** The events that are in some of the chains but not in all of them. */
export function authDifference(chains: readonly ReadonlySet<EventId>[]): Set<EventId> {
  const difference = new Set<EventId>();
  for (const chain of chains) {
    for (const id of chain) {
      if (!chains.every((other) => other.has(id))) difference.add(id);
    }
  }
  return difference;
}

/**
 * The conflicted state subgraph: every event on a path along auth events from one conflicted event
 * to another, ends included. An event is on such a path if it is a conflicted event or in the auth
 * chain of one, and a conflicted event or an event with one in its auth chain.
 */
export function conflictedSubgraph(
  conflicted: ReadonlySet<EventId>,
  edges: AuthEdges,
): Set<EventId> {
  const subgraph = new Set<EventId>(conflicted);
  for (const id of authChainOfState(conflicted, edges, false)) {
    const reached = authChain(id, edges);
    if ([...reached].some((end) => conflicted.has(end))) subgraph.add(id);
  }
  return subgraph;
}
