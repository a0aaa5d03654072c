// Fan-out: how long a message that a user sends on a real homeserver takes to reach 50, 90 and 100 %
// of N other servers, how many PDUs a transaction then holds, what servers that are dead cost the
// others, and how those that were away catch up. The origins are the other servers.
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import type { Manner } from "../../sim/bridge/manner.ts";
import { silentRecorder } from "../../sim/bridge/recorder.ts";
import { sampleServer } from "../../sim/bridge/server-sampler.ts";
import { callJson } from "../../sim/bridge/synapse/index.ts";
import { Histogram } from "../driver/histogram.ts";
import { Rig } from "./rig.ts";
import type { FederationTarget } from "./target.ts";

export interface FanOutPlan {
  readonly origins: number;
  readonly roomVersion: string;
  /** Messages per second. */
  readonly rate: number;
  /** Length of each of the phases `steady` and `outage`. */
  readonly phaseMs: number;
  /** Origins, the last ones, that are dead during `outage`. */
  readonly away: number;
  /** How long those may take to catch up. */
  readonly catchUpMs: number;
  readonly seed: string;
  readonly manners: ReadonlyMap<number, Manner>;
}

/** What was measured while all, or all but some, were there. */
export interface FanOutPhase {
  readonly name: "steady" | "outage";
  readonly messages: number;
  /** Origins that count: those that are good. */
  readonly origins: number;
  /** From the client's sending until so many of them had the message, in ms. */
  readonly half: Histogram;
  readonly ninety: Histogram;
  readonly all: Histogram;
  /** Messages that did not reach all of them while the phase was watched. */
  readonly incomplete: number;
  readonly transactions: number;
  readonly pdusPerTransactionMean: number;
  readonly pdusPerTransactionMax: number;
  /** The target's processor time for a message, in ms; absent where it cannot be observed. */
  readonly targetCpuMsPerMessage?: number;
}

export interface FanOutResult {
  readonly format: "rashomon-fan-out-1";
  readonly target: { readonly url: string; readonly name: string };
  readonly plan: Omit<FanOutPlan, "manners"> & { readonly manners: Record<string, string> };
  readonly phases: readonly FanOutPhase[];
  readonly catchUp: {
    /** Deliveries that were missing when the origins came back. */
    readonly missing: number;
    /** Ms since then, and what was still missing. */
    readonly curve: readonly { readonly atMs: number; readonly missing: number }[];
    /** Absent where it did not come so far in time. */
    readonly halfMs?: number;
    readonly wholeMs?: number;
  };
  readonly stopped: boolean;
}

export interface FanOutHooks {
  readonly signal?: AbortSignal;
  readonly onProgress?: (text: string) => void;
}

