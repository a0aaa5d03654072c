// Who takes part in a room that was read from a file, and an order of its events in which each
// comes after those that it cites. For room-trace.ts.
import type { ImportedRoom } from "../../import/index.ts";
import { compareCodePoints } from "../../protocol/code-points.ts";
import type { EventIndex, RoomGraph } from "../../protocol/room-graph.ts";

/** How many servers are shown apart; all further ones are shown as one. */
export const serversMax = 60;

interface Read {
  readonly graph: RoomGraph;
  readonly imported: ImportedRoom;
}

/** The senders' servers in order of first event; beyond the limit those with the most events. */
export function serverNames({ graph, imported }: Read): string[] {
  const counts = new Map<string, number>();
  for (const { id } of imported.events) {
    const sender = graph.sender(graph.indexOf(id));
    const name = graph.servers.text(graph.serverOfUser(sender));
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const names = [...counts.keys()];
  if (names.length <= serversMax) return names;
  const most = [...counts].sort(([a, m], [b, n]) => n - m || compareCodePoints(a, b));
  const kept = new Set(most.slice(0, serversMax).map(([name]) => name));
  return [...names.filter((name) => kept.has(name)), "all other servers"];
}

/** The present events, each after those that it cites; file order where that holds already. */
export function parentsFirst({ graph, imported }: Read): EventIndex[] {
  const order: EventIndex[] = [];
  const state = new Map<EventIndex, "open" | "done">();
  for (const { id } of imported.events) {
    const stack = [graph.indexOf(id)];
    while (stack.length > 0) {
      const event = stack[stack.length - 1];
      const first = state.get(event) === undefined;
      if (first) {
        state.set(event, "open");
        for (const parent of [...graph.auths(event), ...graph.prevs(event)].reverse()) {
          if (graph.has(parent) && !state.has(parent)) stack.push(parent);
        }
        continue;
      }
      stack.pop();
      if (state.get(event) === "done") continue;
      state.set(event, "done");
      order.push(event);
    }
  }
  return order;
}
