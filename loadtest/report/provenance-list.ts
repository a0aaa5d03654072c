// Where a result comes from, as the report's last list: enough to repeat it, and to know later what
// was measured by what.
import { escape } from "./html.ts";
import type { Report } from "./page.ts";
import { duration, share } from "./words.ts";

export function provenanceList({ result, again }: Report): string {
  const { plan, versions, provenance, generator } = result;
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const perRequest = generator.cpuMs / Math.max(1, generator.requests);
  const segment =
    plan.segment === undefined ? "" : `, part ${plan.segment.index + 1} of ${plan.segment.of}`;
  const facts: readonly (readonly [name: string, value: string])[] = [
    ["Again", `<code>${escape(again)}</code>`],
    ["Target", escape(`${plan.target} (${plan.serverName})`)],
    ["Programs", escape(programs.join(", "))],
    ["Machine", escape(provenance.machine)],
    ["Seed", escape(`${plan.seed}, stage ${plan.stageSeed}, run ${plan.runId}${segment}`)],
    ["Workload", `<code>${escape(provenance.workloadHash)}</code> (equal for equal requests)`],
    ["Stage", `<code>${escape(provenance.stageHash)}</code>`],
    [
      "Generator",
      `${perRequest.toFixed(2)} ms of CPU a request, ` +
        `${share(generator.cpuMs, loadMs(result))} of one core` +
        (generator.eventLoopP99Ms === undefined
          ? ""
          : `, event loop ${generator.eventLoopP99Ms.toFixed(1)} ms late at p99`),
    ],
    ["Drain", `at most ${duration(plan.drainMs)}`],
  ];
  const rows = facts.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`);
  return `<dl class="facts">${rows.join("")}</dl>`;
}

function loadMs({ series }: Report["result"]): number {
  const last = series[series.length - 1];
  return last === undefined ? 0 : last.atMs + last.lengthMs;
}
