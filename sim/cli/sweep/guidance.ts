// `rashomon guidance`: measures what guided sweeps are worth. It sweeps ranges of seeds twice, blind
// and guided, and says with how many runs guidance reached what blind seeds had.
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Call, Command } from "../command.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { mustTakeFiles, writeWholeFile, type Output } from "../output.ts";
import {
  planArgument,
  planOf,
  planOptions,
  planSource,
  type PlanSource,
} from "../run/plan-source.ts";
import { folderName } from "../run/run-folder.ts";
import { openThreads } from "../threads.ts";
import { catchesOf, type Arm, type Pair } from "./guidance-figures.ts";
import { guidancePage, guidanceLines, type Measured } from "./guidance-page.ts";
import { storyName } from "./sweep.ts";

export const guidance: Command = {
  name: "guidance",
  summary: "measure with how many runs a guided sweep reaches what blind seeds do",
  args: [{ ...planArgument, name: "[SCENARIO]" }],
  options: [
    { flags: "--swarm", about: "stories drawn by chance: the scenario `swarm`" },
    { flags: "--runs <N>", about: "runs of each sweep (default: 400)" },
    { flags: "--repeats <R>", about: "sweeps of each kind, each with its own seeds (default: 4)" },
    ...planOptions,
    { flags: "--jobs <J>", about: "worker threads (default: one for each processor)" },
    { flags: "-o, --out <DIR>", about: "folder for the page (default: out/guidance/SCENARIO)" },
  ],
  examples: [
    "rashomon guidance --swarm",
    "rashomon guidance power-duel --runs 200 --repeats 6",
    "rashomon guidance --swarm --room-version 12 --json",
  ],
  run: guidanceCommand,
};

async function guidanceCommand({ args, options, output, again }: Call): Promise<ExitCode> {
  const source = planSource(storyName(args[0], options), options);
  const { scenario } = planOf(source, "1");
  const runs = options.integer("runs", { min: 64, max: 100_000 }) ?? 400;
  const repeats = options.integer("repeats", { min: 2, max: 100 }) ?? 4;
  const jobs = options.integer("jobs", { min: 1, max: 256 }) ?? availableParallelism();
  const folder = options.text("out") ?? join("out", "guidance", folderName(scenario));
  const files = { page: join(folder, "report.html"), data: join(folder, "report.json") };
  mustTakeFiles(folder);
  const started = performance.now();
  const pairs = await measure({ source, runs, repeats, jobs, output });
  const seconds = (performance.now() - started) / 1000;
  const measured: Measured = { scenario, runs, repeats, pairs, catches: catchesOf(pairs), again };
  const { catches } = measured;
  const report = { command: "guidance", scenario, runs, repeats, seconds, catches, files, again };
  writeWholeFile(files.page, guidancePage(measured));
  writeWholeFile(files.data, `${JSON.stringify({ ...report, pairs }, undefined, 2)}\n`);
  output.result(report, () => `${guidanceLines(measured).join("\n")}\nopen ${files.page}\n`);
  return exitCode.ok;
}

/** Seeds of one repetition begin so far from those of the next, and from those that people try. */
const apart = 10_000_000;

async function measure(input: {
  source: PlanSource;
  runs: number;
  repeats: number;
  jobs: number;
  output: Output;
}): Promise<Pair[]> {
  const { source, runs, repeats, jobs, output } = input;
  const pool = openThreads("sweep/guidance-worker", jobs);
  let done = 0;
  const sweep = async (n: number, guided: boolean): Promise<Arm> => {
    const arm = (await pool.run({ source, first: (n + 1) * apart + 1, runs, guided })) as Arm;
    output.progress(`${++done} of ${2 * repeats} sweeps`);
    return arm;
  };
  output.progress(`0 of ${2 * repeats} sweeps`);
  try {
    return await Promise.all(
      Array.from({ length: repeats }, async (_, n) => {
        const [blind, guided] = await Promise.all([sweep(n, false), sweep(n, true)]);
        return { blind, guided };
      }),
    );
  } finally {
    output.progress("");
    await pool.destroy();
  }
}
