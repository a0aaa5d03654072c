// The result of a hunt as a table for people, and as rows for programs.
import type { PlanSize } from "../../sim/run/index.ts";
import type { Hunt, Shrunk } from "./hunt.ts";

/** One bug with all that came of it. */
export interface Row extends Hunt {
  /** Undefined: not found, or not asked to make it small. */
  readonly shrunk: Shrunk | undefined;
}

/** A row for programs. */
export function rowData({ bug, found, seeds, seconds, shrunk }: Row): object {
  const { name, area, about, thread } = bug;
  return {
    ...{ name, area, about, thread, found: found !== undefined, seeds, seconds },
    ...(found && { seed: found.seed, checks: found.checks, signature: found.signature }),
    ...(found && { before: found.before }),
    ...(shrunk && { after: shrunk.after, shrinkRuns: shrunk.runs, shrinkSeconds: shrunk.seconds }),
  };
}

/** The table, with what it comes to in the last lines. */
export function tableText(rows: readonly Row[]): string {
  const head = ["bug", "area", "found by", "seeds", "s", "servers", "deeds", "faults", "seen in"];
  const lines = [head, ...rows.map(cells)];
  const widths = head.map((_cell, n) => Math.max(...lines.map((line) => line[n].length)));
  const text = lines.map((line) =>
    line
      .map((cell, n) => cell.padEnd(widths[n]))
      .join("  ")
      .trimEnd(),
  );
  return `${text.join("\n")}\n\n${summary(rows)}`;
}

function cells({ bug, found, seeds, seconds, shrunk }: Row): string[] {
  const size = (part: keyof PlanSize) => {
    if (found === undefined) return "";
    return shrunk ? `${found.before[part]} → ${shrunk.after[part]}` : `${found.before[part]}`;
  };
  const check = found?.checks.join(", ") ?? "NOT FOUND";
  const sizes = (["servers", "deeds", "faults"] as const).map(size);
  const thread = bug.thread ?? "";
  return [bug.name, bug.area, check, String(seeds), seconds.toFixed(1), ...sizes, thread];
}

function summary(rows: readonly Row[]): string {
  const found = rows.filter((row) => row.found !== undefined);
  const small = found.flatMap(({ shrunk }) => shrunk ?? []);
  const lines = [`${found.length} of ${rows.length} planted bugs are found`];
  if (small.length > 0) {
    const middle = (part: keyof PlanSize) => median(small.map(({ after }) => after[part]));
    lines.push(
      `median of the smallest plans: ${middle("servers")} servers, ${middle("deeds")} deeds, ` +
        `${middle("faults")} faults`,
    );
  }
  return `${lines.join("\n")}\n`;
}

/** The middle value, the higher of two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
