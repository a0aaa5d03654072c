// A room graph in which some events have another text, for who has them in their redacted form: the same
// indexes, edges and states as in the graph that everybody shares, so that only what rules read of those
// events differs. It goes through the shared graph at each step and is much slower; nothing is copied.
import type { Pdu } from "./event.ts";
import { redact } from "./redact.ts";
import type { EventIndex, RoomGraph } from "./room-graph.ts";

/**
 * The graph as somebody reads it who has other texts of some events. What is added to the shared graph later is
 * there as well.
 * @param texts may grow or shrink; type, state key, sender, edges and IDs must be those of the shared event
 * @example rewordedGraph(graph, new Map([[levels, redact(graph.pdu(levels), graph.version)]]))
 */
export function rewordedGraph(
  graph: RoomGraph,
  texts: Pick<ReadonlyMap<EventIndex, Pdu>, "get">,
): RoomGraph {
  const bound = new Map<PropertyKey, unknown>();
  const pdu = (event: EventIndex): Pdu => texts.get(event) ?? graph.pdu(event);
  bound.set("pdu", pdu);
  return new Proxy(graph, {
    get(shared, key) {
      const known = bound.get(key);
      if (known !== undefined) return known;
      // Private fields are the shared graph's own, so its methods must be called on it.
      const value: unknown = Reflect.get(shared, key, shared);
      if (typeof value !== "function") return value;
      const method: unknown = value.bind(shared);
      bound.set(key, method);
      return method;
    },
  });
}

/** Events of which rules or servers read more than redaction leaves. */
const typesRead: ReadonlySet<string> = new Set([
  "m.room.create",
  "m.room.member",
  "m.room.join_rules",
  "m.room.power_levels",
  "m.room.third_party_invite",
  "m.room.aliases",
  "m.room.redaction",
  "m.room.server_acl",
  "m.room.policy",
]);

/** The redacted form of an event, if rules can tell it from the whole one. */
export function redactedReading(graph: RoomGraph, event: EventIndex): Pdu | undefined {
  const whole = graph.pdu(event);
  if (!typesRead.has(whole.type)) return undefined;
  const redacted = redact(whole, graph.version);
  // What redaction keeps whole it shares with the original.
  const isKept = (key: string): boolean => redacted.content[key] === whole.content[key];
  const isSame = redacted.redacts === whole.redacts && Object.keys(whole.content).every(isKept);
  return isSame ? undefined : redacted;
}
