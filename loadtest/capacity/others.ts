// What other programs use of this machine's processors, looked at for a moment while the target rests:
// beside a target on the same machine they take what it could have used, and may put a probe over its
// threshold that has done nothing wrong.
import { cpus } from "node:os";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { targetSampler } from "../driver/sample-target.ts";
import { isLoopback } from "../driver/target.ts";

const lookMs = 800;

/**
 * Looks for a moment.
 * @returns 0 … 1; undefined where the target is elsewhere, so that it does not matter
 */
export async function othersCpuShare(
  target: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  if (!isLoopback(new URL(target).hostname)) return undefined;
  const sampleTarget = targetSampler(target);
  const [busyBefore, ownBefore, startMs] = [busyMs(), ownMs(), performance.now()];
  await sleep(lookMs, undefined, { signal }).catch(() => {});
  const spanMs = Math.max(1, performance.now() - startMs);
  const targetMs = (sampleTarget?.()?.cpuShare ?? 0) * spanMs;
  const othersMs = busyMs() - busyBefore - (ownMs() - ownBefore) - targetMs;
  const share = othersMs / (spanMs * cpus().length);
  return Math.min(1, Math.max(0, Math.round(1000 * share) / 1000));
}

/** What all processors of this machine have worked since it started, in ms. */
function busyMs(): number {
  return cpus().reduce(
    (sum, { times }) => sum + times.user + times.nice + times.sys + times.irq,
    0,
  );
}

function ownMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
