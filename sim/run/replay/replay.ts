// A room from a file once more, through virtual homeservers under faults: each event is created at
// its sender's server once that server knows what the event stands on, and goes out by the wire.
// In the end every server should have the state that resolving everything at once gives; where one
// has not, the reason is told.
import type { IdentifiedPdu } from "../../protocol/event.ts";
import { hashSigner } from "../../protocol/hash-signer.ts";
import type { EventIndex, RoomGraph } from "../../protocol/room-graph.ts";
import { trustingIntake } from "../../server/index.ts";
import { FaultStage } from "../phases/fault-stage.ts";
import { Injector } from "./injector.ts";
import { concludeReplay, type ReplayResult } from "./replay-ending.ts";
import { replayEveryMs, replayPlan, replayStartMs, type ReplayInput } from "./replay-plan.ts";
import { World } from "../world/world.ts";

/**
 * Replays a room under faults.
 * @example replay({ roomName: "duel", version: "11", events, servers: 5, faults: "halves", seed: "1" })
 */
export function replay(input: ReplayInput): ReplayResult {
  const plan = replayPlan(input);
  const world = new World({ plan, intake: trustingIntake, signerOf: (name) => hashSigner(name) });
  const names = serverNamesOf(input.events);
  const numbers = new Map(names.map((name, n) => [name, n % input.servers]));
  const shared = world.newRoom(input.version, (name) => numbers.get(name) ?? -1);
  for (const { id, pdu } of input.events) shared.graph.add(id, pdu);
  const faults = new FaultStage(world, plan, new Map());
  for (const step of plan.steps) {
    if ("fault" in step) world.at(step.atMs, step.id, () => faults.apply(step.fault));
  }
  const injector = new Injector(world, shared);
  for (const [n, event] of topologicalOrder(shared.graph).entries()) {
    world.at(replayStartMs + n * replayEveryMs, 1_000_000 + n, () => injector.add(event));
  }
  do {
    while (world.step()) injector.tryWaiting();
    injector.tryWaiting();
  } while (world.queue.peekMs() >= 0 || injector.handOver());
  return concludeReplay(world, { input, plan, shared, names, injector });
}

/** The names of the servers that send events, by first mention. */
function serverNamesOf(events: readonly IdentifiedPdu[]): string[] {
  const names = new Set<string>();
  for (const { pdu } of events) names.add(pdu.sender.slice(pdu.sender.indexOf(":") + 1));
  return [...names];
}

/** Present events, parents before children, otherwise in the order of the file. */
function topologicalOrder(graph: RoomGraph): EventIndex[] {
  const order: EventIndex[] = [];
  const placed = new Uint8Array(graph.count);
  const stack: EventIndex[] = [];
  for (let start = 0; start < graph.count; start++) {
    if (placed[start] !== 0 || !graph.has(start)) continue;
    stack.push(start);
    while (stack.length > 0) {
      const event = stack[stack.length - 1];
      let ready = true;
      for (const parent of [...graph.prevs(event), ...graph.auths(event)]) {
        if (placed[parent] !== 0 || !graph.has(parent)) continue;
        stack.push(parent);
        ready = false;
      }
      if (!ready) continue;
      stack.pop();
      if (placed[event] === 0) order.push(event);
      placed[event] = 1;
    }
  }
  return order;
}
