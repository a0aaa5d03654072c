// How time and memory of a run grow with servers and with events: a process of its own for each size,
// so that memory is that size's alone. Prints a table with the power of n between neighbours and over
// all, and draws both curves. (For extremities and conflicted events see bench:resolve, `growth`.)
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { generate, run, scenario } from "../../sim/index.ts";
import { growthPlot, type Series } from "./growth-plot.ts";

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
  readonly sizeOf: (n: number) => { servers: number; messages: number };
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
    console.log(`  ${what.padStart(8)}       time  power    memory  power  deliveries/s`);
    for (const [at, { ms, mb, deliveries }] of rows.entries()) {
      const before = at === 0 ? undefined : rows[at - 1];
      const step = at === 0 ? 1 : sizes[at] / sizes[at - 1];
      const power = (now: number, then?: number) =>
        then === undefined ? "" : exponent(now, then, step);
      console.log(
        `  ${sizes[at].toLocaleString("en").padStart(8)} ${(ms / 1000).toFixed(2).padStart(8)} s` +
          `  ${power(ms, before?.ms).padStart(5)}  ${mb.toFixed(0).padStart(5)} MB` +
          `  ${power(mb, before?.mb).padStart(5)}  ${Math.round((1000 * deliveries) / ms)
            .toLocaleString("en")
            .padStart(12)}`,
      );
    }
    const [first, last] = [rows[0], rows[rows.length - 1]];
    const whole = sizes[sizes.length - 1] / sizes[0];
    console.log(
      `  over all: time grows with the power ${exponent(last.ms, first.ms, whole)} of ${what}, ` +
        `memory with ${exponent(last.mb, first.mb, whole)}\n`,
    );
    drawn.push({ what, sizes, ms: rows.map(({ ms }) => ms), mb: rows.map(({ mb }) => mb) });
  }
  const file = join("out", "bench", "growth.svg");
  mkdirSync(join("out", "bench"), { recursive: true });
  writeFileSync(file, growthPlot(drawn));
  console.log(`  curves in ${file}`);
}

/** Which power of n makes that ratio where n grows `times`-fold. */
function exponent(now: number, then: number, times: number): string {
  return (Math.log(now / then) / Math.log(times)).toFixed(2);
}

function measured({ servers, messages }: { servers: number; messages: number }): Measured {
  const argv = [...process.execArgv, fileURLToPath(import.meta.url), `${servers}`, `${messages}`];
  const { stdout, stderr, status } = spawnSync(process.execPath, argv, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${servers} servers, ${messages} messages: ${stderr}`);
  return JSON.parse(stdout) as Measured;
}

/** The story of one size: random members speak, and for a tenth of the time there are two halves. */
function measureHere(servers: number, messages: number): Measured {
  const story = scenario({
    name: "bench-growth",
    about: "One message a second by random senders; for a while the room is cut in halves.",
    servers,
    trace: "summary",
    story: ({ servers: names, user, room, after, random }) => {
      const users = names.map((name) => user("u", name));
      const lobby = room({ by: users[0], members: users.slice(1), founding: "instant" });
      const who = random("who");
      for (let n = 0; n < messages; n++) {
        after(1000 * (n + 1)).do(users[who.at(n) % users.length].say(lobby, `message ${n}`));
      }
      after(400 * messages + 500).partition(names.slice(0, names.length / 2));
      after(500 * messages + 500).heal();
    },
  });
  const plan = generate(story, { seed: "1", checks: [] });
  const started = performance.now();
  const { deliveries } = run(plan).counters;
  const ms = performance.now() - started;
  return { ms, mb: process.resourceUsage().maxRSS / 1024, deliveries };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [servers, messages] = process.argv.slice(2).map(Number);
  console.log(JSON.stringify(measureHere(servers, messages)));
}
