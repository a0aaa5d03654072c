// What a sweep comes to: for people, and as JUnit for build servers. The kinds of failures come with
// the seed whose run is the shortest, which is the one to look at.
import { countOf, type SeedRange } from "../../run/index.ts";
import { canaryText, type Canary } from "./canary.ts";
import { newsOf, type KnownFailures } from "./failure-news.ts";
import { guidanceText, type Guidance } from "./sweep-guidance.ts";
import { nextSteps } from "./next-steps.ts";
import type { FailureGroup, Place } from "./sweep-store.ts";

/** What there is to say of a sweep. */
export interface SweepFacts {
  readonly scenario: string;
  readonly seeds: SeedRange;
  /** Why it ended: all is run, or what stopped it before. */
  readonly end: "done" | "time" | "failures" | "stable" | "interrupted";
  readonly jobs: number;
  /** Runs of the range that are in the results, and those that were made just now. */
  readonly done: number;
  readonly ran: number;
  readonly seconds: number;
  /** The story that had to break first; absent where nothing was left to run. */
  readonly canary?: Canary;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly failures: readonly FailureGroup[];
  /** What the runs of the file came to, and what none did: sites, and claims of the story. */
  readonly coverage: readonly Place[];
  readonly neverReached: readonly string[];
  /** True where known weaknesses are no failure (`--allow-known`). */
  readonly allowsKnown?: boolean;
  /** Of all trace hashes in order of seeds. */
  readonly hash: string;
  /** Of a guided sweep: what came of going on from plans. */
  readonly guidance?: Guidance;
  /** What names a seed's run for `rashomon run` and `rashomon shrink`. */
  readonly words: (seed: number) => string;
}

const ends = {
  done: "all seeds are run",
  time: "stopped by --for; the same command goes on",
  failures: "stopped by --max-failures; the same command goes on",
  stable: "stopped by --until-stable: nothing new is reached; the same command goes on",
  interrupted: "interrupted; the same command goes on",
} as const;

/** A sweep for people. */
export function sweepText(facts: SweepFacts): string {
  const { scenario, seeds, done, ran, seconds, outcomes, failures, jobs, canary } = facts;
  const { held = 0, broken = 0, unsettled = 0 } = outcomes;
  const rate = ran / Math.max(seconds, 1e-3);
  const lines = [
    `${scenario}, seeds ${seeds.first}..${seeds.last}: ${done} of ${countOf(seeds)} runs`,
    `  ${held} held, ${broken} broken, ${unsettled} did not come to rest`,
    `  ${ran} run now in ${seconds.toFixed(1)} s with ${jobs} jobs (${rate.toFixed(1)} runs/s)`,
    `  hash of all traces ${facts.hash}; ${ends[facts.end]}`,
    ...(canary === undefined ? [] : [`  ${canaryText(canary)}`]),
    "",
  ];
  const { news, known } = newsOf(failures);
  for (const { signature, runs, seed, events, detail } of news) {
    const share = ((100 * runs) / Math.max(1, done)).toFixed(1);
    lines.push(`✗ ${runs} runs (${share} %): ${signature}`);
    lines.push(`    shortest at seed ${seed}, ${events} events: ${detail}`);
    const { look, shrink } = nextSteps(facts.words(seed), signature);
    lines.push(`    look:    ${look}`, `    smaller: ${shrink}`, "");
  }
  if (known.length > 0) {
    lines.push("known weaknesses, which are no news:", "");
    for (const one of known) lines.push(...knownLines(one, facts), "");
  }
  const { coverage, neverReached, guidance } = facts;
  if (guidance !== undefined) lines.push(guidanceText(guidance), "");
  lines.push(`${coverage.length} places reached; never: ${neverReached.join("; ") || "none"}`, "");
  return lines.join("\n");
}

/** What is known of a weakness, where it is shown, and in which ways it came up here. */
function knownLines(
  { name, about, shownBy, thread, failures, groups }: KnownFailures,
  { words }: SweepFacts,
): string[] {
  const where = thread === undefined ? shownBy : `${shownBy} (${thread})`;
  const shown = groups.slice(0, kindsMax).map(({ runs, signature, seed }) => {
    return `    ${String(runs).padStart(4)} × ${signature}; ${nextSteps(words(seed), signature).look}`;
  });
  const more = groups.length - shown.length;
  return [
    `~ ${failures} ${failures === 1 ? "failure" : "failures"}: ${name}. ${about}`,
    `    shown by ${where}`,
    ...shown,
    ...(more > 0 ? [`    and ${more} more kinds, which report.html lists`] : []),
  ];
}

/** How many kinds of failures are listed under a known weakness. */
const kindsMax = 3;

/** True where a sweep has found something broken that it does not let pass. */
export function isBroken(facts: SweepFacts): boolean {
  if (facts.end === "done" && claimsNotMet(facts).length > 0) return true;
  if (facts.allowsKnown !== true) return (facts.outcomes["broken"] ?? 0) > 0;
  return newsOf(facts.failures).news.some(({ signature }) => signature !== "unsettled");
}

/** Claims of the story that no run has met; each begins with its kind. */
function claimsNotMet({ neverReached }: SweepFacts): string[] {
  return neverReached.filter((name) => name.startsWith("claim: "));
}

/** A sweep as JUnit: one test case for each kind of failure, and one for the runs that held. */
export function junitOf(facts: SweepFacts): string {
  const { scenario, seeds, failures, seconds } = facts;
  const suite = escape(`rashomon sweep ${scenario} ${seeds.first}..${seeds.last}`);
  const passes = new Set(
    facts.allowsKnown === true ? newsOf(failures).known.flatMap(({ groups }) => groups) : [],
  );
  const cases = failures.map((group) => {
    const { signature, runs, seed, detail, known } = group;
    const { look, shrink } = nextSteps(facts.words(seed), signature);
    const text = escape(`${detail}\n${look}\n${shrink}`);
    const why = known === null ? "" : `, known weakness ${known}`;
    const message = escape(`${runs} runs, shortest at seed ${seed}${why}`);
    const failure = passes.has(group)
      ? `<skipped message="${message}"/>`
      : `<failure message="${message}">${text}</failure>`;
    return `  <testcase classname="${escape(scenario)}" name="${escape(signature)}">${failure}</testcase>`;
  });
  const missed = facts.end === "done" ? claimsNotMet(facts) : [];
  for (const name of missed) {
    const failure = '<failure message="no run has met this claim"/>';
    cases.push(
      `  <testcase classname="${escape(scenario)}" name="${escape(name)}">${failure}</testcase>`,
    );
  }
  const held = `${facts.outcomes["held"] ?? 0} runs held`;
  cases.push(`  <testcase classname="${escape(scenario)}" name="${held}"/>`);
  const counts = `tests="${cases.length}" failures="${failures.length - passes.size + missed.length}"`;
  const skipped = passes.size === 0 ? "" : ` skipped="${passes.size}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="${suite}" ${counts}${skipped} time="${seconds.toFixed(3)}">`,
    ...cases,
    "</testsuite>",
    "",
  ].join("\n");
}

/** Room content may hold anything: what XML cannot hold is replaced. */
function escape(text: string): string {
  const marks: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd")
    .replace(/[&<>"]/g, (mark) => marks[mark]);
}
