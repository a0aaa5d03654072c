// Auth chains as far as a server knows them: of a state, and of events.
import { Marks } from "../../protocol/marks.ts";
import type { EventIndex } from "../../protocol/room-graph.ts";
import type { StateId } from "../../protocol/state.ts";
import { verdict } from "../verdict.ts";
import type { Replica } from "./replica.ts";

/** The events of a state and of their auth chains. */
export function stateAndChain(replica: Replica, state: StateId): EventIndex[] {
  const events: EventIndex[] = [];
  replica.shared.graph.states.forEach(state, (_slot, event) => events.push(event));
  return authChain(replica, events);
}

/** All that the given events cite, directly or not, as far as the server knows it. */
export function authChainOf(replica: Replica, events: Iterable<EventIndex>): EventIndex[] {
  const { graph } = replica.shared;
  const cited: EventIndex[] = [];
  for (const event of events) cited.push(...graph.auths(event));
  return authChain(replica, cited);
}

/** The given events with all that they cite, as far as the server knows them. */
export function authChain(replica: Replica, from: Iterable<EventIndex>): EventIndex[] {
  const { graph } = replica.shared;
  const marks = new Marks(graph.count);
  const found: EventIndex[] = [];
  for (const event of from) if (marks.add(event)) found.push(event);
  for (let i = 0; i < found.length; i++) {
    for (const auth of graph.auths(found[i])) if (marks.add(auth)) found.push(auth);
  }
  return found.filter((event) => replica.verdictOf(event) !== verdict.unknown);
}
