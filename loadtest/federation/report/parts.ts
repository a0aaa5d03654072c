// What the pages of federation results share: chips, the table of checks, provenance, the target.
import type { ServerSample } from "../../../sim/bridge/server-sampler.ts";
import type { Chip, Fact, Note } from "../../page/document.ts";
import { escape, table } from "../../page/html.ts";
import { drawPlot, type Frame, type Point } from "../../page/plot.ts";
import { endText } from "../../driver/result.ts";
import { count, memory } from "../../page/words.ts";
import type { OddOrigin } from "../misbehaviour.ts";
import type { Manner } from "../../../sim/bridge/manner.ts";
import type { FederationEnd, FederationProvenance } from "../result.ts";
import type { Check, FederationJudgement } from "./judgement.ts";

/** What a page is made of beside the result. */
export interface FederationReport<Result> {
  readonly result: Result;
  readonly judgement: FederationJudgement;
  /** The command that makes it again. */
  readonly again: string;
}

export function chipOf({ outcome }: FederationJudgement, words: Record<string, string>): Chip {
  return { kind: outcome, words: words[outcome] ?? outcome };
}

export function endNotes(end: FederationEnd): Note[] {
  return end.how === "whole" ? [] : [{ text: endText(end), kind: "bad" }];
}

const signs = {
  held: ["held", "✓ held"],
  failure: ["broken", "✗ broken"],
  error: ["incomplete", "! incomplete"],
  skipped: ["unknown", "– not asked"],
} as const;

export function checkTable(checks: readonly Check[]): string {
  return table<Check>(
    [
      {
        ...{ head: "verdict", align: "left" },
        cell: ({ result }) => {
          const [kind, words] = signs[result];
          return `<span class="${kind}">${words}</span>`;
        },
      },
      { head: "check", align: "left", cell: ({ name }) => `<code>${escape(name)}</code>` },
      { head: "found", align: "words", cell: ({ message }) => escape(message) },
    ],
    checks,
  );
}

export function factsOf(
  { startedAt, machine, versions }: FederationProvenance,
  { again, target, seed }: { again: string; target: { url: string; name: string }; seed?: string },
): Fact[] {
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    ["Again", again],
    ["Target", `${target.url} (${target.name})`],
    ["Programs", programs.join(", ")],
    ["Machine", machine],
    ...(seed === undefined ? [] : ([["Seed", seed]] as const)),
    ["Started", `${startedAt.slice(0, 19).replace("T", " ")} UTC`],
  ];
}

/** `3=slow, 7=dead`: origins counted from 1, as on the command line. */
export function mannersText(manners: Readonly<Record<string, Manner | string>>): string {
  return Object.entries(manners)
    .map(([origin, manner]) => `${Number(origin) + 1}=${manner}`)
    .join(", ");
}

/** `origin 2, slow: requests to it 24, answered late 24`. */
export function oddSentence({ origin, manner, asked, late, reset, ...odd }: OddOrigin): string {
  const did = [
    ...(late > 0 ? [`answered late ${count(late)}`] : []),
    ...(odd.refused > 0 ? [`refused ${count(odd.refused)}`] : []),
    ...(reset > 0 ? [`cut off ${count(reset)}`] : []),
    ...(odd.unanswered > 0 ? [`never answered ${count(odd.unanswered)}`] : []),
    ...(odd.repeated > 0 ? [`transactions sent twice ${count(odd.repeated)}`] : []),
  ];
  const what = did.length === 0 ? "all answered at once" : did.join(", ");
  return `origin ${origin + 1}, ${manner}: requests to it ${count(asked)}, ${what}`;
}

/** Processor and memory of the target over a run that began at `startMs` (since 1970). */
export function targetPlots(
  samples: readonly ServerSample[],
  { frame, startMs }: { frame: Frame; startMs: number },
): string {
  const cpu: Point[] = samples.slice(1).map((sample, n) => {
    const before = samples[n];
    const known = sample.cpuMs !== undefined && before.cpuMs !== undefined;
    const ms = Math.max(1, sample.atMs - before.atMs);
    return {
      atMs: (sample.atMs + before.atMs) / 2 - startMs,
      value: known ? ((sample.cpuMs ?? 0) - (before.cpuMs ?? 0)) / ms : undefined,
    };
  });
  const resident: Point[] = samples.map(({ atMs, memoryBytes }) => {
    return { atMs: atMs - startMs, value: memoryBytes };
  });
  const drawn = ({ value }: Point) => value !== undefined;
  const inFrame = ({ atMs }: Point) => atMs >= frame.startMs && atMs <= frame.endMs;
  return [
    cpu.some(drawn)
      ? drawPlot(
          {
            title: "CPU of the target",
            about: "Of its process, as a share of one core.",
            show: (value) => `${Math.round(value * 100)} %`,
            lines: [{ name: "CPU", colour: 1, points: cpu.filter(inFrame) }],
          },
          frame,
        )
      : "",
    resident.some(drawn)
      ? drawPlot(
          {
            title: "Memory of the target",
            about: "Resident memory of its process.",
            show: memory,
            lines: [{ name: "memory", colour: 2, points: resident.filter(inFrame) }],
          },
          frame,
        )
      : "",
  ].join("\n");
}
