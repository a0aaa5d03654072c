// A plan as k6's options: one open-model scenario for the arrivals, one for the listeners, one that
// watches k6 itself, and the thresholds in k6's own words, so that `k6 run` by hand judges as
// `rashomon load` does.
import type { Options } from "k6/options";
import { durationOf, peakOf, type Shape } from "../profiles/shape.ts";
import { parseSlos, type Slo } from "../slo.ts";
import type { JobPlan } from "./job.ts";
import { metricNames } from "./metrics.ts";

/** k6 wants whole rates: journeys per 1,000 seconds are fine enough. */
const unitSeconds = 1_000;

/** A journey takes up to half a minute, most of it waiting; a VU does one at a time. */
const secondsPerJourney = 20;

/** @param generators how many k6 share the load by equal execution segments */
export function optionsOf(plan: JobPlan, generators = 1): Options {
  const { shape, listeners, listenRampMs, drainMs, inFlightMax, insecure } = plan;
  const loadMs = durationOf(shape);
  const preAllocatedVUs = Math.min(inFlightMax, Math.ceil(peakOf(shape) * secondsPerJourney) + 10);
  return {
    // What most requests want is said here: k6 reads all that a request says of itself anew.
    discardResponseBodies: true,
    maxRedirects: 0,
    insecureSkipTLSVerify: insecure,
    userAgent: "rashomon",
    // A page load's requests go out at once. With 0 a batch never ends.
    batch: 100,
    batchPerHost: 100,
    setupTimeout: "30s",
    summaryTrendStats: ["count", "min", "avg", "med", "p(90)", "p(95)", "p(99)", "max"],
    systemTags: ["status", "error_code", "expected_response", "name"],
    scenarios: {
      act: {
        executor: "ramping-arrival-rate",
        exec: "act",
        startTime: `${listenRampMs}ms`,
        timeUnit: `${unitSeconds}s`,
        startRate: whole(shape[0].fromRate),
        stages: stagesOf(shape),
        preAllocatedVUs,
        maxVUs: inFlightMax,
        gracefulStop: `${drainMs}ms`,
      },
      ...(listeners > 0 && {
        listen: {
          executor: "per-vu-iterations",
          exec: "hear",
          vus: listeners,
          iterations: 1,
          maxDuration: `${listenRampMs + loadMs + drainMs + 2_000}ms`,
          gracefulStop: "0s",
        },
      }),
      look: {
        executor: "per-vu-iterations",
        exec: "look",
        vus: generators,
        iterations: 1,
        maxDuration: `${listenRampMs + loadMs + 2_000}ms`,
        gracefulStop: "0s",
      },
    },
    thresholds: thresholdsOf(parseSlos(plan.thresholds)),
  };
}

const whole = (perSecond: number) => Math.round(perSecond * unitSeconds);

function stagesOf(shape: Shape): { duration: string; target: number }[] {
  const stages = shape.flatMap(({ durationMs, fromRate, toRate }) => [
    { duration: "0s", target: whole(fromRate) },
    { duration: `${durationMs}ms`, target: whole(toRate) },
  ]);
  // Without some time more the arrivals that are due at the very end are lost where k6 is late.
  return [...stages, { duration: "0s", target: 0 }, { duration: "3s", target: 0 }];
}

function thresholdsOf(slos: readonly Slo[]): Record<string, string[]> {
  const thresholds: Record<string, string[]> = { [metricNames.crashed]: ["count<1"] };
  for (const slo of slos) {
    const [metric, expression] = thresholdOf(slo);
    (thresholds[metric] ??= []).push(expression);
  }
  return thresholds;
}

function thresholdOf(slo: Slo): [metric: string, expression: string] {
  const named = (request: string | undefined) =>
    request === undefined ? "measured:yes,poll:no" : `measured:yes,name:${request}`;
  switch (slo.kind) {
    case "latency":
      return [
        `http_req_duration{${named(slo.request)}}`,
        `p(${Number((slo.quantile * 100).toPrecision(12))})<${slo.belowMs}`,
      ];
    case "lag":
      return [
        `${metricNames.lag}{measured:yes}`,
        `p(${Number((slo.quantile * 100).toPrecision(12))})<${slo.belowMs}`,
      ];
    case "errors": {
      const only = slo.request === undefined ? "" : `,name:${slo.request}`;
      return [`http_req_failed{measured:yes${only}}`, `rate<${slo.belowShare}`];
    }
    case "dropped":
      return ["dropped_iterations", `count<${slo.below}`];
  }
}
