// How processor time and memory of a run grow with servers and with events: a process of its own for each size,
// so that memory is that size's alone. The same for forward extremities and for conflicted events, with
// as many servers and events whatever their number. Prints a table with the power of n between
// neighbours and over all, and draws both curves. (Resolution alone: bench:resolve, `growth`.)
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { generate, run } from "../../sim/index.ts";
import { growthPlot, powerOf, type Series } from "./growth-plot.ts";
import { growthStory, type GrowthSize } from "./growth-stories.ts";
import { ownMs } from "./processor.ts";

/** One measured size. */
interface Measured {
  readonly ms: number;
  readonly mb: number;
  readonly deliveries: number;
}

/** Sizes of one thing, the others being fixed. */
interface Growing {
  readonly what: string;
  readonly sizes: readonly number[];
  readonly sizeOf: (n: number) => GrowthSize;
}

const growing: readonly Growing[] = [
  {
    what: "servers",
    sizes: [10, 100, 1000, 10_000, 100_000],
    sizeOf: (servers) => ({ servers, messages: 100 }),
  },
  {
    what: "events",
    sizes: [100, 1000, 10_000, 100_000],
    sizeOf: (messages) => ({ servers: 10, messages }),
  },
  {
    what: "extremities",
    sizes: [2, 8, 32, 128],
    sizeOf: (sides) => ({ servers: 128, messages: 512, sides }),
  },
  {
    what: "conflicted events",
    sizes: [10, 100, 1000, 10_000],
    sizeOf: (conflicted) => ({ servers: 10, messages: 10_000, conflicted }),
  },
];

/** Sizes above this one take minutes and gigabytes. */
const usualMax = 10_000;

/** With the largest sizes as well. */
export function growthToTheEnd(): void {
  growth(Infinity);
}

/** Prints the table and writes the picture. */
export function growth(most = usualMax): void {
  const drawn: Series[] = [];
  for (const { what, sizes: all, sizeOf } of growing) {
    const sizes = all.filter((n) => n <= most);
    const rows = sizes.map((n) => measured(sizeOf(n)));
    console.log(`  ${what.padStart(17)}       time  power    memory  power  deliveries/s`);
    for (const [at, { ms, mb, deliveries }] of rows.entries()) {
      const before = at === 0 ? undefined : rows[at - 1];
      const step = at === 0 ? 1 : sizes[at] / sizes[at - 1];
      const power = (now: number, then?: number) =>
        then === undefined ? "" : powerOf(now, then, step);
      console.log(
        `  ${sizes[at].toLocaleString("en").padStart(17)} ${(ms / 1000).toFixed(2).padStart(8)} s` +
          `  ${power(ms, before?.ms).padStart(5)}  ${mb.toFixed(0).padStart(5)} MB` +
          `  ${power(mb, before?.mb).padStart(5)}  ${Math.round((1000 * deliveries) / ms)
            .toLocaleString("en")
            .padStart(12)}`,
      );
    }
    const [first, last] = [rows[0], rows[rows.length - 1]];
    const whole = sizes[sizes.length - 1] / sizes[0];
    console.log(
      `  over all: time grows with the power ${powerOf(last.ms, first.ms, whole)} of ${what}, ` +
        `memory with ${powerOf(last.mb, first.mb, whole)}\n`,
    );
    drawn.push({ what, sizes, ms: rows.map(({ ms }) => ms), mb: rows.map(({ mb }) => mb) });
  }
  const file = join("out", "bench", "growth.svg");
  mkdirSync(join("out", "bench"), { recursive: true });
  writeFileSync(file, growthPlot(drawn));
  console.log(`  curves in ${file}`);
}

function measured(size: GrowthSize): Measured {
  const argv = [...process.execArgv, fileURLToPath(import.meta.url), JSON.stringify(size)];
  const { stdout, stderr, status } = spawnSync(process.execPath, argv, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${JSON.stringify(size)}: ${stderr}`);
  return JSON.parse(stdout) as Measured;
}

function measureHere(size: GrowthSize): Measured {
  const plan = generate(growthStory(size), { seed: "1", checks: [] });
  const started = ownMs();
  const { deliveries } = run(plan).counters;
  const ms = ownMs() - started;
  return { ms, mb: process.resourceUsage().maxRSS / 1024, deliveries };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(JSON.stringify(measureHere(JSON.parse(process.argv[2]) as GrowthSize)));
}
