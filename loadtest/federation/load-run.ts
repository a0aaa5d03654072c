// One signed load: origins that are joined to rooms on a real homeserver send signed transactions at a
// rate, and a user there sees what becomes of them. Accepted is not processed: a homeserver answers
// before it has persisted, so throughput is what became visible, and holes are counted.
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { ServerSampler } from "../../sim/bridge/server-sampler.ts";
import { endOf, federationProvenance } from "./end.ts";
import { Ledger } from "./ledger.ts";
import { pdusDue, transactionsOf, type SignedLoadPlan } from "./plan.ts";
import {
  signedLoadFormat,
  type FederationEnd,
  type SignedLoadResult,
  type SignedLoadRow,
} from "./result.ts";
import { userAt, type Rig } from "./rig.ts";
import { writeReplayFile, type DueTransaction } from "./replay-file.ts";
import { K6Sender } from "./send-k6.ts";
import { NodeSender, type Sender, type Sending } from "./send-node.ts";
import { sampledTarget } from "./target.ts";
import { signTransaction, typingEdus, type SignedTransaction } from "./transaction.ts";
import { Watcher } from "./watcher.ts";

export interface SignedLoadHooks {
  /** Ends the load within a second; what was measured until then is the result. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (text: string) => void;
  readonly k6?: { readonly program?: string };
}

/** Events that are asked for by ID at the end, if /sync did not show them. */
const askedMax = 1_000;
/** The drain ends early once nothing has become visible for so long. */
const quietMs = 15_000;

export class LoadRun {
  readonly #rig: Rig;
  readonly #plan: SignedLoadPlan;
  readonly #hooks: SignedLoadHooks;
  readonly #ledger: Ledger;
  readonly #watcher: Watcher;
  readonly #sampler: ServerSampler;
  readonly #series: SignedLoadRow[] = [];
  readonly #txnPrefix = Date.now().toString(36);
  #sender: Sender | undefined;
  #startMs = 0;
  #lastSeenMs = 0;

