// What a server under load uses and does, sampled beside the load: processor time and memory of its
// process, events persisted and PDUs received by its metrics. A server that runs elsewhere, or has
// no metrics, gives what can be had; nothing here ever fails a load.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { request, type Dispatcher } from "undici";
import { sumMetrics } from "./metrics.ts";

/** One look at a server. All counts are since its start; absent is what could not be had. */
export interface ServerSample {
  /** Milliseconds since 1970. */
  readonly atMs: number;
  /** Processor time, in ms. */
  readonly cpuMs?: number;
  /** Resident memory. */
  readonly memoryBytes?: number;
  readonly persistedEvents?: number;
  readonly receivedPdus?: number;
  readonly softFailedEvents?: number;
  /** PDUs that were thrown away unread because too many of a room waited. */
  readonly prunedPdus?: number;
}

/** A server to look at. */
export interface SampledServer {
  /** Its base address; metrics are asked for at `/_synapse/metrics`. */
  readonly url: string;
  /** Its process, where it runs on this machine. */
  readonly pid?: number;
  /** How connections to it are made (default: as undici does). */
  readonly dispatcher?: Dispatcher;
}

const counters = {
  persistedEvents: "synapse_storage_events_persisted_events_total",
  receivedPdus: "synapse_federation_server_received_pdus_total",
  softFailedEvents: "synapse_federation_soft_failed_events_total",
  prunedPdus: "synapse_federation_server_number_inbound_pdu_pruned_total",
} as const;
const cpu = "process_cpu_seconds_total";
const memory = "process_resident_memory_bytes";

/** Looks once. The metrics cost Synapse some 10 ms of its processor. */
export async function sampleServer({ pid, ...server }: SampledServer): Promise<ServerSample> {
  const metrics = sumMetrics(await metricsOf(server), [...Object.values(counters), cpu, memory]);
  const usage = pid === undefined ? undefined : usageOf(pid);
  const cpuSeconds = metrics.get(cpu);
  const sample: Record<string, number> = { atMs: Date.now() };
  const put = (name: string, value: number | undefined) => {
    if (value !== undefined) sample[name] = value;
  };
  put("cpuMs", usage?.cpuMs ?? (cpuSeconds === undefined ? undefined : cpuSeconds * 1000));
  put("memoryBytes", usage?.memoryBytes ?? metrics.get(memory));
  // A counter with labels is not there before it first counts; with metrics, that means zero.
  const fallback = metrics.size > 0 ? 0 : undefined;
  for (const [name, metric] of Object.entries(counters)) put(name, metrics.get(metric) ?? fallback);
  return sample as unknown as ServerSample;
}

/** Looks again and again until it is stopped. */
export class ServerSampler {
  readonly #server: SampledServer;
  readonly #everyMs: number;
  readonly samples: ServerSample[] = [];
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #busy = false;

  /** @param everyMs (default: 1000) */
  constructor(server: SampledServer, { everyMs = 1_000 }: { everyMs?: number } = {}) {
    this.#server = server;
    this.#everyMs = everyMs;
  }

  /** Begins; the first look is now. Looks never overlap: a server that is slow is asked less. */
  start(): void {
    const look = async () => {
      if (this.#busy) return;
      this.#busy = true;
      this.samples.push(await sampleServer(this.#server));
      this.#busy = false;
    };
    this.#looking = look();
    this.#timer = setInterval(() => (this.#looking = look()), this.#everyMs);
    this.#timer.unref();
  }

  /** Ends, with a last look. */
  async stop(): Promise<readonly ServerSample[]> {
    clearInterval(this.#timer);
    await this.#looking;
    this.samples.push(await sampleServer(this.#server));
    return this.samples;
  }
}

async function metricsOf({ url, dispatcher }: SampledServer): Promise<string> {
  try {
    const answer = await request(`${url.replace(/\/+$/, "")}/_synapse/metrics`, {
      ...{ headersTimeout: 5_000, bodyTimeout: 5_000 },
      ...(dispatcher !== undefined && { dispatcher }),
    });
    const text = await answer.body.text();
    return answer.statusCode === 200 ? text : "";
  } catch {
    return "";
  }
}

/** Linux counts in ticks of 10 ms and pages of 4 KiB. */
const tickMs = 10;

/** What a process of this machine has used so far, or undefined where it cannot be known. */
export function usageOf(pid: number): { cpuMs: number; memoryBytes: number } | undefined {
  try {
    if (process.platform !== "linux") return usageByPs(pid);
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    const resident = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return {
      cpuMs: (Number(fields[11]) + Number(fields[12])) * tickMs,
      memoryBytes: Number(resident?.[1] ?? 0) * 1024,
    };
  } catch {
    return undefined;
  }
}

/** `ps` says `[[dd-]hh:]mm:ss` and kibibytes. */
function usageByPs(pid: number): { cpuMs: number; memoryBytes: number } {
  const asked = execFileSync("ps", ["-o", "time=,rss=", "-p", String(pid)], { encoding: "utf8" });
  const [time, resident] = asked.trim().split(/\s+/);
  const seconds = time.split(/[-:]/).reduce((sum, part) => sum * 60 + Number(part), 0);
  return { cpuMs: seconds * 1000, memoryBytes: Number(resident) * 1024 };
}
