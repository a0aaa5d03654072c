// What state resolution costs a real homeserver: E origins in one room, each on a branch of its own,
// so that the room has E forward extremities; every branch says something else about C slots of the
// state. Then state events go in one at a time, and each makes the target resolve all branches anew.
// A service time, not a capacity: nothing waits in a queue here.
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { sampleServer } from "../../sim/bridge/server-sampler.ts";
import { Rig, userAt, type MadeEvent } from "../federation/rig.ts";
import { callAsUser, sampledTarget, type FederationTarget } from "../federation/target.ts";
import { signTransaction } from "../federation/transaction.ts";
import { Watcher } from "../federation/watcher.ts";

export interface ResolutionCostPlan {
  /** Branches, each of an origin of its own. */
  readonly extremities: number;
  /** Slots of the state about which the branches disagree. */
  readonly conflicted: number;
  /** Events that are measured. */
  readonly events: number;
  readonly roomVersion: string;
  readonly seed: string;
}

export interface ResolutionCost {
  readonly plan: ResolutionCostPlan;
  /** Extremities that the target itself counts at the end; absent where it does not tell. */
  readonly extremitiesSeen?: number;
  /** Of each event, from its transaction's start until a user sees it, in ms. */
  readonly visibleMs: readonly number[];
  /** The median with an interval of 95 % or a little more. */
  readonly median: MedianInterval;
  /** Processor time of the target for each event, in ms; absent where it cannot be observed. */
  readonly cpuMsPerEvent?: number;
  /** Events that did not become visible in their time. */
  readonly lost: number;
}

export interface MedianInterval {
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}

const slotType = "org.rashomon.slot";
const visibleWithinMs = 30_000;

/**
 * Measures one point of the curve.
 * @throws BridgeProblem, LoadProblem where the stage cannot be set
 */
export async function measureResolutionCost(
  target: FederationTarget,
  plan: ResolutionCostPlan,
  hooks: { readonly signal?: AbortSignal; readonly onProgress?: (text: string) => void } = {},
): Promise<ResolutionCost> {
  const { extremities, roomVersion, seed } = plan;
  const rig = await Rig.build(
    target,
    { origins: extremities, rooms: 1, roomVersion, seed, manners: new Map() },
    hooks,
  );
  const seen = new Map<string, number>();
  const watcher = new Watcher(target, (id, atMs) => seen.set(id, atMs));
  try {
    return await new Measurement(rig, { plan, target, seen, watcher, ...hooks }).run();
  } finally {
    await watcher.stop();
    await rig.stop();
  }
}

interface Setting {
  readonly plan: ResolutionCostPlan;
  readonly target: FederationTarget;
  readonly seen: ReadonlyMap<string, number>;
  readonly watcher: Watcher;
  readonly signal?: AbortSignal;
  readonly onProgress?: (text: string) => void;
}

class Measurement {
  readonly #rig: Rig;
  readonly #setting: Setting;
  readonly #made: MadeEvent[] = [];
  readonly #txn = `cost-${Date.now().toString(36)}`;
  #sent = 0;

  constructor(rig: Rig, setting: Setting) {
    this.#rig = rig;
    this.#setting = setting;
  }

  async run(): Promise<ResolutionCost> {
    const { plan, target, watcher, signal, onProgress } = this.#setting;
    const { extremities, conflicted, events } = plan;
    await this.#letAllSpeak();
    this.#splitUp();
    await watcher.start();
    // Every branch begins with its own word about each slot.
    for (let origin = 0; origin < extremities; origin++) {
      for (let slot = 0; slot < conflicted; slot++) await this.#say(origin, slot);
      onProgress?.(`branches: ${origin + 1} of ${extremities}`);
    }
    const before = await sampleServer(sampledTarget(target));
    const times: number[] = [];
    for (let n = 0; n < events && signal?.aborted !== true; n++) {
      const ms = await this.#say(n % extremities, n % Math.max(1, conflicted));
      if (ms !== undefined) times.push(ms);
      onProgress?.(`events: ${n + 1} of ${events}`);
    }
    const after = await sampleServer(sampledTarget(target));
    const extremitiesSeen = await this.#extremitiesSeen();
    const cpuMs =
      before.cpuMs === undefined || after.cpuMs === undefined
        ? undefined
        : after.cpuMs - before.cpuMs;
    return {
      ...{ plan, visibleMs: times, median: medianInterval(times), lost: events - times.length },
      ...(extremitiesSeen !== undefined && { extremitiesSeen }),
      ...(cpuMs !== undefined && { cpuMsPerEvent: cpuMs / Math.max(1, times.length) }),
    };
  }

