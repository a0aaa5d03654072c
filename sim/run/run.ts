// A run from plan to verdicts: setup, trouble, heal, settle (bounded), judge.
import {
  checksCalled,
  judgeProperties,
  judgeView,
  namesOfChecks,
  type Check,
  type Referee,
  type TraceView,
} from "../check/index.ts";
import { hashPolicySignatureHolds, hashSigner, hashVerifier } from "../protocol/hash-signer.ts";
import type { Signer, Verifier } from "../protocol/signing.ts";
import { serverOf } from "../protocol/event.ts";
import { strictIntake, type SharedRoom } from "../server/index.ts";
import type { TraceRecord, VerdictRecord } from "../trace/records.ts";
import { FaultStage } from "./phases/fault-stage.ts";
import { metaRecord } from "./world/meta-record.ts";
import { differs, nudge } from "./phases/nudge.ts";
import type { Plan, PlanAction } from "./plan/plan.ts";
import { redeliver } from "./replay/redeliver.ts";
import { doAction } from "./phases/do-action.ts";
import { setUp, type RoomsByLabel } from "./phases/setup.ts";
import type { RotatingPolicyKeys } from "./world/policy-keys.ts";
import type { Counters } from "./world/trace-recorder.ts";
import { Witness } from "./phases/witness.ts";
import { World } from "./world/world.ts";

export interface RunOptions {
  /** Second opinion for the check `auth-held`; without it that check says `unknown`. */
  readonly referee?: Referee;
  /** How servers sign (default: a hash that is cheap and no secret; see hash-signer.ts). */
  readonly keys?: { signerOf: (name: string) => Signer; verifier: Verifier };
  /** How policy servers sign (default: hashes as well, which the checks know). */
  readonly policyKeys?: RotatingPolicyKeys;
  /** False: every memory is switched off, to prove that none changes anything (default: true). */
  readonly remember?: boolean;
  /** Called now and then with virtual time and deliveries so far. */
  readonly onProgress?: (progress: { atMs: number; deliveries: number }) => void;
  /** Called with the trace's records while they are made, `meta` first and `end` last. */
  readonly onRecords?: (records: readonly TraceRecord[], atMs: number) => void;
  /** Called at the end with the index of the trace that the checks had, where anything is judged. */
  readonly onView?: (view: TraceView) => void;
}

export type Outcome = "held" | "broken" | "unsettled";

export interface RunResult {
  readonly plan: Plan;
  /** The whole trace, `meta` first and `end` last. */
  readonly records: readonly TraceRecord[];
  readonly hash: string;
  readonly verdicts: readonly VerdictRecord[];
  readonly counters: Readonly<Counters>;
  readonly outcome: Outcome;
  /** Virtual time at the end. */
  readonly endMs: number;
  /** Rounds of nudges that were needed. */
  readonly nudges: number;
}

const progressEvery = 1 << 14;
/** Far from the numbers of steps and nudges; nothing that is drawn comes from it. */
const reseedCause = 3 << 28;

/**
 * Runs a plan to its end and judges it. A plan that comes from elsewhere goes through `readPlan` first.
 * @throws PlanError for a plan whose story cannot be told (a room that nobody can make).
 * @example const { verdicts, hash } = run(generate(scenarios.get("netsplit-ban"), { seed: "7" }));
 */
export function run(plan: Plan, options: RunOptions = {}): RunResult {
  const { keys = { signerOf: (name: string) => hashSigner(name), verifier: hashVerifier() } } =
    options;
  const world = new World({
    plan,
    intake: strictIntake(keys.verifier),
    signerOf: keys.signerOf,
    ...(options.policyKeys === undefined ? {} : { policyKeys: options.policyKeys }),
    ...(options.remember === undefined ? {} : { remember: options.remember }),
  });
  const rooms = setUp(world, plan);
  const faults = new FaultStage(world, plan, rooms);
  const lastMs = scheduleSteps(world, plan, rooms, faults);
  const tell = teller(world, plan, options.onRecords);
  const isJudged = plan.checks.length > 0 || (plan.expect ?? []).length > 0;
  const checks = checksCalled(namesOfChecks(plan.checks));
  const witness = isJudged ? new Witness(world, plan, checks) : undefined;
  const onStep = () => {
    witness?.look();
    tell?.();
  };
  const { onProgress } = options;
  const settled = settle(world, plan, { rooms, faults, lastMs, onProgress, onStep });
  return conclude(world, plan, { settled, options, checks, witness, tell });
}

/** Tells the records that were added since it was last called; undefined where nobody listens. */
function teller(
  world: World,
  plan: Plan,
  onRecords: RunOptions["onRecords"],
): (() => void) | undefined {
  if (onRecords === undefined) return undefined;
  const { records } = world.recorder;
  let told = -1;
  return () => {
    if (told < 0) {
      // Rooms have no ID before their create event, and `meta` names them.
      if (world.rooms.some(({ graph }) => graph.create < 0)) return;
      told = 0;
      onRecords([metaRecord(world, plan)], world.now());
    }
    // At the end `meta` stands before all others, and they are one place later.
    const from = told + (records[0]?.kind === "meta" ? 1 : 0);
    if (records.length <= from) return;
    told += records.length - from;
    onRecords(records.slice(from), world.now());
  };
}

