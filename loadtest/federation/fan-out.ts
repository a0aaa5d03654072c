// Fan-out: how long a message that a user sends on a real homeserver takes to reach 50, 90 and 100 %
// of N other servers, how many PDUs a transaction then holds, what servers that are dead cost the
// others, and how those that were away catch up. The origins are the other servers.
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import type { Manner } from "../../sim/bridge/manner.ts";
import { silentRecorder } from "../../sim/bridge/recorder.ts";
import { sampleServer } from "../../sim/bridge/server-sampler.ts";
import { endOf, federationProvenance } from "./end.ts";
import {
  meanOf,
  reachedMs,
  spreadOf,
  type CatchUp,
  type FanOutPhase,
  type FanOutPlan,
  type FanOutResult,
} from "./fan-out-result.ts";
import { Rig } from "./rig.ts";
import { callAsUser, sampledTarget, type FederationTarget } from "./target.ts";

export interface FanOutHooks {
  readonly signal?: AbortSignal;
  readonly onProgress?: (text: string) => void;
}

/** What comes late is waited for so long after a phase. */
const tailMs = 30_000;
const curveEveryMs = 100;
/** Messages go on while servers catch up: a row in so many. */
const rowsPerMessage = 10;
/** So many messages in a row that the target does not take, and it counts as lost. */
const lostAfter = 10;

/** @throws BridgeProblem where the stage cannot be set */
export async function measureFanOut(
  target: FederationTarget,
  plan: FanOutPlan,
  hooks: FanOutHooks = {},
): Promise<FanOutResult> {
  const run = new FanOut(target, plan, hooks);
  return run.whole();
}

/** A message and when it reached whom. */
interface Message {
  readonly sentMs: number;
  /** By origin; undefined: not yet. */
  readonly arrivedMs: (number | undefined)[];
}

class FanOut {
  readonly #target: FederationTarget;
  readonly #plan: FanOutPlan;
  readonly #hooks: FanOutHooks;
  readonly #messages = new Map<string, Message>();
  /** Arrivals of events whose sending was not answered yet. */
  readonly #early = new Map<string, (number | undefined)[]>();
  /** Sizes of transactions since the last phase began, by who got them. */
  #transactions: { origin: number; pdus: number }[] = [];
  #outage = false;
  #sent = 0;
  #refusedInARow = 0;
  #zeroMs = 0;

  constructor(target: FederationTarget, plan: FanOutPlan, hooks: FanOutHooks) {
    this.#target = target;
    this.#plan = plan;
    this.#hooks = hooks;
  }

