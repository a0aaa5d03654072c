// One k6 process's samples as a result: for processes that no driver of ours started, such as the
// runners of a k6-operator. What only a driver could see (CPU of the process) is missing.
import { K6Samples } from "../driver/k6-samples.ts";
import { planOfResult } from "../driver/plan-of-result.ts";
import type { Segment } from "../driver/plan.ts";
import { provenanceOf } from "../driver/provenance.ts";
import { Recorder } from "../driver/recorder.ts";
import { resultFormat, rowMsOf, settleMs, type LoadResult } from "../driver/result.ts";
import { versions } from "../driver/versions.ts";
import type { Job } from "../matrix/job.ts";
import { durationOf } from "../profiles/shape.ts";

export class SampleReader {
  readonly #job: Job;
  readonly #segment: Segment;
  readonly #recorder: Recorder;
  readonly #samples: K6Samples;

  constructor(job: Job, segment: Segment) {
    const { shape, listenRampMs } = job.plan;
    this.#job = job;
    this.#segment = segment;
    this.#recorder = new Recorder(shape);
    this.#samples = new K6Samples({
      ...{ recorder: this.#recorder, shape, listenRampMs, rowMs: rowMsOf(durationOf(shape)) },
      onEnd: () => {},
      onRow: (endMs) => void this.#recorder.closeRow(endMs),
    });
  }

  /** Takes in a piece of the file, which may end inside a line. */
  take(text: string): void {
    this.#samples.take(text);
  }

  /** What was measured, or undefined where the load never began. */
  result(): LoadResult | undefined {
    const { startMs } = this.#samples;
    if (startMs === undefined) return undefined;
    const { plan, stage } = this.#job;
    const loadPlan = { ...plan, thresholds: [], stage, segment: this.#segment };
    this.#samples.clock(startMs + durationOf(plan.shape) + settleMs);
    const crashed = this.#samples.crashes > 0;
    return {
      ...{ format: resultFormat, driver: "k6", plan: planOfResult(loadPlan) },
      startedAt: new Date(startMs).toISOString(),
      end: crashed
        ? { how: "generator failed", why: "A journey threw; k6's log tells more." }
        : { how: "whole", why: "" },
      ...{ phases: this.#recorder.phases(), series: this.#recorder.series },
      generator: {
        ...{ cpuMs: 0, requests: this.#recorder.requests },
        ...this.#samples.generator(durationOf(plan.shape)),
      },
      ...{ versions: versions(), provenance: provenanceOf(loadPlan) },
    };
  }
}
