// A room from a file once more, through virtual homeservers under faults: each event is created at
// its sender's server once that server knows what the event stands on, and goes out by the wire.
// In the end every server should have the state that resolving everything at once gives; where one
// has not, the reason is told.
import { seedHash, shuffleInto, stream } from "../engine/index.ts";
import type { EventId, IdentifiedPdu } from "../protocol/event.ts";
import type { EventIndex, RoomGraph } from "../protocol/room-graph.ts";
import { hashSigner } from "../protocol/hash-signer.ts";
import { RoomStates } from "../protocol/room-states.ts";
import type { StateId } from "../protocol/state.ts";
import { Injector } from "./injector.ts";
import { trustingIntake, verdict, type Replica, type SharedRoom } from "../server/index.ts";
import { traceFormat, type TraceLevel, type TraceRecord } from "../trace/records.ts";
import { FaultStage } from "./fault-stage.ts";
import { planFormat, type Plan, type PlanFault } from "./plan.ts";
import { software } from "./run.ts";
import type { Counters } from "./trace-recorder.ts";
import { World } from "./world.ts";

/** Shapes of trouble for a replay. */
export const replayFaults = ["halves", "isolate-one", "ring", "none"] as const;
export type ReplayFault = (typeof replayFaults)[number];

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

const everyMs = 100;
const startMs = 1000;

/**
 * Replays a room under faults.
 * @example replay({ roomName: "duel", version: "11", events, servers: 5, faults: "halves", seed: "1" })
 */
export function replay(input: ReplayInput): ReplayResult {
  const plan = planOf(input);
  const world = new World({ plan, intake: trustingIntake, signerOf: hashSigner });
  const names = serverNamesOf(input.events);
  const numbers = new Map(names.map((name, n) => [name, n % input.servers]));
  const shared = world.newRoom(input.version, (name) => numbers.get(name) ?? -1);
  for (const { id, pdu } of input.events) shared.graph.add(id, pdu);
  const faults = new FaultStage(world);
  for (const step of plan.steps) {
    if ("fault" in step) world.at(step.atMs, step.id, () => faults.apply(step.fault));
  }
  const injector = new Injector(world, shared);
  for (const [n, event] of topologicalOrder(shared.graph).entries()) {
    world.at(startMs + n * everyMs, 1_000_000 + n, () => injector.add(event));
  }
  do {
    while (world.step()) injector.tryWaiting();
    injector.tryWaiting();
  } while (world.queue.peekMs() >= 0 || injector.handOver());
  return conclude(world, { input, plan, shared, names, injector });
}

/** The names of the servers that send events, by first mention. */
function serverNamesOf(events: readonly IdentifiedPdu[]): string[] {
  const names = new Set<string>();
  for (const { pdu } of events) names.add(pdu.sender.slice(pdu.sender.indexOf(":") + 1));
  return [...names];
}

/** A plan that holds the faults; the room's events come from the file. */
function planOf(input: ReplayInput): Plan {
  const names = Array.from({ length: input.servers }, (_, n) => `v${n + 1}`);
  const lengthMs = input.events.length * everyMs;
  const fault = faultOf(input, names);
  const steps: Plan["steps"] =
    fault === undefined
      ? []
      : [
          { id: 0, atMs: startMs + Math.floor(lengthMs / 4), fault },
          {
            id: 1,
            atMs: startMs + Math.floor((lengthMs * 3) / 4),
            fault: { verb: "heal", id: "trouble" },
          },
        ];
  return {
    format: planFormat,
    scenario: `replay of ${input.roomName}`,
    about: `The events of ${input.roomName} on ${input.servers} servers, faults: ${input.faults}.`,
    seed: input.seed,
    servers: names.map((name) => ({ name, policy: input.policy ?? "synapse" })),
    network: { delay: { kind: "uniform", minMs: 20, maxMs: 120 } },
    rooms: [],
    steps,
    settleMs: 0,
    nudges: 0,
    checks: [],
    trace: input.trace ?? "full",
  };
}

function faultOf({ faults, seed }: ReplayInput, names: string[]): PlanFault | undefined {
  const order = shuffled(seed, names);
  const half = Math.ceil(names.length / 2);
  switch (faults) {
    case "none":
      return undefined;
    case "halves":
      return { verb: "partition", id: "trouble", groups: [order.slice(0, half)] };
    case "isolate-one":
      return { verb: "partition", id: "trouble", groups: [order.slice(0, 1)] };
    case "ring": {
      // Each server reaches only the next one.
      const links: [string, string][] = [];
      for (const [n, from] of order.entries()) {
        for (const to of order) {
          if (to !== from && to !== order[(n + 1) % order.length]) links.push([from, to]);
        }
      }
      return links.length === 0 ? undefined : { verb: "partition", id: "trouble", links };
    }
  }
}

