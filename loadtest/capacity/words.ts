// A search's answer in sentences, the same on the terminal and on the page.
import { rate, time } from "../page/words.ts";
import { recoveryConfidence, type Answer, type GaveWay } from "./answer.ts";
import type { Interval } from "./belief.ts";
import type { ProbeOrder, ProbeRecord } from "./probe-record.ts";
import type { SearchPlan } from "./search.ts";

/** `10.2 … 14.8`, `over 200`, `under 0.1`. */
export function intervalText({ low, high }: Interval): string {
  if (low === 0 && high === Infinity) return "unknown";
  if (high === Infinity) return `over ${three(low)}`;
  if (low === 0) return `under ${three(high)}`;
  return `${three(low)} … ${three(high)}`;
}

/** A rate, or a dash where nothing gave way. */
export const kneeText = (knee: number) => (knee === Infinity ? "–" : three(knee));

/** The answer in one sentence. */
export function headline(
  { end, interval }: Answer,
  { confidence }: SearchPlan,
  unit: string,
): string {
  const sure = `${Math.round(100 * confidence)} %`;
  const about = `Capacity: ${intervalText(interval)} ${unit} (${sure})`;
  switch (end.how) {
    case "found":
      return `${about}.`;
    case "above the bound":
      return `Everything held up to the highest rate that may be probed: ${intervalText(interval)} ${unit}.`;
    case "below the bound":
      return `Nothing held, not even at the lowest rate that may be probed: ${intervalText(interval)} ${unit}.`;
    case "too wide":
      return `${about}; wider than asked for, and all probes are used up.`;
    case "out of time":
      return `${about}; the time was up before it was as narrow as asked for.`;
    case "stopped":
      if (interval.low === 0 && interval.high === Infinity) {
        return "Stopped before anything was known.";
      }
      return `Stopped. Known until then: ${intervalText(interval)} ${unit} (${sure}).`;
    case "refused":
      return `Refused: ${end.refusal.detail}`;
  }
}

/** More than this of the machine in use by others is worth a word. */
const othersMax = 0.2;

/** What else there is to say, a sentence each. */
export function answerLines(answer: Answer, unit: string): string[] {
  const { end, safeRate, gaveWay, probes, refused, drift, interval } = answer;
  const lines: string[] = [];
  if (end.how === "refused") {
    lines.push(end.refusal.remedy);
    if (interval.low > 0) lines.push(`What held before that: ${intervalText(interval)} ${unit}.`);
  }
  lines.push(...firstLine(gaveWay, unit));
  if (safeRate > 0 && interval.high < Infinity && interval.low > 0) {
    lines.push(`At ${three(safeRate)} ${unit} nine of ten probes hold.`);
  }
  lines.push(...hysteresisLine(answer, unit));
  const goesOn = end.how === "out of time" || end.how === "stopped";
  if (goesOn && interval.low > 0 && answer.hysteresis.result === "not measured") {
    lines.push(
      "Whether it recovers where it failed is open: the way down was not measured. The same command goes on with it.",
    );
  }
  if (drift.result === "found") {
    const percent = (100 * (Math.exp(drift.perProbe) - 1)).toFixed(1);
    lines.push(
      `The knee moves by ${percent} % with each probe; the interval is that of the last one.`,
    );
  }
  const { othersCpuShare = 0 } = answer;
  if (othersCpuShare > othersMax) {
    lines.push(
      `Other programs used ${Math.round(100 * othersCpuShare)} % of this machine's processors: ` +
        "a target on it could have used them, and its capacity is higher on a quiet machine.",
    );
  }
  const spoilt = refused > 0 ? `, and ${refused} that were refused` : "";
  lines.push(`${probes} ${probes === 1 ? "probe" : "probes"} counted${spoilt}.`);
  return lines;
}

function firstLine(gaveWay: readonly GaveWay[], unit: string): string[] {
  const [first, second] = gaveWay.filter(({ broken }) => broken > 0);
  if (first === undefined) return [];
  if (first.interval.high === Infinity) {
    return [`${first.slo} gave way first; at which rate is not clear yet.`];
  }
  const isKnown = second !== undefined && second.knee < Infinity;
  const next = !isKnown ? "" : `, then ${second.slo} at about ${three(second.knee)}`;
  return [`${first.slo} gave way first, at about ${three(first.knee)} ${unit}${next}.`];
}

function hysteresisLine({ hysteresis }: Answer, unit: string): string[] {
  const { result, recovers } = hysteresis;
  if (recovers === undefined) return [];
  const at = `${intervalText(recovers)} ${unit} (${Math.round(100 * recoveryConfidence)} %)`;
  switch (result) {
    case "found":
      return [`After an overload it recovers only at ${at}, lower than where it fails.`];
    case "none":
      return [`After an overload it recovers where it failed, at ${at}.`];
    case "unknown":
      return [
        `After an overload it recovers at ${at}; whether that is lower than where it fails is not clear.`,
      ];
    case "not measured":
      return [];
  }
}

/** What is about to be probed, for a line of progress. */
export function orderText({ phase, rate: perSecond, n }: ProbeOrder, unit: string): string {
  const why = {
    gauge: "a quick look at where to begin",
    warm: "warming up",
    bracket: "looking for the other side",
    narrow: "narrowing",
    shock: "over capacity on purpose",
    descend: "on the way down",
  }[phase];
  return `probe ${n + 1}, ${why}: ${rate(perSecond)} ${unit}`;
}

/** What a probe found, for a line of progress: `12.1 PDU/s: over, lag.p95 was 2.3 s, 115 % of 2 s`. */
export function recordText(record: ProbeRecord, unit: string): string {
  const { phase, figures, refusals, verdicts } = record;
  if (refusals.length > 0) return `${three(record.rate)} ${unit}: refused, ${refusals[0].detail}`;
  if (phase === "gauge") return `roughly ${three(figures.achievedRate)} ${unit}`;
  const broken = verdicts.find(({ result }) => result === "broken");
  const p95 = [
    figures.p95Ms === undefined ? undefined : `p95 ${time(figures.p95Ms)}`,
    figures.lagP95Ms === undefined ? undefined : `lag p95 ${time(figures.lagP95Ms)}`,
  ];
  const seen = broken?.detail ?? p95.filter((text) => text !== undefined).join(", ");
  return `${three(record.rate)} ${unit}: ${broken === undefined ? "held" : "over"}, ${seen}`;
}

/** Three significant digits. */
function three(value: number): string {
  return String(Number(value.toPrecision(3)));
}
