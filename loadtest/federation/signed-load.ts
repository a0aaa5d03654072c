// A load from the federation's side: origins join rooms on a real homeserver, send signed
// transactions at a rate, and a user there sees what becomes of them. Accepted is not processed: a
// homeserver answers before it has persisted, so throughput is what became visible, and holes are
// counted.
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { ServerSampler } from "../../sim/bridge/server-sampler.ts";
import { Ledger } from "./ledger.ts";
import { transactionsOf, type SignedLoadPlan } from "./plan.ts";
import { signedLoadFormat, type SignedLoadResult } from "./result.ts";
import { Rig, userAt } from "./rig.ts";
import type { DueTransaction } from "./replay-file.ts";
import { sendByK6 } from "./send-k6.ts";
import { NodeSender, type Sending } from "./send-node.ts";
import type { FederationTarget } from "./target.ts";
import { signTransaction, typingEdus, type SignedTransaction } from "./transaction.ts";
import { Watcher } from "./watcher.ts";

export interface SignedLoadHooks {
  /** Ends the load within a second; what was measured until then is the result. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (text: string) => void;
}

/** Events that are asked for by ID at the end, if /sync did not show them. */
const askedMax = 1_000;
/** The drain ends early once nothing has become visible for so long. */
const quietMs = 15_000;

/**
 * Runs a signed load.
 * @throws BridgeProblem, LoadProblem where it cannot begin
 */
export async function runSignedLoad(
  target: FederationTarget,
  plan: SignedLoadPlan,
  hooks: SignedLoadHooks = {},
): Promise<SignedLoadResult> {
  const { signal, onProgress } = hooks;
  const rig = await Rig.build(target, plan, {
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  });
  try {
    rig.catchEvents();
    return await new SignedLoad(rig, plan, hooks).run();
  } finally {
    await rig.stop();
  }
}

class SignedLoad {
  readonly #rig: Rig;
  readonly #plan: SignedLoadPlan;
  readonly #hooks: SignedLoadHooks;
  readonly #ledger = new Ledger();
  readonly #watcher: Watcher;
  readonly #sampler: ServerSampler;
  readonly #backlog: { atMs: number; size: number }[] = [];
  readonly #txnPrefix = Date.now().toString(36);
  #sender: NodeSender | undefined;
  #startMs = 0;
  #lastSeenMs = 0;

  constructor(rig: Rig, plan: SignedLoadPlan, hooks: SignedLoadHooks) {
    this.#rig = rig;
    this.#plan = plan;
    this.#hooks = hooks;
    const { url, pid } = rig.target;
    this.#sampler = new ServerSampler({ url, ...(pid !== undefined && { pid }) });
    this.#watcher = new Watcher(rig.target, (id, atMs) => {
      const before = this.#ledger.visibleCount;
      this.#ledger.seen(id, atMs);
      if (this.#ledger.visibleCount === before) return;
      this.#lastSeenMs = atMs;
      this.#sender?.poke();
    });
  }

  async run(): Promise<SignedLoadResult> {
    const prepared = this.#plan.signing === "before" ? await this.#signAll() : undefined;
    await this.#watcher.start();
    this.#sampler.start();
    const startedAt = new Date().toISOString();
    const delays = monitorEventLoopDelay({ resolution: 10 });
    delays.enable();
    const cpu = process.cpuUsage();
    this.#begin();
    const rows = setInterval(() => this.#row(), 1_000);
    let sending: Sending;
    try {
      sending = await this.#send(prepared);
      await this.#drain();
    } finally {
      clearInterval(rows);
      delays.disable();
    }
    const { user, system } = process.cpuUsage(cpu);
    const holes = await this.#countHoles();
    const samples = await this.#sampler.stop();
    await this.#watcher.stop();
    const generator = {
      cpuMs: Math.round((user + system) / 1000),
      // The monitor counts its own waiting time of 10 ms as well.
      eventLoopP99Ms: Math.max(0, delays.percentile(99) / 1e6 - 10),
    };
    return this.#result({ sending, holes, samples, generator, startedAt });
  }

  #begin(): void {
    this.#startMs = performance.now();
    this.#lastSeenMs = this.#startMs;
  }