function scheduleSteps(world: World, plan: Plan, rooms: RoomsByLabel, faults: FaultStage): number {
  let lastMs = plan.healMs ?? 0;
  for (const [n, { atMs, seed }] of (plan.reseeds ?? []).entries()) {
    world.at(atMs, reseedCause + n, () => world.reseed(seed));
  }
  for (const step of plan.steps) {
    lastMs = Math.max(lastMs, step.atMs + ("forMs" in step ? (step.forMs ?? 0) : 0));
    world.at(step.atMs, step.id, () => {
      if ("fault" in step) faults.apply(step.fault);
      else if ("rule" in step) faults.beginRule(step);
      else doStep(world, rooms, step);
    });
  }
  if (plan.healMs !== undefined) {
    world.at(plan.healMs, 1 << 29, () => faults.endAll());
  }
  return lastMs;
}

function doStep(
  world: World,
  rooms: RoomsByLabel,
  step: Extract<Plan["steps"][number], { user: string }>,
): void {
  const room = rooms.get(step.room) as SharedRoom;
  const { action } = step;
  const ready = readyAction(world, rooms, { action, room });
  doAction(world, step.user, room, ready, { step: step.id });
}

/** A plan's action with numbers of servers and IDs of rooms in place of names and labels. */
function readyAction(
  world: World,
  rooms: RoomsByLabel,
  { action, room }: { action: PlanAction; room: SharedRoom },
): Parameters<typeof doAction>[3] {
  if (action.kind === "policy-server") {
    return { kind: action.kind, via: world.serverNumber(action.via) };
  }
  if (action.kind === "join" || action.kind === "knock" || action.kind === "scroll") {
    return { kind: action.kind, via: world.serverNumber(action.via ?? defaultVia(room)) };
  }
  if (action.kind !== "join-rule" || action.allow === undefined) {
    return action as Parameters<typeof doAction>[3];
  }
  const allow = action.allow.map((entry) => {
    const named = rooms.get(String(entry.room_id));
    return named === undefined ? entry : { ...entry, room_id: named.roomId };
  });
  return { ...action, allow } as Parameters<typeof doAction>[3];
}

/** Who is asked for a join or for history if the plan names nobody: the room creator's server. */
function defaultVia(room: SharedRoom): string {
  return serverOf(room.graph.pdu(room.graph.create).sender);
}

/** Runs until nothing is left to do, with nudges where servers still differ. */
function settle(
  world: World,
  plan: Plan,
  input: {
    rooms: RoomsByLabel;
    faults: FaultStage;
    lastMs: number;
    onProgress: RunOptions["onProgress"];
    onStep: () => void;
  },
): { quiet: boolean; nudges: number } {
  const limitMs = input.lastMs + plan.settleMs;
  let nudges = 0;
  for (;;) {
    if (!drain(world, limitMs, input)) return { quiet: false, nudges };
    const differing = [...input.rooms.values()].filter((room) => differs(world, room));
    if (differing.length === 0 || input.faults.active || nudges >= plan.nudges) break;
    nudges++;
    for (const room of differing) nudge(world, room, nudges);
  }
  return { quiet: true, nudges };
}

/** Handles everything up to a time; false if something is left after it. */
function drain(
  world: World,
  limitMs: number,
  { onProgress, onStep }: { onProgress: RunOptions["onProgress"]; onStep: () => void },
): boolean {
  for (let steps = 1; ; steps++) {
    const nextMs = world.queue.peekMs();
    if (nextMs < 0) return true;
    if (nextMs > limitMs) return false;
    world.step();
    onStep();
    if (onProgress !== undefined && steps % progressEvery === 0) {
      onProgress({ atMs: world.now(), deliveries: world.recorder.counters.deliveries });
    }
  }
}

function conclude(
  world: World,
  plan: Plan,
  input: {
    settled: { quiet: boolean; nudges: number };
    options: RunOptions;
    checks: readonly Check[];
    /** Undefined where there is nothing to judge. */
    witness: Witness | undefined;
    tell: (() => void) | undefined;
  },
): RunResult {
  const { settled, options, checks, witness, tell } = input;
  if (plan.trace === "summary") writeFinals(world);
  const { recorder } = world;
  const { records, counters } = recorder;
  const meta = metaRecord(world, plan);
  const view = witness?.close(meta);
  records.unshift(meta);
  const verdicts: VerdictRecord[] = [];
  if (view !== undefined) {
    const means = { redeliver, policySignatureHolds: hashPolicySignatureHolds };
    verdicts.push(...judgeView(view, checks, { ...means, referee: options.referee }));
    verdicts.push(...judgeProperties(records, plan.expect ?? [], view));
    options.onView?.(view);
  }
  records.push(...verdicts);
  const hash = recorder.hash.value();
  records.push({ kind: "end", atMs: world.now(), records: records.length, hash });
  tell?.();
  const broken = verdicts.some(({ result }) => result === "broken");
  return {
    ...{ plan, records, hash, verdicts, counters },
    outcome: !settled.quiet ? "unsettled" : broken ? "broken" : "held",
    endMs: world.now(),
    nudges: settled.nudges,
  };
}

function writeFinals(world: World): void {
  for (const server of world.servers) {
    for (const replica of server.replicas) {
      if (replica === undefined) continue;
      const { shared, extremities, current } = replica;
      world.recorder.final(server.number, shared, extremities, current);
    }
  }
}
