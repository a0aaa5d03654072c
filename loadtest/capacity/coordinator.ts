// Runs a search: asks search.ts what comes next, has it probed, writes it down, until the end or the
// user's signal. Knows neither HTTP nor Matrix: the prober does.
import { answerOf, type Answer } from "./answer.ts";
import type { ProbeFinding, ProbeOrder, ProbeRecord } from "./probe-record.ts";
import { descentsOf, nextStep, type SearchPlan } from "./search.ts";

/** What can be probed: users on a homeserver, events from other servers, a simulated queue. */
export interface Prober {
  /**
   * Makes one probe; undefined where the signal ended it.
   * @throws Error where nothing can be probed at all
   */
  probe(order: ProbeOrder, signal: AbortSignal): Promise<ProbeFinding | undefined>;
  /** Waits until the server has got over the last probe; false where it does not in its time. */
  settle(signal: AbortSignal): Promise<boolean>;
  /** Takes down what was set up for all probes. */
  close?(): Promise<void>;
}

export interface SearchHooks {
  readonly signal: AbortSignal;
  /** What was done before; empty for a new search. */
  readonly records: readonly ProbeRecord[];
  /** Keeps a record for good before the next probe begins. */
  readonly keep: (record: ProbeRecord) => void;
  /**
   * No probe begins that would not end within so long, by how long the last one took. Towards its end
   * one way down goes before more narrowing.
   */
  readonly withinMs?: number;
  readonly onOrder?: (order: ProbeOrder, records: readonly ProbeRecord[]) => void;
  readonly now?: () => string;
}

export interface SearchOutcome {
  readonly answer: Answer;
  readonly records: readonly ProbeRecord[];
}

/** A shock, and so many steps that a way down mostly takes, with some to spare. */
const probesDown = 6;

/** Searches to the end, or until the signal; answers what is known then. */
export async function search(
  plan: SearchPlan,
  prober: Prober,
  {
    signal,
    keep,
    withinMs = Infinity,
    onOrder,
    now = () => new Date().toISOString(),
    ...hooks
  }: SearchHooks,
): Promise<SearchOutcome> {
  const records = [...hooks.records];
  const resumedAt = records.length;
  const untilMs = performance.now() + withinMs;
  let [startMs, tookMs] = [performance.now(), 0];
  const end = (end: Answer["end"]) => ({ answer: answerOf(plan, records, end), records });
  for (;;) {
    const leftMs = untilMs - performance.now();
    const wayDownOpen = plan.descents > 0 && descentsOf(plan, records, resumedAt).done === 0;
    const hurry = wayDownOpen && leftMs < probesDown * (performance.now() - startMs);
    const step = nextStep(plan, records, { hurry, resumedAt });
    if (step.kind === "end") return end(step.end);
    if (signal.aborted) break;
    tookMs = performance.now() - startMs;
    startMs = performance.now();
    if (startMs + tookMs > untilMs) return end({ how: "out of time" });
    const { order } = step;
    // On the way down the server is to keep what the shock did to it.
    if (order.phase !== "descend" && records.length > 0) {
      const settled = await prober.settle(signal);
      if (signal.aborted) break;
      if (!settled) return end({ how: "refused", refusal: unsettled });
    }
    onOrder?.(order, records);
    const startedAt = now();
    const finding = await prober.probe(order, signal);
    if (finding === undefined || signal.aborted) break;
    const record: ProbeRecord = { ...order, startedAt, ...finding };
    keep(record);
    records.push(record);
  }
  return end({ how: "stopped" });
}

const unsettled = {
  kind: "target lost",
  detail: "The server did not recover from the last probe: without any load it is still slow.",
  remedy: "Look into its log; restart it and run the same command again to go on from here.",
} as const;