  #send(prepared: readonly DueTransaction[] | undefined): Promise<Sending> {
    const { signal } = this.#hooks;
    const { url } = this.#rig.target;
    const ledger = this.#ledger;
    if (this.#plan.driver === "k6") {
      return sendByK6({
        ...{ url, ledger, origins: this.#plan.origins, transactions: prepared ?? [] },
        onStart: () => this.#begin(),
        ...(signal && { signal }),
      });
    }
    this.#sender = new NodeSender({
      ...{ plan: this.#plan, url, ledger },
      transaction: (n) => prepared?.[n] ?? this.#sign(n),
      originOf: (n) => n % this.#plan.origins,
      roomOf: (origin) => this.#rig.roomOf(origin).roomId,
      ...(signal && { signal }),
    });
    return this.#sender.run();
  }

  async #sign(n: number): Promise<SignedTransaction> {
    const { origins, pdus, edus } = this.#plan;
    const origin = n % origins;
    const { roomId } = this.#rig.roomOf(origin);
    const bodies = Array.from({ length: pdus }, (_, i) => `load ${this.#txnPrefix} ${n}.${i}`);
    return signTransaction(this.#rig.origins, {
      ...{ origin, roomId, destination: this.#rig.target.name, txn: `${this.#txnPrefix}-${n}` },
      events: await this.#rig.make(origin, bodies),
      edus: typingEdus(edus, { roomId, user: userAt(this.#rig.origins, origin) }),
    });
  }

  async #signAll(): Promise<DueTransaction[]> {
    const { count, dueMs } = transactionsOf(this.#plan);
    const all: DueTransaction[] = [];
    for (let n = 0; n < count; n++) {
      this.#hooks.signal?.throwIfAborted();
      all.push({ ...(await this.#sign(n)), dueMs: dueMs(n) });
      if (n % 100 === 0) this.#hooks.onProgress?.(`signing: ${n} of ${count} transactions`);
    }
    return all;
  }

  #row(): void {
    const ledger = this.#ledger;
    const size = ledger.outstandingTotal;
    this.#backlog.push({ atMs: Math.round(performance.now() - this.#startMs), size });
    this.#hooks.onProgress?.(
      `${ledger.total} PDUs sent, ${ledger.acceptedCount} accepted, ` +
        `${ledger.visibleCount} visible, ${size} outstanding`,
    );
  }

  /** Waits until all that was accepted is visible, or until no more comes. */
  async #drain(): Promise<void> {
    const deadline = performance.now() + this.#plan.drainMs;
    while (this.#ledger.outstandingTotal > 0 && this.#hooks.signal?.aborted !== true) {
      const now = performance.now();
      if (now > deadline || now - this.#lastSeenMs > quietMs) return;
      await sleep(50);
    }
  }

  /** What /sync has not shown is asked for by ID: a hole is what is not there at all. */
  async #countHoles(): Promise<number> {
    const unseen = this.#ledger.unseen();
    if (this.#hooks.signal?.aborted === true) return unseen.length;
    let holes = Math.max(0, unseen.length - askedMax);
    for (const { id, roomId } of unseen.slice(0, askedMax)) {
      if (await this.#watcher.isThere(roomId, id)) this.#ledger.seen(id, performance.now());
      else holes++;
    }
    return holes;
  }

  #result(measured: {
    sending: Sending;
    holes: number;
    samples: SignedLoadResult["samples"];
    generator: SignedLoadResult["generator"];
    startedAt: string;
  }): SignedLoadResult {
    const { sending, holes, samples, generator, startedAt } = measured;
    const ledger = this.#ledger;
    const busyMs = Math.max(1, Math.round(this.#lastSeenMs - this.#startMs));
    const { manners, ...plan } = this.#plan;
    const [first, last] = [samples[0], samples[samples.length - 1]];
    const grown = (name: "persistedEvents" | "prunedPdus") => {
      const [from, to] = [first?.[name], last?.[name]];
      return from === undefined || to === undefined ? undefined : to - from;
    };
    const [persisted, pruned] = [grown("persistedEvents"), grown("prunedPdus")];
    const { url, name } = this.#rig.target;
    return {
      ...{ format: signedLoadFormat, target: { url, name }, startedAt, end: this.#end(sending) },
      plan: { ...plan, manners: Object.fromEntries(manners) },
      transactions: {
        ...{ due: transactionsOf(this.#plan).count, answered: sending.transactions },
        ...{ unsent: sending.unsent, waited: sending.waited, failures: sending.failures },
      },
      pdus: {
        ...{ sent: ledger.total, accepted: ledger.acceptedCount, visible: ledger.visibleCount },
        ...{ holes, refused: Object.fromEntries(ledger.refusals) },
        outstandingMax: ledger.outstandingMax,
        ...(persisted !== undefined && { persisted }),
        ...(pruned !== undefined && { pruned }),
      },
      ...{ busyMs, visiblePerSecond: (ledger.visibleCount * 1000) / busyMs },
      ...{ answer: sending.answer, visible: ledger.visible, syncGaps: this.#watcher.gaps },
      ...{ backlog: this.#backlog, samples, generator },
    };
  }

  #end({ targetLost }: Sending): SignedLoadResult["end"] {
    if (targetLost) return { how: "target lost", why: "The target gave no answer any more." };
    if (this.#hooks.signal?.aborted !== true) return { how: "whole", why: "" };
    return { how: "stopped", why: "It was stopped by its user." };
  }
}
