// Samples the target's process where it runs on this machine: CPU as a share of one core, and
// memory. Elsewhere there are no samples, and the report says so.
import { performance } from "node:perf_hooks";
import { usageOf } from "../../sim/bridge/server-sampler.ts";
import { listenerOf } from "./listener-of.ts";
import type { TargetSample } from "./result.ts";
import { isLoopback } from "./target.ts";

/** A function that answers what happened since its last call, or undefined where nobody can know. */
export function targetSampler(target: string): (() => TargetSample | undefined) | undefined {
  const { hostname, port, protocol } = new URL(target);
  if (!isLoopback(hostname)) return undefined;
  const pid = listenerOf(Number(port !== "" ? port : protocol === "https:" ? 443 : 80));
  if (pid === undefined) return undefined;
  let before = { cpuMs: usageOf(pid)?.cpuMs ?? 0, atMs: performance.now() };
  return () => {
    const stat = usageOf(pid);
    if (stat === undefined) return undefined;
    const now = { cpuMs: stat.cpuMs, atMs: performance.now() };
    const share = (now.cpuMs - before.cpuMs) / Math.max(1, now.atMs - before.atMs);
    before = now;
    return { cpuShare: Math.round(share * 1000) / 1000, memoryBytes: stat.memoryBytes };
  };
}
