// Reads k6's stream of samples, a line each, into a recorder. The clock is the samples' own: rows of
// the series close when a sample of a later second comes by.
import type { JourneyName } from "../journeys/index.ts";
import { requestTimeoutMs } from "../journeys/step.ts";
import { metricNames } from "../matrix/metrics.ts";
import { phaseAt, type Shape } from "../profiles/shape.ts";
import { Histogram } from "./histogram.ts";
import { K6Lines, type Point } from "./k6-lines.ts";
import { noPhase, type Recorder } from "./recorder.ts";
import type { GeneratorFigures } from "./result.ts";

/** What is done with samples, beside the recorder. */
export interface SampleHooks {
  readonly recorder: Recorder;
  readonly shape: Shape;
  readonly listenRampMs: number;
  readonly rowMs: number;
  /** A request has ended; the time is in ms since 1970. */
  readonly onEnd: (failure: string | undefined, timeMs: number) => void;
  /** A row can be closed: it ended at this time after the start of the load. */
  readonly onRow: (endMs: number, timeMs: number) => void;
}

export class K6Samples {
  readonly #hooks: SampleHooks;
  readonly #lines: K6Lines;
  #rowEndMs = 0;
  /** Start of the load in ms since 1970; unknown until setup() has run. */
  #startMs: number | undefined;
  #crashes = 0;
  #openMs = 0;
  #heldMs = 0;
  readonly #late = new Histogram();

  constructor(hooks: SampleHooks) {
    this.#hooks = hooks;
    const { recorder } = hooks;
    const wanted = new Map<string, (point: Point) => void>([
      ["http_req_duration", (point) => this.#request(point)],
      ["dropped_iterations", ({ value }) => recorder.dropped(recorder.clockPhase, value)],
      [metricNames.begins, ({ value }) => this.#begin(value)],
      [metricNames.started, ({ tags }) => recorder.started(phaseIn(tags), journeyIn(tags))],
      [metricNames.finished, ({ tags }) => recorder.finished(phaseIn(tags), journeyIn(tags))],
      [metricNames.lag, ({ tags, value }) => recorder.seen(value, phaseIn(tags))],
      [metricNames.gaps, () => recorder.gap()],
      [metricNames.held, ({ value }) => void (this.#heldMs += value)],
      [metricNames.late, ({ value }) => this.#late.record(value)],
      [metricNames.crashed, ({ value }) => void (this.#crashes += value)],
    ]);
    this.#lines = new K6Lines(wanted.keys(), (point) => {
      this.clock(point.timeMs);
      wanted.get(point.metric)?.(point);
    });
  }

  /** Takes in a piece of the stream, which may end inside a line. */
  take(text: string): void {
    this.#lines.take(text);
  }

  /** Start of the load in ms since 1970, or undefined where it never began. */
  get startMs(): number | undefined {
    return this.#startMs;
  }

  /** Journeys that threw. */
  get crashes(): number {
    return this.#crashes;
  }

  /**
   * Whether k6 kept up, over the load: how late it was by its watch, and Little's law: how many
   * requests of journeys were open on average by k6's own times, and rate × the time from when each
   * was due to its answer.
   */
  generator(loadMs: number): Omit<GeneratorFigures, "cpuMs" | "requests"> {
    const [open, held] = [this.#openMs, this.#heldMs].map((ms) => ms / Math.max(1, loadMs));
    const lateMs = this.#late.quantileMs(0.99);
    return {
      ...(lateMs !== undefined && { eventLoopP99Ms: lateMs }),
      ...{ openMean: open, rateTimesLatency: open + Math.max(0, held) },
    };
  }

  #begin(beginMs: number): void {
    const { listenRampMs, rowMs, recorder } = this.#hooks;
    const startMs = beginMs + listenRampMs;
    const first = -Math.ceil(listenRampMs / rowMs) * rowMs;
    this.#startMs = startMs;
    this.#rowEndMs = first + rowMs;
    recorder.openRow(first);
  }

  /** Closes the rows that ended before a time in ms since 1970. */
  clock(timeMs: number): void {
    const { shape, rowMs, onRow, recorder } = this.#hooks;
    if (this.#startMs === undefined) return;
    const atMs = timeMs - this.#startMs;
    recorder.clockPhase = phaseAt(shape, atMs);
    while (atMs >= this.#rowEndMs) {
      onRow(this.#rowEndMs, timeMs);
      this.#rowEndMs += rowMs;
    }
  }

  #request({ tags, value, timeMs }: Point): void {
    const failure = tags["expected_response"] === "false" ? failureIn(tags, value) : undefined;
    const phase = phaseIn(tags);
    if (phase !== noPhase) this.#openMs += value;
    this.#hooks.recorder.request({
      ...{ name: tags["name"] ?? "", phase, ms: value, failure },
      longPoll: tags["poll"] === "yes",
    });
    this.#hooks.onEnd(failure, timeMs);
  }
}

/** Timers of k6 may be early by so much. */
const timerMs = 100;

const phaseIn = (tags: Point["tags"]) => Number(tags["phase"] ?? noPhase);
const journeyIn = (tags: Point["tags"]) => tags["journey"] as JourneyName;

/** The kind of a failure, as client.ts names them. The codes are k6's. */
function failureIn(tags: Point["tags"], ms: number): string {
  const status = tags["status"] ?? "0";
  if (status !== "0") return `http ${status}`;
  const code = Number(tags["error_code"] ?? 0);
  // Who waits shorter than ever has waited for the rest of the drain only; see Walk.untilMs.
  if (code === 1050 && ms < requestTimeoutMs - timerMs) return "unanswered";
  if (code === 1050 || code === 1211) return "timeout";
  if (code === 1212) return "refused";
  if (code === 1201 || code === 1220) return "reset";
  if (code >= 1100 && code < 1200) return "name unknown";
  if (code >= 1300 && code < 1400) return "tls";
  return "other";
}
