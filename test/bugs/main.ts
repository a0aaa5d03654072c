// `npm run bugs`: plants every bug in turn, looks for it, makes the plan small at which it was found,
// and prints the table. Smallest plans, traces and pages are kept under out/bugs/. Exit code 0: all
// are found; 1: one is not; 2: wrong usage.
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { closest } from "../../sim/run/plan/closest.ts";
import { exitCode, type ExitCode } from "../../sim/cli/exit-code.ts";
import { writeRunFolder } from "../../sim/cli/run/run-folder.ts";
import { reportOf, reportTextOf } from "../../sim/cli/run/run-report.ts";
import type { Plan } from "../../sim/run/index.ts";
import { CleanRuns, hunt, Pool, shrinkHunt } from "./hunt.ts";
import { plantedBugs } from "./index.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { rowData, tableText, type Row } from "./table.ts";

const usage = `Usage: npm run bugs -- [BUG…] [options]

Plants known mistakes of homeservers one after another, looks for each, and makes the plan small
that shows it.

  --seeds <N>     seeds that are tried for each (default: 400)
  --max-runs <N>  runs that making a plan small may take (default: 3000)
  --jobs <J>      worker threads (default: one for each processor)
  --no-shrink     only look
  --list          name them
  --json          one object on stdout
  --out <DIR>     where smallest plans go (default: out/bugs)

  npm run bugs -- --list
  npm run bugs -- soft-failed-extremity no-catch-up
  npm run bugs -- --no-shrink --json
`;

const options = {
  seeds: { type: "string", default: "400" },
  "max-runs": { type: "string", default: "3000" },
  jobs: { type: "string", default: String(availableParallelism()) },
  "no-shrink": { type: "boolean", default: false },
  list: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  out: { type: "string", default: join("out", "bugs") },
  help: { type: "boolean", default: false },
} as const;

interface Search {
  readonly seedsMax: number;
  readonly runsMax: number;
  readonly jobs: number;
  readonly shrinks: boolean;
  readonly out: string;
}

async function main(argv: string[]): Promise<ExitCode> {
  const { values, positionals } = parseArgs({ args: argv, options, allowPositionals: true });
  if (values.help) return print(usage);
  if (values.list) return print(plantedBugs.map(line).join(""));
  const bugs = positionals.length === 0 ? plantedBugs : positionals.map(bugNamed);
  const rows = await search(bugs, {
    seedsMax: count("seeds", values.seeds),
    runsMax: count("max-runs", values["max-runs"]),
    jobs: count("jobs", values.jobs),
    shrinks: !values["no-shrink"],
    out: values.out,
  });
  const data = { command: "bugs", bugs: rows.map(rowData) };
  print(values.json ? `${JSON.stringify(data, undefined, 2)}\n` : tableText(rows));
  return rows.every(({ found }) => found !== undefined) ? exitCode.ok : exitCode.broken;
}

function print(text: string): ExitCode {
  process.stdout.write(text);
  return exitCode.ok;
}

function line({ name, area, about, thread }: PlantedBug): string {
  return `${area.padEnd(9)} ${name.padEnd(24)} ${about}${thread ? ` (${thread})` : ""}\n`;
}

function bugNamed(name: string): PlantedBug {
  const found = plantedBugs.find((bug) => bug.name === name);
  if (found !== undefined) return found;
  const near = closest(
    name,
    plantedBugs.map((bug) => bug.name),
  );
  throw new TypeError(
    `no planted bug is called ${name}${near ? `; did you mean ${near}?` : "; --list names them"}`,
  );
}

function count(flag: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1 && value <= 1_000_000) return value;
  throw new TypeError(`--${flag} needs a whole number from 1 to 1000000, not ${text}`);
}

async function search(bugs: readonly PlantedBug[], how: Search): Promise<Row[]> {
  const clean = new CleanRuns(how.jobs);
  const rows: Row[] = [];
  try {
    for (const [n, bug] of bugs.entries()) {
      progress(`${n + 1} of ${bugs.length}: ${bug.name}`);
      rows.push(await searchOne(bug, clean, how));
    }
    return rows;
  } finally {
    progress("");
    await clean.close();
  }
}

async function searchOne(bug: PlantedBug, clean: CleanRuns, how: Search): Promise<Row> {
  const pool = new Pool(bug.name, how.jobs);
  try {
    const hunted = await hunt(bug, pool, { clean, seedsMax: how.seedsMax });
    if (hunted.found === undefined || !how.shrinks) return { ...hunted, shrunk: undefined };
    const shrunk = await shrinkHunt(hunted.found, pool, { clean, runsMax: how.runsMax });
    await keep(bug, shrunk.plan, pool, how.out);
    return { ...hunted, shrunk };
  } finally {
    await pool.close();
  }
}

/** Leaves the smallest run as any other run is left, its page included. */
async function keep(bug: PlantedBug, smallest: Plan, pool: Pool, out: string): Promise<void> {
  const plan: Plan = { ...smallest, about: bug.about, trace: "full" };
  const again = `npm run bugs -- ${bug.name}`;
  const result = await pool.whole(plan).catch(() => undefined);
  // Where the bug makes a run throw, there is nothing to show but that.
  if (result === undefined) return;
  await writeRunFolder(join(out, bug.name), {
    plan,
    records: result.records,
    reportText: reportTextOf(result, { again, extra: "", lines: Infinity }),
    report: reportOf(result, 1, again),
  });
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (thrown) {
  if (!(thrown instanceof TypeError)) throw thrown;
  process.stderr.write(`bugs: ${thrown.message}\n  → npm run bugs -- --help\n`);
  process.exitCode = exitCode.usage;
}
