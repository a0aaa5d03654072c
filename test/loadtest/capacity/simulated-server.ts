// Servers whose capacity is known, for the tests of the capacity search: a queue with one clerk and
// exponential service, with wandering speed, drift, hysteresis, a rate limiter, or a cold start. A
// probe of a window of virtual seconds takes microseconds. What it reports goes through the same
// judges as a real probe's.
import { stream, seedHash, type Stream } from "../../../sim/engine/random.ts";
import { judgeBacklog, type BacklogRow } from "../../../loadtest/capacity/backlog.ts";
import type { Prober } from "../../../loadtest/capacity/coordinator.ts";
import { refusalsOf } from "../../../loadtest/capacity/preflight.ts";
import type { ProbeFinding, ProbeOrder } from "../../../loadtest/capacity/probe-record.ts";
import { judgeSlo, parseSlos, type Measured } from "../../../loadtest/slo.ts";

export interface ServerModel {
  /** Mean work per second. */
  readonly capacity: number;
  /** Standard deviation of ln(capacity) from probe to probe. */
  readonly wander?: number;
  /** Change of ln(capacity) with each probe. */
  readonly drift?: number;
  /** Over this rate it falls into a bad state, in which it does so share of its work … */
  readonly badAbove?: number;
  readonly badShare?: number;
  /** … until the rate is below this one. */
  readonly goodBelow?: number;
  /** Requests per second that are let through; the others get 429 at once. */
  readonly limit?: number;
  /** Every request beyond this rate sleeps for 500 ms. */
  readonly sleepAbove?: number;
  /** Slower by this factor at first; each probe halves what is over 1. */
  readonly cold?: number;
  /** The generator cannot send more. */
  readonly generatorMax?: number;
}

const warmUpSeconds = 5;
const windowSeconds = 20;
const requestsMax = 4_000;

export class SimulatedServer implements Prober {
  readonly #model: ServerModel;
  readonly #from: Stream;
  readonly #slos;
  #probes = 0;
  #bad = false;

  constructor(model: ServerModel, { seed, slo }: { seed: string; slo: string }) {
    this.#model = model;
    this.#from = stream(seedHash(seed), "simulated server");
    this.#slos = parseSlos(slo);
  }

  get probes(): number {
    return this.#probes;
  }

  settle(): Promise<boolean> {
    this.#bad = false;
    return Promise.resolve(true);
  }

  probe({ rate, phase }: ProbeOrder): Promise<ProbeFinding> {
    return Promise.resolve(phase === "gauge" ? this.#gauge(rate) : this.look(rate));
  }

  /** Rough: off by a third one way or the other. */
  #gauge(most: number): ProbeFinding {
    const n = this.#probes++;
    const rough = this.#speed(n, 0) * Math.exp(0.3 * normal(this.#from, n));
    return { verdicts: [], refusals: [], figures: { achievedRate: Math.min(most, rough) } };
  }

  look(rate: number): ProbeFinding {
    const n = this.#probes++;
    const { limit, generatorMax = Infinity } = this.#model;
    const sent = Math.min(rate, generatorMax);
    const served = Math.min(sent, limit ?? Infinity);
    const { times, rows } = this.#queue(served, this.#speed(n, rate), n);
    const limited = Math.round((sent - served) * windowSeconds);
    const measured = measure(times, limited);
    const verdicts = this.#slos.map((slo) => judgeSlo(slo, measured));
    const [p50Ms, p95Ms] = [measured.latencyMs(0.5) ?? 0, measured.latencyMs(0.95) ?? 0];
    return {
      verdicts: [...verdicts, judgeBacklog(rows, served)],
      refusals: refusalsOf({
        started: Math.round(sent * windowSeconds),
        dropped: Math.round((rate - sent) * windowSeconds),
        limited: { send: limited },
        latencyMs: (quantile) => measured.latencyMs(quantile),
        generator: { cpuShare: 0.1, eventLoopP99Ms: 1 },
        tightestMs: 500,
      }),
      figures: { achievedRate: sent, p50Ms, p95Ms, errorShare: measured.errorShare() ?? 0 },
    };
  }

  /** Work per second during this probe. */
  #speed(n: number, rate: number): number {
    const { capacity, wander = 0, drift = 0, cold = 1 } = this.#model;
    const { badAbove = Infinity, goodBelow = badAbove, badShare = 1 } = this.#model;
    if (rate > badAbove) this.#bad = true;
    if (rate < goodBelow) this.#bad = false;
    const slow = 1 + (cold - 1) / 2 ** n;
    const moved = Math.exp(wander * normal(this.#from, n) + drift * n);
    return (capacity * moved * (this.#bad ? badShare : 1)) / slow;
  }

  /** Lindley's recursion: evenly spaced arrivals, one clerk. */
  #queue(rate: number, speed: number, n: number): { times: number[]; rows: BacklogRow[] } {
    const { sleepAbove = Infinity } = this.#model;
    const count = Math.min(requestsMax, Math.round(rate * (warmUpSeconds + windowSeconds)));
    const rows = Array.from({ length: windowSeconds }, () => ({ area: 0 }));
    const times: number[] = [];
    let waiting = 0;
    for (let i = 0; i < count; i++) {
      const service = -Math.log((this.#from.at2(n, i) + 1) / 0x1_0000_0000) / speed;
      const atSeconds = i / rate;
      const sleeps = i % Math.max(1, Math.round(rate)) >= sleepAbove ? 0.5 : 0;
      const latency = waiting + service + sleeps;
      waiting = Math.max(0, waiting + service - 1 / rate);
      if (atSeconds < warmUpSeconds) continue;
      times.push(latency * 1000);
      const row = rows[Math.floor(atSeconds - warmUpSeconds)];
      if (row !== undefined) row.area += latency;
    }
    return {
      times: times.sort((a, b) => a - b),
      rows: rows.map(({ area }, k) => ({ atMs: 1000 * k + 500, size: area })),
    };
  }
}

function measure(sorted: readonly number[], limited: number): Measured {
  const at = (quantile: number) =>
    sorted[Math.min(sorted.length - 1, Math.ceil(quantile * sorted.length) - 1)];
  return {
    latencyMs: (quantile) => (sorted.length === 0 ? undefined : at(quantile)),
    lagMs: () => undefined,
    errorShare: () => limited / Math.max(1, sorted.length + limited),
    dropped: 0,
  };
}

/** A standard normal draw (Box–Muller). */
function normal(from: Stream, n: number): number {
  const [a, b] = [0, 1].map((k) => (from.at2(0xffff_0000 + k, n) + 1) / 0x1_0000_0000);
  return Math.sqrt(-2 * Math.log(a)) * Math.cos(2 * Math.PI * b);
}

/** The rate at which half of all probes are over, by brute force on fresh servers. */
export function trueKnee(
  model: ServerModel,
  { slo, after = 0 }: { slo: string; after?: number },
): number {
  const still = {
    ...model,
    capacity: model.capacity * Math.exp((model.drift ?? 0) * after),
    drift: 0,
  };
  const server = new SimulatedServer(still, { seed: "the truth", slo });
  const share = (rate: number) => {
    const tries = 150;
    let over = 0;
    for (let n = 0; n < tries; n++) {
      void server.settle();
      if (server.look(rate).verdicts.some(({ result }) => result === "broken")) over++;
    }
    return over / tries;
  };
  let [low, high] = [model.capacity / 3, model.capacity * 1.5];
  for (let n = 0; n < 7; n++) {
    const middle = Math.sqrt(low * high);
    if (share(middle) < 0.5) low = middle;
    else high = middle;
  }
  return Math.sqrt(low * high);
}
