// Where partitions overlap: which kind of split with which other faults and with how many, and what
// happens while two of them are on. Coverage counts these as places; whoever made an event inside two
// cuts at once came to another one than whoever made it inside one.
import type { FaultSpan } from "../view/fault-spans.ts";
import { bucket, slotKind } from "./place-words.ts";
import type { TraceView } from "../view/trace-view.ts";

/** The places of a run that overlapping partitions make; each begins with `overlap: `. */
export function* overlapPlaces(view: TraceView): Generator<string> {
  const splits = view.allFaults.filter(({ family }) => family === "partition");
  if (splits.length === 0) return;
  for (const split of splits) {
    const others = view.allFaults.filter((other) => other !== split && meet(view, split, other));
    for (const { family } of others) yield `overlap: ${split.mode} with ${family}`;
    const most = mostAtOnce(view, [split, ...others]) - 1;
    if (most > 0) yield `overlap: ${split.mode} with ${bucket(most)} at once`;
  }
  if (splits.length < 2) return;
  for (const [atMs, what] of happenings(view)) {
    const count = splits.filter((split) => isOn(view, split, atMs)).length;
    if (count > 1) yield `overlap: in ${bucket(count)} splits, ${what}`;
  }
}

/** What a server got because it asked. */
const fetched: Readonly<Record<string, string | undefined>> = {
  missing: "missing events fetched",
  state: "state fetched",
  backfill: "history fetched",
  join: "room entered",
};

/** What may happen in a split, and when. */
function* happenings(view: TraceView): Generator<readonly [atMs: number, what: string]> {
  for (const { atMs, pdu } of view.events) {
    const { type, state_key: key } = (pdu ?? {}) as { type?: unknown; state_key?: unknown };
    yield [atMs, key === undefined ? "message made" : `${slotKind(String(type))} made`];
  }
  for (const { atMs, algorithm } of view.resolutions) yield [atMs, `${algorithm} resolves`];
  for (const arrivals of view.arrivals) {
    for (const { atMs, verdict, via } of arrivals) {
      if (verdict !== "accepted" && verdict !== "outlier") yield [atMs, verdict];
      else if (fetched[via] !== undefined) yield [atMs, fetched[via]];
    }
  }
}

function endOf({ endMs }: TraceView, span: FaultSpan): number {
  return span.endMs ?? endMs + 1;
}

function isOn(view: TraceView, span: FaultSpan, atMs: number): boolean {
  return span.startMs <= atMs && atMs < endOf(view, span);
}

/** True where two faults are on at some time; what takes no time meets nothing. */
function meet(view: TraceView, a: FaultSpan, b: FaultSpan): boolean {
  const startMs = Math.max(a.startMs, b.startMs);
  return isOn(view, a, startMs) && isOn(view, b, startMs);
}

/** The most of some faults that are on at one time at which the first of them is. */
function mostAtOnce(view: TraceView, spans: readonly FaultSpan[]): number {
  let most = 0;
  for (const { startMs } of spans) {
    if (!isOn(view, spans[0], startMs)) continue;
    most = Math.max(most, spans.filter((span) => isOn(view, span, startMs)).length);
  }
  return most;
}
