// Steps of work in a page (frames, jumps, searches), each with the time that it took and the
// processor time of the page's own thread in it. The two together tell a slow page from a busy
// machine: what the thread waited for is in the one and not in the other.
import type { Browser, Page } from "playwright-core";

export interface Steps {
  readonly wallMs: readonly number[];
  readonly processorMs: readonly number[];
  /** Processor time of the longest task: for so long the page could not answer. */
  readonly longestMs: number;
}

/** Runs code before each of so many frames. */
export function framesWhile(
  browser: Browser,
  page: Page,
  { code, frames }: { code: string; frames: number },
): Promise<Steps> {
  return stepsOf(
    browser,
    page,
    `const next = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await next();
    await next();
    step();
    for (let frame = 0; frame < ${frames}; frame++) {
      ${code}
      await next();
      step();
    }`,
  );
}

/** Runs code that calls `step()` at the beginning and after each step. */
export async function stepsOf(browser: Browser, page: Page, code: string): Promise<Steps> {
  await browser.startTracing(page, { categories: ["toplevel", "blink.user_timing"] });
  await page.evaluate(`(async () => {
    const step = () => performance.mark("${mark}");
    ${code}
  })()`);
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: Task[] };
  return readSteps(trace.traceEvents);
}

const mark = "bench-step";

/** A trace event of Chromium; times in microseconds. */
interface Task {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  /** Processor time of its thread. */
  readonly tdur?: number;
}

function readSteps(events: readonly Task[]): Steps {
  const byTime = (a: Task, b: Task) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0);
  const marks = events.filter(({ name }) => name === mark).sort(byTime);
  const wallMs = marks.slice(1).map(({ ts }, at) => (ts - marks[at].ts) / 1000);
  const processorMs = wallMs.map(() => 0);
  const own = ({ ph, pid, tid }: Task) =>
    ph === "X" && pid === marks[0]?.pid && tid === marks[0].tid;
  let end = -Infinity;
  let at = -1;
  let longestMs = 0;
  for (const { ts, dur = 0, tdur = 0 } of events.filter(own).sort(byTime)) {
    // Only whole tasks: what runs within one is counted with it.
    if (ts < end) continue;
    end = ts + dur;
    while (at + 1 < marks.length && marks[at + 1].ts <= ts) at += 1;
    if (at < 0 || at >= processorMs.length) continue;
    processorMs[at] += tdur / 1000;
    longestMs = Math.max(longestMs, tdur / 1000);
  }
  return { wallMs, processorMs, longestMs };
}

/** The value below which so much of a list lies, to a tenth. */
export function part(list: readonly number[], share: number): number {
  const sorted = [...list].sort((x, y) => x - y);
  return Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 10) / 10;
}
