// `rashomon load compare BASE NEW`: is NEW worse? BASE and NEW are two targets, loaded in blocks in
// random order, or results of earlier runs. Worse beyond the noise floor is exit code 1.
import { join } from "node:path";
import {
  compare,
  comparisonHeadline,
  comparisonPage,
  comparisonTable,
  figuresOf,
  pairsMax,
  pairUp,
  usualFigures,
  usualFloor,
  type Comparison,
  type ComparisonReport,
  type ComparisonRules,
  type Measurement,
  type Pair,
} from "../../../loadtest/compare/index.ts";
import { measuredOf } from "../../../loadtest/driver/index.ts";
import type { Call, Command, Options } from "../command.ts";
import { compareLive } from "./compare-live.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { readPart } from "./load-merge.ts";
import { untilStopped } from "./stoppable.ts";
import { handOver } from "../hand-over.ts";
import { mustTakeFiles } from "../output.ts";
import { Problem } from "../problem.ts";
import { resultFiles } from "./result-files.ts";
import { connectionOptions } from "./target-options.ts";

export const loadCompare: Command = {
  name: "load compare",
  summary: "compare two homeservers, or saved results of them: is NEW worse than BASE?",
  args: [
    { name: "<BASE>", about: "a target, a report.json, or a folder with several" },
    { name: "<NEW>", about: "the same kind of thing" },
  ],
  options: [
    {
      flags: "--false-alarms <P>",
      about: "how often two that are the same may be called different, in percent (default: 5)",
    },
    { flags: "--floor <P>", about: "differences below are none, in percent (default: 5)" },
    { flags: "--floor-ms <MS>", about: "and in ms (default: 2)" },
    {
      flags: "--blocks <N>",
      about: `targets: how often both are loaded, ${pairsMax} at most (default: 8)`,
    },
    { flags: "--rate <R>", about: "targets: journeys per second (default: 2)" },
    { flags: "--warm-up <T>", about: "targets: of each load, not measured (default: 5s)" },
    { flags: "--window <T>", about: "targets: of each load, measured (default: 20s)" },
    { flags: "--drain <T>", about: "targets: after each load (default: 10s)" },
    { flags: "--journeys <LIST>", about: "targets: such as chat,media=2" },
    { flags: "--users <N>", about: "targets: how many users are made on each (default: 20)" },
    { flags: "--seed <S>", about: "targets: what chance is drawn from (default: 1)" },
    {
      flags: "--registration-secret <FILE>",
      about: "targets: file with BASE's registration secret",
    },
    { flags: "--new-registration-secret <FILE>", about: "targets: with NEW's (default: the same)" },
    ...connectionOptions,
    { flags: "--yes-load-this-host <NAME>", about: "needed for any host but this machine" },
    { flags: "-o, --out <DIR>", about: "folder to write (default: out/compare)" },
  ],
  examples: [
    "rashomon load compare http://127.0.0.1:8008 http://127.0.0.1:8009 --registration-secret s.txt",
    "rashomon load compare out/load/before out/load/after",
  ],
  run,
};

async function run({ args, options, output }: Call): Promise<ExitCode> {
  const [base, now] = args;
  const rules = rulesOf(options);
  const live = [base, now].map((word) => /^https?:/.test(word));
  if (live[0] !== live[1]) {
    throw new Problem({
      message: "one of BASE and NEW is a target, the other a result",
      remedy: "Give two targets, or two results of earlier runs.",
    });
  }
  const folder = options.text("out") ?? join("out", "compare");
  mustTakeFiles(folder);
  const report = (pairs: readonly Pair[], notes: readonly string[], stopped = false): ExitCode => {
    const comparison = compare(pairs, rules);
    const report = { base, new: now, comparison, pairs, notes, facts: factsOf(rules, comparison) };
    const files = {
      page: join(folder, "comparison.html"),
      json: join(folder, "comparison.json"),
    };
    const contents = [
      [files.page, comparisonPage(report)],
      [files.json, `${JSON.stringify({ ...report, rules })}\n`],
    ] as const;
    const object = { command: "load compare", base, new: now, ...comparison, notes, folder };
    const text = (written: typeof files | undefined) => textOf(report, written?.page);
    handOver({ contents, secrets: [], object, files, text }, output);
    const code = codeOf(comparison);
    return stopped && code === exitCode.ok ? exitCode.notConverged : code;
  };
  if (!live[0]) return report(savedPairs(base, now), savedNotes);
  return untilStopped(
    output,
    async ({ signal, progress }) => {
      const pairs = await compareLive({ base, now, options, signal, progress });
      return report(pairs, signal.aborted ? [stoppedNote] : [], signal.aborted);
    },
    (reached) => report([], [`It was stopped before the first load: ${reached || "at once"}.`]),
  );
}

const stoppedNote = "It was stopped; what was measured until then counts.";

function rulesOf(options: Options): ComparisonRules {
  const percent = (name: string, range: { min: number; max: number }, usual: number) =>
    (options.number(name, range) ?? usual) / 100;
  return {
    figures: usualFigures,
    falseAlarms: percent("falseAlarms", { min: 0.1, max: 50 }, 5),
    floor: {
      ...usualFloor,
      ratio: percent("floor", { min: 0, max: 1_000 }, 100 * usualFloor.ratio),
      ms: options.number("floorMs", { min: 0, max: 60_000 }) ?? usualFloor.ms,
    },
  };
}

const savedNotes = [
  "These results were not interleaved: what changed on the machine between them looks like a difference.",
];

function savedPairs(base: string, now: string): Pair[] {
  const [first, second] = [base, now].map((word) => resultFiles(word).map(measurementOf));
  return pairUp(first, second);
}

function measurementOf(file: string): Measurement {
  const result = readPart(file);
  return { startedAt: result.startedAt, figures: figuresOf(measuredOf(result)) };
}

function factsOf(rules: ComparisonRules, { pairs, pairsNeeded }: Comparison): [string, string][] {
  const { falseAlarms, floor } = rules;
  return [
    ["Pairs", `${pairs}, and ${pairsNeeded} are needed`],
    [
      "Method",
      "means of all subsets of the pairs' differences (Hartigan); no distribution assumed",
    ],
    [
      "False alarms",
      `at most ${100 * falseAlarms} % of comparisons of two that are the same, shared among the figures that decide`,
    ],
    [
      "Noise floor",
      `${100 * floor.ratio} % and ${floor.ms} ms; errors ${100 * floor.share} % points`,
    ],
  ];
}

function textOf({ base, comparison, notes, ...report }: ComparisonReport, page?: string): string {
  const remarks = notes.map((note) => `! ${note}\n`).join("");
  const open = page === undefined ? "" : `open ${page}\n`;
  return (
    `${report.new} against ${base}\n${comparisonHeadline(comparison)}\n\n` +
    `${comparisonTable(comparison)}\n${remarks}${open}`
  );
}

function codeOf({ result }: Comparison): ExitCode {
  if (result === "worse") return exitCode.broken;
  return result === "unknown" ? exitCode.notConverged : exitCode.ok;
}