function shuffled(seed: string, names: string[]): string[] {
  const order = Int32Array.from(names.keys());
  shuffleInto(order, order, stream(seedHash(seed), "replay faults"), 0);
  return [...order].map((n) => names[n]);
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

interface Ending {
  readonly input: ReplayInput;
  readonly plan: Plan;
  readonly shared: SharedRoom;
  readonly names: readonly string[];
  readonly injector: Injector;
}

function conclude(world: World, ending: Ending): ReplayResult {
  const { input, plan, shared, names, injector } = ending;
  const unsent = injector.waiting;
  const { graph } = shared;
  const dialect = world.servers[0].policy.dialect;
  const states = new RoomStates(graph, { dialect });
  const allAtOnce = states.resolutionAfter(tipsOf(graph))?.output ?? -1;
  const servers = world.servers.map((server): ReplayedServer => {
    const standsFor = names.filter((_, n) => n % input.servers === server.number);
    const replica = server.replicas[shared.number];
    if (replica === undefined) return strangerTo(server.name, standsFor);
    return endOf(server.name, standsFor, { replica, shared, allAtOnce });
  });
  const inside = servers.filter((server) => server.inRoom);
  const currents = new Set<StateId>();
  for (const { replicas } of world.servers) {
    const replica = replicas[shared.number];
    if (replica?.joined) currents.add(replica.current);
  }
  const { recorder } = world;
  const meta = metaOf(world, plan, shared);
  const hash = recorder.hash.value();
  const body: TraceRecord[] = [meta, ...recorder.records];
  body.push({ kind: "end", atMs: world.now(), records: body.length, hash });
  return {
    converged: currents.size === 1 && unsent.length === 0,
    asAllAtOnce: inside.length > 0 && inside.every((server) => server.asAllAtOnce),
    servers,
    unsent: unsent.map((event) => graph.id(event)),
    handedOver: injector.handedOver,
    counters: recorder.counters,
    hash,
    endMs: world.now(),
    records: body,
    plan,
  };
}

/** Events on which no other event of the room stands. */
function tipsOf(graph: RoomGraph): EventIndex[] {
  const stoodOn = new Set<EventIndex>();
  for (let event = 0; event < graph.count; event++) {
    if (graph.has(event)) for (const prev of graph.prevs(event)) stoodOn.add(prev);
  }
  const tips: EventIndex[] = [];
  for (let event = 0; event < graph.count; event++) {
    if (graph.has(event) && !stoodOn.has(event)) tips.push(event);
  }
  return tips;
}

function strangerTo(name: string, standsFor: readonly string[]): ReplayedServer {
  return {
    name,
    standsFor,
    inRoom: false,
    asAllAtOnce: false,
    differs: [],
    why: "none of its users ever came into the room",
    known: 0,
    softFailed: 0,
  };
}

function endOf(
  name: string,
  standsFor: readonly string[],
  { replica, shared, allAtOnce }: { replica: Replica; shared: SharedRoom; allAtOnce: StateId },
): ReplayedServer {
  const { graph } = shared;
  let known = 0;
  const failed: EventIndex[] = [];
  replica.forEachKnown((event, value) => {
    if (value >= verdict.accepted) known++;
    if (value === verdict.softFailed) failed.push(event);
  });
  const differs: string[] = [];
  if (allAtOnce >= 0) {
    graph.states.forEachDifference([replica.current, allAtOnce], (slot) => {
      const { type, stateKey } = graph.slotNames(slot);
      differs.push(`${type}|${stateKey}`);
    });
  }
  const asAllAtOnce = differs.length === 0 && allAtOnce >= 0;
  return {
    name,
    standsFor,
    inRoom: replica.joined,
    asAllAtOnce,
    differs,
    why: asAllAtOnce ? "" : whyBehind(replica, shared, { known, failed }),
    known,
    softFailed: failed.length,
  };
}

/** The reason for which a server differs from the state of everything at once. */
function whyBehind(
  replica: Replica,
  { graph }: SharedRoom,
  { known, failed }: { known: number; failed: readonly EventIndex[] },
): string {
  if (!replica.joined) {
    return "by its own state none of its users is in the room any more, so nothing is sent to it";
  }
  const unmerged = failed.filter((event) => {
    for (let other = 0; other < graph.count; other++) {
      if (!graph.has(other) || replica.verdictOf(other) !== verdict.accepted) continue;
      if (graph.prevs(other).includes(event)) return false;
    }
    return true;
  });
  let present = 0;
  for (let event = 0; event < graph.count; event++) if (graph.has(event)) present++;
  if (known < present) return `it never got ${present - known} of ${present} events`;
  if (unmerged.length > 0) {
    const first = graph.id(unmerged[0]);
    return (
      `it softly failed ${failed.length} events, and ${unmerged.length} of them, such as ${first}, ` +
      "lie on a branch on which no event that it accepts stands"
    );
  }
  return "it has all events but stands on other forward extremities";
}

function metaOf(world: World, plan: Plan, shared: SharedRoom): TraceRecord {
  return {
    kind: "meta",
    format: traceFormat,
    scenario: plan.scenario,
    ...(plan.about === undefined ? {} : { about: plan.about }),
    seed: plan.seed,
    level: plan.trace,
    plan,
    servers: world.servers.map(({ name, policy }) => {
      return { name, policy: policy.name, dialect: policy.dialect };
    }),
    rooms: [
      {
        id: shared.roomId,
        version: shared.graph.version.id,
        algorithm: shared.graph.version.stateResolution,
      },
    ],
    software,
  };
}