  async whole(): Promise<FanOutResult> {
    const plan = this.#plan;
    const rig = await Rig.build(
      this.#target,
      { ...plan, rooms: 1 },
      {
        ...this.#hooks,
        mannerNow: (origin) => this.#mannerOf(origin),
        recorder: {
          ...silentRecorder,
          arrived: ({ server, room, event }) => this.#arrived(room.graph.id(event), server),
        },
        onTransaction: ({ direction, origin, pdus }) => {
          if (direction === "in" && pdus > 0) this.#transactions.push({ origin, pdus });
        },
      },
    );
    const startedAt = new Date().toISOString();
    this.#zeroMs = performance.now();
    try {
      const { roomId } = rig.roomOf(0);
      const phases = [await this.#phase("steady", roomId)];
      if (plan.away > 0 && !this.#over) {
        this.#outage = true;
        phases.push(await this.#phase("outage", roomId));
      }
      const catchUp = await this.#catchUp(roomId);
      const { manners, ...told } = plan;
      const { url, name } = this.#target;
      return {
        ...{ format: "rashomon-fan-out-1", target: { url, name }, phases, catchUp },
        plan: { ...told, manners: Object.fromEntries(manners) },
        provenance: federationProvenance(this.#target, startedAt),
        end: endOf({ targetLost: this.#isLost, stopped: this.#stopped }),
        ...(manners.size > 0 && { misbehaved: this.#misbehaved(rig) }),
      };
    } finally {
      await rig.stop();
    }
  }

  #misbehaved(rig: Rig): FanOutResult["misbehaved"] {
    const messages = [...this.#messages.values()];
    return rig.misbehaviour.figures().map((odd) => ({
      ...{ ...odd, of: messages.length },
      got: messages.filter(({ arrivedMs }) => arrivedMs[odd.origin] !== undefined).length,
    }));
  }

  get #stopped(): boolean {
    return this.#hooks.signal?.aborted === true;
  }
  get #isLost(): boolean {
    return this.#refusedInARow >= lostAfter;
  }
  get #over(): boolean {
    return this.#stopped || this.#isLost;
  }

  #isAway(origin: number): boolean {
    return origin >= this.#plan.origins - this.#plan.away;
  }

  #mannerOf(origin: number): Manner {
    if (this.#outage && this.#isAway(origin)) return "dead";
    return this.#plan.manners.get(origin) ?? "good";
  }

  #arrived(id: string, origin: number): void {
    const now = performance.now();
    const known = this.#messages.get(id)?.arrivedMs ?? this.#early.get(id) ?? [];
    if (!this.#messages.has(id)) this.#early.set(id, known);
    known[origin] ??= now;
  }

  async #phase(name: FanOutPhase["name"], roomId: string): Promise<FanOutPhase> {
    const { rate, phaseMs, origins, manners } = this.#plan;
    const before = await this.#cpuMs();
    this.#transactions = [];
    const startMs = performance.now();
    const count = Math.max(1, Math.round((rate * phaseMs) / 1000));
    const mine = await this.#speak(roomId, count, name);
    const counted = Array.from({ length: origins }, (_, n) => n).filter(
      (n) => !manners.has(n) && !(this.#outage && this.#isAway(n)),
    );
    const isWhole = ({ arrivedMs }: Message) => counted.every((n) => arrivedMs[n] !== undefined);
    const deadline = performance.now() + tailMs;
    while (!mine.every(isWhole) && performance.now() < deadline && !this.#over) await sleep(20);
    const after = await this.#cpuMs();
    const pdus = this.#transactions.map((transaction) => transaction.pdus);
    const cpuMs = after === undefined || before === undefined ? undefined : after - before;
    return {
      ...{ name, startMs: startMs - this.#zeroMs, endMs: performance.now() - this.#zeroMs },
      ...spreadOf(mine, { counted, zeroMs: this.#zeroMs }),
      ...{ unsent: count - mine.length, origins: counted.length, transactions: pdus.length },
      pdusPerTransactionMean: meanOf(pdus),
      pdusPerTransactionMax: Math.max(0, ...pdus),
      ...(cpuMs !== undefined && { targetCpuMsPerMessage: cpuMs / Math.max(1, mine.length) }),
    };
  }

  async #cpuMs(): Promise<number | undefined> {
    return (await sampleServer(sampledTarget(this.#target))).cpuMs;
  }

  /** Sends messages, each when it is due, whether or not the one before is answered. */
  async #speak(roomId: string, count: number, what: string): Promise<Message[]> {
    const start = performance.now();
    const sending: Promise<Message | undefined>[] = [];
    for (let n = 0; n < count && !this.#over; n++) {
      const wait = start + (n * 1000) / this.#plan.rate - performance.now();
      if (wait > 0) await sleep(wait, undefined, this.#signal()).catch(() => undefined);
      sending.push(this.#say(roomId));
      this.#hooks.onProgress?.(`${what}: ${n + 1} of ${count} messages`);
    }
    return (await Promise.all(sending)).filter((message) => message !== undefined);
  }

  #signal() {
    const { signal } = this.#hooks;
    return signal === undefined ? {} : { signal };
  }

  async #say(roomId: string): Promise<Message | undefined> {
    const txn = `fan${Date.now().toString(36)}-${this.#sent++}`;
    const sentMs = performance.now();
    try {
      const sent = await callAsUser(this.#target, {
        path: `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/send/m.room.message/${txn}`,
        ...{ method: "PUT", body: { msgtype: "m.text", body: txn } },
      });
      this.#refusedInARow = 0;
      const id = String(sent["event_id"]);
      const message = { sentMs, arrivedMs: this.#early.get(id) ?? [] };
      this.#early.delete(id);
      this.#messages.set(id, message);
      return message;
    } catch {
      this.#refusedInARow++;
      return undefined;
    }
  }

  /** Those that were away come back; messages go on, because they are what wakes a sender. */
  async #catchUp(roomId: string): Promise<CatchUp> {
    const { origins, away, catchUpMs } = this.#plan;
    const back = new Set(Array.from({ length: away }, (_, n) => origins - 1 - n));
    const old = [...this.#messages.values()];
    const missingNow = () =>
      old.reduce((sum, { arrivedMs }) => {
        return sum + [...back].filter((n) => arrivedMs[n] === undefined).length;
      }, 0);
    const missing = missingNow();
    this.#outage = false;
    this.#transactions = [];
    const start = performance.now();
    const curve = [{ atMs: 0, missing }];
    for (let left = missing; left > 0 && !this.#over;) {
      if (performance.now() - start > catchUpMs) break;
      if (curve.length % rowsPerMessage === 1) await this.#say(roomId);
      await sleep(curveEveryMs);
      left = missingNow();
      curve.push({ atMs: Math.round(performance.now() - start), missing: left });
      this.#hooks.onProgress?.(`catching up: ${left} of ${missing} deliveries missing`);
    }
    const [halfMs, ninetyMs, wholeMs] = [0.5, 0.9, 1].map((share) =>
      reachedMs({ curve, missing }, share),
    );
    const sizes = this.#transactions.filter(({ origin }) => back.has(origin));
    return {
      ...{ startMs: start - this.#zeroMs, missing, curve },
      ...(halfMs !== undefined && { halfMs }),
      ...(ninetyMs !== undefined && { ninetyMs }),
      ...(wholeMs !== undefined && { wholeMs }),
      pdusPerTransactionMean: meanOf(sizes.map(({ pdus }) => pdus)),
    };
  }
}
