// What a run comes to, for people and for programs: the story in words, verdicts, counters, seed,
// how to repeat it and where to look. Used by the commands that run plans.
import { quoted } from "../again.ts";
import { showMs, type Counters, type RunResult } from "../../run/index.ts";
import { knownWeaknesses, viewTrace, weaknesses } from "../../check/index.ts";
import type { VerdictRecord } from "../../trace/records.ts";
import { story } from "../../trace/story.ts";
import type { RunFiles } from "./run-folder.ts";

/** A run for programs. */
export function reportOf(result: RunResult, seconds: number, again: string): object {
  const { plan, hash, verdicts, counters, outcome, endMs, nudges } = result;
  return {
    command: "run",
    scenario: plan.scenario,
    seed: plan.seed,
    outcome,
    verdicts: verdictRows(verdicts),
    known: Object.fromEntries(knownOf(result)),
    counters: { ...countersOf(counters, seconds), virtualMs: endMs, nudges },
    hash,
    again,
  };
}

const marks = { op: " ", fault: "⚡", failed: "✗", resolved: "↻", mark: "!" } as const;
const signs = { held: "✓ held   ", broken: "✗ BROKEN ", unknown: "? unknown" } as const;

/** Verdicts for programs. */
export function verdictRows(verdicts: readonly VerdictRecord[]): object[] {
  return verdicts.map(({ check, result, detail, events, servers }) => {
    return { check, result, detail, events, servers };
  });
}

/** Verdicts for people, a line each. A claim's name is a sentence: its reason goes beside all others'. */
export function verdictLines(verdicts: readonly VerdictRecord[]): string[] {
  const width = Math.min(widestName, Math.max(0, ...verdicts.map(({ check }) => check.length)));
  return verdicts.map(({ check, result, detail }) => {
    return `${signs[result]} ${check.padEnd(width)}  ${detail}`;
  });
}

/** Columns for names of verdicts; what is longer pushes its own reason on. */
const widestName = 40;

/** Counters for programs, with the rate in real time. */
export function countersOf(counters: Readonly<Counters>, seconds: number) {
  const rate = Math.round(counters.deliveries / Math.max(seconds, 1e-3));
  return { ...counters, deliveriesPerSecond: rate };
}

/** A run for people: what happened, verdicts, counters, and how to repeat it. */
export function reportTextOf(
  result: RunResult,
  { again, extra, lines }: { again: string; extra: string; lines: number },
): string {
  const { plan, verdicts, counters, endMs, nudges, hash, outcome } = result;
  const told = story(result.records);
  const shown = told.slice(0, lines);
  const text = [
    `${plan.scenario}, seed ${plan.seed}: ${plan.about ?? ""}`,
    "",
    ...shown.map(({ atMs, kind, text }) => `${showMs(atMs).padStart(15)} ${marks[kind]} ${text}`),
    ...(told.length > shown.length
      ? [`${" ".repeat(15)}   … ${told.length - shown.length} more lines in report.txt`]
      : []),
    "",
    ...(extra === "" ? [] : [extra.trimEnd(), ""]),
    ...verdictLines(verdicts),
    ...knownLines(result),
    "",
    `${counters.events} events, ${counters.deliveries} deliveries, ${counters.softFailed} softly ` +
      `failed, ${counters.rejected} rejected, ${counters.resolutions} resolutions, ` +
      `${nudges} rounds of nudges, ${showMs(endMs)} of virtual time`,
    `seed ${plan.seed}, trace hash ${hash}: ${outcomes[outcome]}`,
    `repeat: ${again}`,
    "",
  ];
  return text.join("\n");
}

/** Of what is broken, what is no news, with the story that shows it; nothing where all is well. */
function knownLines(result: RunResult): string[] {
  return Array.from(knownOf(result), ([check, name]) => {
    return `~ known    ${check}: ${name}. ${weaknesses[name].about} See ${weaknesses[name].shownBy}`;
  });
}

function knownOf({ records, verdicts }: RunResult): ReturnType<typeof knownWeaknesses> {
  const isBroken = verdicts.some(({ result }) => result === "broken");
  return isBroken ? knownWeaknesses(viewTrace(records), verdicts) : new Map();
}

const outcomes = {
  held: "all is well",
  broken: "a check is broken",
  unsettled: "the servers did not come to rest in the bound",
} as const;

/** Where a run was written, and how fast it was. */
export function filesText(files: RunFiles, result: RunResult, seconds: number): string {
  const rate = Math.round(result.counters.deliveries / Math.max(seconds, 1e-3));
  const page =
    files.page === undefined ? "(the trace is too long for a replay page)" : `open ${files.page}`;
  const took = `took ${seconds.toFixed(2)} s (${rate} deliveries/s), written to ${files.folder}\n${page}\n`;
  if (result.outcome === "held") return took;
  const run = quoted(files.folder);
  return `${took}make it smaller: rashomon shrink ${run}\nwhen it was decided: rashomon curve ${run}\n`;
}