  constructor(rig: Rig, plan: SignedLoadPlan, hooks: SignedLoadHooks) {
    this.#rig = rig;
    this.#plan = plan;
    this.#hooks = hooks;
    this.#ledger = new Ledger(
      new Set([...plan.manners.keys()].map((origin) => rig.roomOf(origin).roomId)),
    );
    this.#sampler = new ServerSampler(sampledTarget(rig.target));
    this.#watcher = new Watcher(rig.target, (id, atMs) => {
      const before = this.#ledger.visibleCount;
      this.#ledger.seen(id, atMs);
      if (this.#ledger.visibleCount === before) return;
      this.#lastSeenMs = atMs;
      this.#sender?.poke();
    });
  }

  async run(): Promise<SignedLoadResult> {
    const prepared = this.#plan.signing === "before" ? await this.signAll() : undefined;
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
      if (!sending.targetLost) await this.#drain();
      this.#row();
    } finally {
      clearInterval(rows);
      delays.disable();
    }
    const { user, system } = process.cpuUsage(cpu);
    const fate = await this.#askForUnseen(sending.targetLost);
    const samples = await this.#sampler.stop();
    await this.#watcher.stop();
    const generator = {
      cpuMs: Math.round((user + system) / 1000),
      // The monitor counts its own waiting time of 10 ms as well.
      eventLoopP99Ms: Math.max(0, delays.percentile(99) / 1e6 - 10),
    };
    return this.#result({ sending, fate, samples, generator, startedAt });
  }

  #begin(): void {
    this.#startMs = performance.now();
    this.#lastSeenMs = this.#startMs;
  }

  #send(prepared: readonly DueTransaction[] | undefined): Promise<Sending> {
    const { signal } = this.#hooks;
    const { url, connect } = this.#rig.target;
    const ledger = this.#ledger;
    const { driver, origins, outstandingMax, durationMs, drainMs } = this.#plan;
    if (driver === "k6") {
      this.#sender = new K6Sender({
        ...{ url, connect, ledger, origins, outstandingMax, transactions: prepared ?? [] },
        ...{ overMs: durationMs + drainMs, onStart: () => this.#begin(), ...this.#hooks.k6 },
        ...(signal && { signal }),
      });
      return this.#sender.run();
    }
    this.#sender = new NodeSender({
      ...{ plan: this.#plan, url, connect, ledger },
      transaction: (n) => prepared?.[n] ?? this.#sign(n),
      onRepeat: (origin) => this.#rig.misbehaviour.repeated(origin),
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

  /** Makes and signs everything, and keeps it where that is asked for. */
  async signAll(): Promise<DueTransaction[]> {
    const { count, dueMs } = transactionsOf(this.#plan);
    const transactions: DueTransaction[] = [];
    for (let n = 0; n < count; n++) {
      this.#hooks.signal?.throwIfAborted();
      transactions.push({ ...(await this.#sign(n)), dueMs: dueMs(n) });
      if (n % 100 === 0) this.#hooks.onProgress?.(`signing: ${n} of ${count} transactions`);
    }
    const { keepFile, origins } = this.#plan;
    const { url } = this.#rig.target;
    if (keepFile !== undefined) writeReplayFile(keepFile, { url, origins, transactions });
    return transactions;
  }

  #row(): void {
    const { total: sent, acceptedCount: accepted, visibleCount: visible } = this.#ledger;
    const outstanding = this.#ledger.outstandingTotal;
    const atMs = Math.round(performance.now() - this.#startMs);
    const times = this.#ledger.endRow();
    const [visibleP50Ms, visibleP95Ms] = [0.5, 0.95].map((quantile) => times.quantileMs(quantile));
    this.#series.push({
      ...{ atMs, due: pdusDue(this.#plan, atMs), sent, accepted, visible, outstanding },
      ...(visibleP50Ms !== undefined && { visibleP50Ms }),
      ...(visibleP95Ms !== undefined && { visibleP95Ms }),
    });
    this.#hooks.onProgress?.(
      `${sent} PDUs sent, ${accepted} accepted, ${visible} visible, ${outstanding} outstanding`,
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

  /**
   * What /sync has not shown is asked for by ID: a hole is what is not there at all. Where the run
   * ended early, nobody knows.
   */
  async #askForUnseen(targetLost: boolean): Promise<{ holes: number; unknown: number }> {
    const unseen = this.#ledger.unseen();
    if (targetLost || this.#hooks.signal?.aborted === true) {
      return { holes: 0, unknown: unseen.length };
    }
    let holes = 0;
    for (const { id, roomId } of unseen.slice(0, askedMax)) {
      if (await this.#watcher.isThere(roomId, id)) this.#ledger.seen(id, performance.now());
      else holes++;
    }
    return { holes, unknown: Math.max(0, unseen.length - askedMax) };
  }

  #result(measured: {
    sending: Sending;
    fate: { holes: number; unknown: number };
    samples: SignedLoadResult["samples"];
    generator: SignedLoadResult["generator"];
    startedAt: string;
  }): SignedLoadResult {
    const { sending, fate, samples, generator, startedAt } = measured;
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
    const provenance = federationProvenance(this.#rig.target, startedAt, this.#sender?.versions);
    return {
      ...{ format: signedLoadFormat, target: { url, name }, provenance, end: this.#end(sending) },
      plan: { ...plan, manners: Object.fromEntries(manners) },
      transactions: {
        ...{ due: transactionsOf(this.#plan).count, answered: sending.transactions },
        ...{ unsent: sending.unsent, waited: sending.waited, failures: sending.failures },
      },
      pdus: {
        ...{ sent: ledger.total, accepted: ledger.acceptedCount, visible: ledger.visibleCount },
        ...fate,
        ...{ refused: Object.fromEntries(ledger.refusals) },
        outstandingMax: ledger.outstandingMax,
        ...(persisted !== undefined && { persisted }),
        ...(pruned !== undefined && { pruned }),
      },
      ...{ busyMs, visiblePerSecond: (ledger.visibleCount * 1000) / busyMs },
      ...{ answer: sending.answer, visible: ledger.visible, syncGaps: this.#watcher.gaps },
      ...{ series: this.#series, samples, generator },
      ...(manners.size > 0 && {
        misbehaviour: {
          odd: this.#rig.misbehaviour.figures(),
          visibleThere: ledger.visibleWithOdd,
          visibleElsewhere: ledger.visibleElsewhere,
        },
      }),
    };
  }

  #end({ targetLost }: Sending): FederationEnd {
    return endOf({ targetLost, stopped: this.#hooks.signal?.aborted === true });
  }
}
