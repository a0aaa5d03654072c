// How a replay ended: which servers have the state that resolving everything at once gives, which
// have not, and why.
import { judge } from "../../check/index.ts";
import type { EventId } from "../../protocol/event.ts";
import { hashPolicySignatureHolds } from "../../protocol/hash-signer.ts";
import type { EventIndex, RoomGraph } from "../../protocol/room-graph.ts";
import { RoomStates } from "../../protocol/room-states.ts";
import type { StateId } from "../../protocol/state.ts";
import { verdict, type Replica, type SharedRoom } from "../../server/index.ts";
import type { TraceRecord, VerdictRecord } from "../../trace/records.ts";
import type { Injector } from "./injector.ts";
import { metaRecord } from "../world/meta-record.ts";
import type { Plan } from "../plan/plan.ts";
import type { ReplayInput } from "./replay-plan.ts";
import type { Counters } from "../world/trace-recorder.ts";
import type { World } from "../world/world.ts";

/**
 * Whether events are well formed is a question to the file, which `rashomon inspect` answers; and
 * that a slot went back is the room's own history, no fault of the servers here: it is told apart.
 */
const serverChecks = ["converges", "auth-held", "delivery"];

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

export interface ReplayEnding {
  readonly input: ReplayInput;
  readonly plan: Plan;
  readonly shared: SharedRoom;
  readonly names: readonly string[];
  readonly injector: Injector;
}

/** Judges the world of a replay that has come to rest. */
export function concludeReplay(world: World, ending: ReplayEnding): ReplayResult {
  const { input, plan, shared, names, injector } = ending;
  const unsent = injector.waiting;
  const { graph } = shared;
  const dialect = world.servers[0].policy.dialect;
  const states = new RoomStates(graph, { dialect });
  const allAtOnce = states.resolutionAfter(tipsOf(graph))?.output ?? -1;
  const standsFor = world.servers.map(({ number }) =>
    names.filter((_, n) => n % input.servers === number),
  );
  const servers = world.servers.map((server): ReplayedServer => {
    const replica = server.replicas[shared.number];
    if (replica === undefined) return strangerTo(server.name, standsFor[server.number]);
    return endOf(server.name, standsFor[server.number], { replica, shared, allAtOnce });
  });
  const inside = servers.filter((server) => server.inRoom);
  const currents = new Set<StateId>();
  for (const { replicas } of world.servers) {
    const replica = replicas[shared.number];
    if (replica?.joined) currents.add(replica.current);
  }
  const { recorder } = world;
  const meta = metaRecord(world, plan, standsFor);
  const hash = recorder.hash.value();
  const body: TraceRecord[] = [meta, ...recorder.records];
  const { referee } = input;
  const checks = serverChecks.filter((check) => check !== "auth-held" || referee !== undefined);
  const options = { referee, policySignatureHolds: hashPolicySignatureHolds };
  const judged = judge(body, [...checks, "no-state-reset"], options);
  body.push(...judged);
  const [reset, ...verdicts] = judged.toReversed();
  body.push({ kind: "end", atMs: world.now(), records: body.length, hash });
  return {
    converged: currents.size === 1 && unsent.length === 0,
    asAllAtOnce: inside.length > 0 && inside.every((server) => server.asAllAtOnce),
    servers,
    verdicts: verdicts.reverse(),
    reset: reset.result === "broken" ? reset.detail : "",
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
    graph.states.forEachChange(replica.current, allAtOnce, (slot) => {
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