  /** The room's creator lets everybody set state. */
  async #letAllSpeak(): Promise<void> {
    const { target } = this.#setting;
    const room = encodeURIComponent(this.#rig.roomOf(0).roomId);
    const path = `/_matrix/client/v3/rooms/${room}/state/m.room.power_levels`;
    const levels = await callAsUser(target, { path });
    await callAsUser(target, { path, method: "PUT", body: { ...levels, state_default: 0 } });
    // All origins must have heard of it before they part.
    const { signal } = this.#setting;
    await sleep(heardWithinMs, undefined, signal === undefined ? {} : { signal });
  }

  /** From now on no origin hears of another's events, so each goes on upon its own. */
  #splitUp(): void {
    for (const server of this.#rig.origins.servers) {
      server.publish = (replica, event) => {
        const { graph } = replica.shared;
        this.#made.push({ id: graph.id(event), pdu: graph.pdu(event) });
      };
    }
  }

  /** Sends a state event of an origin; answers when it was seen after its start, in ms. */
  async #say(origin: number, slot: number): Promise<number | undefined> {
    const { origins } = this.#rig;
    const room = this.#rig.roomOf(origin);
    const content = { of: origin, n: this.#sent };
    const action = { kind: "state", type: slotType, key: `${slot}`, content } as const;
    const done = await origins.act(room, userAt(origins, origin), action);
    if (done.result !== "ok") throw new Error(`origin ${origin} may not set state: ${done.why}`);
    const events = this.#made.splice(0);
    const { url, agent, name: destination } = this.#setting.target;
    const txn = `${this.#txn}-${this.#sent++}`;
    const { uri, authorization, body } = signTransaction(origins, {
      ...{ origin, txn, destination, roomId: room.roomId, events, edus: [] },
    });
    const startMs = performance.now();
    const answer = await agent.request({
      ...{ origin: url, path: uri, method: "PUT" },
      headers: { authorization, "content-type": "application/json" },
      body,
    });
    await answer.body.dump();
    const seenMs = await this.#whenSeen(events[events.length - 1].id);
    return seenMs === undefined ? undefined : seenMs - startMs;
  }

  async #whenSeen(id: string): Promise<number | undefined> {
    const { seen, signal } = this.#setting;
    const untilMs = performance.now() + visibleWithinMs;
    while (performance.now() < untilMs && signal?.aborted !== true) {
      const atMs = seen.get(id);
      if (atMs !== undefined) return atMs;
      await sleep(2);
    }
    return undefined;
  }

  /** Synapse's own count, where its administration tells. */
  async #extremitiesSeen(): Promise<number | undefined> {
    const room = encodeURIComponent(this.#rig.roomOf(0).roomId);
    const path = `/_synapse/admin/v1/rooms/${room}/forward_extremities`;
    const answer = await callAsUser(this.#setting.target, { path }).catch(() => ({}));
    const count = (answer as { count?: unknown }).count;
    return typeof count === "number" ? count : undefined;
  }
}

const heardWithinMs = 2_000;

/**
 * The median with the interval between two of the sorted values that holds the true one with at least
 * 95 %, whatever the distribution (binomial); of fewer than 6 values the whole range.
 */
export function medianInterval(values: readonly number[]): MedianInterval {
  const sorted = values.toSorted((a, b) => a - b);
  const n = sorted.length;
  if (n === 0) return { low: NaN, middle: NaN, high: NaN };
  const middle = (sorted[(n - 1) >> 1] + sorted[n >> 1]) / 2;
  // The largest k with P(fewer than k of n lie below the median) ≤ 2.5 %.
  let [k, term, sum] = [0, 2 ** -n, 2 ** -n];
  while (sum <= 0.025 && k < n >> 1) {
    k++;
    term = (term * (n - k + 1)) / k;
    sum += term;
  }
  const cut = Math.max(0, k - 1);
  return { low: sorted[cut], middle, high: sorted[n - 1 - cut] };
}