/** What comes late is waited for so long after a phase. */
const tailMs = 5_000;
const curveEveryMs = 250;

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
  #transactions: number[] = [];
  #outage = false;
  #sent = 0;

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
        onTransaction: ({ direction, pdus }) => {
          if (direction === "in" && pdus > 0) this.#transactions.push(pdus);
        },
      },
    );
    try {
      const { roomId } = rig.roomOf(0);
      const phases = [await this.#phase("steady", roomId)];
      if (plan.away > 0 && !this.#stopped) {
        this.#outage = true;
        phases.push(await this.#phase("outage", roomId));
      }
      const catchUp = await this.#catchUp(roomId);
      const { manners, ...told } = plan;
      const { url, name } = this.#target;
      return {
        ...{ format: "rashomon-fan-out-1", target: { url, name }, phases, catchUp },
        plan: { ...told, manners: Object.fromEntries(manners) },
        stopped: this.#stopped,
      };
    } finally {
      await rig.stop();
    }
  }

  get #stopped(): boolean {
    return this.#hooks.signal?.aborted === true;
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
    const before = await this.#sample();
    this.#transactions = [];
    const count = Math.max(1, Math.round((rate * phaseMs) / 1000));
    const mine = await this.#speak(roomId, count, name);
    const counted = Array.from({ length: origins }, (_, n) => n).filter(
      (n) => !manners.has(n) && !(this.#outage && this.#isAway(n)),
    );
    const isWhole = ({ arrivedMs }: Message) => counted.every((n) => arrivedMs[n] !== undefined);
    const deadline = performance.now() + tailMs;
    while (!mine.every(isWhole) && performance.now() < deadline && !this.#stopped) await sleep(20);
    const after = await this.#sample();
    const times = { half: new Histogram(), ninety: new Histogram(), all: new Histogram() };
    for (const { sentMs, arrivedMs } of mine) {
      const sorted = counted.flatMap((n) => arrivedMs[n] ?? []).sort((a, b) => a - b);
      const put = (histogram: Histogram, share: number) => {
        const at = sorted[Math.ceil(share * counted.length) - 1];
        if (at !== undefined) histogram.record(at - sentMs);
      };
      put(times.half, 0.5);
      put(times.ninety, 0.9);
      put(times.all, 1);
    }
    const pdus = this.#transactions;
    const cpu = after === undefined || before === undefined ? undefined : after - before;
    return {
      ...{ name, messages: mine.length, origins: counted.length, ...times },
      incomplete: mine.filter((message) => !isWhole(message)).length,
      transactions: pdus.length,
      pdusPerTransactionMean: pdus.reduce((sum, n) => sum + n, 0) / Math.max(1, pdus.length),
      pdusPerTransactionMax: Math.max(0, ...pdus),
      ...(cpu !== undefined && { targetCpuMsPerMessage: cpu / Math.max(1, mine.length) }),
    };
  }

  async #sample(): Promise<number | undefined> {
    const { url, pid } = this.#target;
    return (await sampleServer({ url, ...(pid !== undefined && { pid }) })).cpuMs;
  }

  /** Sends messages, each when it is due, whether or not the one before is answered. */
  async #speak(roomId: string, count: number, what: string): Promise<Message[]> {
    const start = performance.now();
    const sending: Promise<Message | undefined>[] = [];
    for (let n = 0; n < count && !this.#stopped; n++) {
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
    const { url, user } = this.#target;
    const txn = `fan${Date.now().toString(36)}-${this.#sent++}`;
    const sentMs = performance.now();
    try {
      const sent = await callJson({
        ...{ url, token: user.token, method: "PUT" },
        path: `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/send/m.room.message/${txn}`,
        body: { msgtype: "m.text", body: txn },
      });
      const id = String(sent["event_id"]);
      const message = { sentMs, arrivedMs: this.#early.get(id) ?? [] };
      this.#early.delete(id);
      this.#messages.set(id, message);
      return message;
    } catch {
      return undefined;
    }
  }

  /** Those that were away come back; messages go on, because they are what wakes a sender. */
  async #catchUp(roomId: string): Promise<FanOutResult["catchUp"]> {
    const { origins, away, catchUpMs } = this.#plan;
    const back = Array.from({ length: away }, (_, n) => origins - 1 - n);
    const old = [...this.#messages.values()];
    const missingNow = () =>
      old.reduce((sum, { arrivedMs }) => {
        return sum + back.filter((n) => arrivedMs[n] === undefined).length;
      }, 0);
    const missing = missingNow();
    this.#outage = false;
    const start = performance.now();
    const curve = [{ atMs: 0, missing }];
    for (let left = missing; left > 0 && !this.#stopped;) {
      if (performance.now() - start > catchUpMs) break;
      if (curve.length % 4 === 1) await this.#say(roomId);
      await sleep(curveEveryMs);
      left = missingNow();
      curve.push({ atMs: Math.round(performance.now() - start), missing: left });
      this.#hooks.onProgress?.(`catching up: ${left} of ${missing} deliveries missing`);
    }
    const reached = (share: number) => curve.find((row) => row.missing <= missing * share)?.atMs;
    const [halfMs, wholeMs] = [reached(0.5), reached(0)];
    return {
      ...{ missing, curve },
      ...(halfMs !== undefined && { halfMs }),
      ...(wholeMs !== undefined && { wholeMs }),
    };
  }
}
