// Where a result comes from, as the report's last list: enough to repeat it, and to know later what
// was measured by what.
import type { Fact } from "../page/document.ts";
import { duration, share } from "../page/words.ts";
import type { LoadResult } from "../driver/result.ts";

/** @param again the command that makes the result again */
export function provenanceOf(result: LoadResult, again: string): Fact[] {
  const { plan, versions, provenance, generator } = result;
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const perRequest = generator.cpuMs / Math.max(1, generator.requests);
  const segment =
    plan.segment === undefined ? "" : `, part ${plan.segment.index + 1} of ${plan.segment.of}`;
  return [
    ["Again", again],
    ["Target", `${plan.target} (${plan.serverName})`],
    ["Programs", programs.join(", ")],
    ["Machine", provenance.machine],
    ["Seed", `${plan.seed}, stage ${plan.stageSeed}, run ${plan.runId}${segment}`],
    ["Workload", `${provenance.workloadHash} (equal for equal requests)`],
    ["Stage", provenance.stageHash],
    [
      "Generator",
      `${perRequest.toFixed(2)} ms of CPU a request, ` +
        `${share(generator.cpuMs, loadMs(result))} of one core` +
        (generator.eventLoopP99Ms === undefined
          ? ""
          : `, ${generator.eventLoopP99Ms.toFixed(1)} ms late to act at p99`),
    ],
    ["Drain", `at most ${duration(plan.drainMs)}`],
  ];
}

function loadMs({ series }: LoadResult): number {
  const last = series[series.length - 1];
  return last === undefined ? 0 : last.atMs + last.lengthMs;
}
