// A room from a file once more, through virtual homeservers under faults: each event is created at
// its sender's server once that server knows what the event stands on, and goes out by the wire.
// In the end every server should have the state that resolving everything at once gives; where one
// has not, the reason is told.
import type { EventId, IdentifiedPdu } from "../protocol/event.ts";
import { hashSigner } from "../protocol/hash-signer.ts";
import type { EventIndex, RoomGraph } from "../protocol/room-graph.ts";
import { trustingIntake } from "../server/index.ts";
import type { Referee } from "../check/index.ts";
import type { TraceLevel, TraceRecord, VerdictRecord } from "../trace/records.ts";
import { FaultStage } from "./fault-stage.ts";
import { Injector } from "./injector.ts";
import type { Plan } from "./plan.ts";
import { concludeReplay } from "./replay-ending.ts";
import { replayEveryMs, replayPlan, replayStartMs, type ReplayFault } from "./replay-plan.ts";
import type { Counters } from "./trace-recorder.ts";
import { World } from "./world.ts";

export interface ReplayInput {
  readonly roomName: string;
  readonly version: string;
  readonly events: readonly IdentifiedPdu[];
  readonly servers: number;
  readonly faults: ReplayFault;
  readonly seed: string;
  /** Preset of server policies (default: `synapse`). */
  readonly policy?: string;
  readonly trace?: TraceLevel;
  /** Second opinion for the check `auth-held`, which is not made without it. */
  readonly referee?: Referee;
}

/** How one virtual server ended. */
export interface ReplayedServer {
  readonly name: string;
  /** The real servers that it stands for. */
  readonly standsFor: readonly string[];
  readonly inRoom: boolean;
  /** Has the state that resolving everything at once gives. */
  readonly asAllAtOnce: boolean;
  /** Slots at which it differs from that, as `type|state_key`. */
  readonly differs: readonly string[];
  /** Why, in a sentence, for a server that differs or is out. */
  readonly why: string;
  readonly known: number;
  readonly softFailed: number;
}

export interface ReplayResult {
  readonly converged: boolean;
  /** All servers that are in the room have the state that resolving everything at once gives. */
  readonly asAllAtOnce: boolean;
  readonly servers: readonly ReplayedServer[];
  /** What the checks say of the trace; they do not ask whether the file's events are well formed. */
  readonly verdicts: readonly VerdictRecord[];
  /** The first slot of the room that went back, in a sentence; empty where none did. */
  readonly reset: string;
  /** Events whose server never came to know what they stand on. */
  readonly unsent: readonly EventId[];
  /** Events that their own servers could not create, being out of reach, and others took in. */
  readonly handedOver: number;
  readonly counters: Readonly<Counters>;
  readonly hash: string;
  readonly endMs: number;
  readonly records: readonly TraceRecord[];
  readonly plan: Plan;
}

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
