// What `rashomon run --check-determinism` says of two runs of one plan: as data, and in words.
import type { Determinism } from "../../run/index.ts";

/** For the machine-readable report. */
export function determinismReport({ hashes, difference }: Determinism): Record<string, unknown> {
  return { deterministic: difference === undefined, hashes, ...(difference && { difference }) };
}

/** Equal runs may end badly all the same: what the exit code says then. */
const inBoth = {
  held: "",
  broken: "; both break the same checks, so the exit code is 1",
  unsettled: "; both do not come to rest, so the exit code is 3",
} as const;

/** For a terminal; nothing where only one run was made. */
export function determinismText(twice: Determinism | undefined): string {
  if (twice === undefined) return "";
  const { result, hashes, difference } = twice;
  if (difference === undefined) {
    const same = `✓ run twice: all ${result.records.length} records are the same`;
    return `${same}, trace hash ${hashes[0]}${inBoth[result.outcome]}\n`;
  }
  const { record, records, draws } = difference;
  const lines = [`✗ run twice: the runs part at record ${record} of the trace.`];
  for (const [n, which] of ["first", "second"].entries()) {
    lines.push(`  the ${which} run, trace hash ${hashes[n]}: ${short(records[n])}`);
    lines.push(`    last draws before: ${draws[n].join(", ") || "none"}`);
  }
  lines.push("  That is a bug of ours, please report it with plan.json.");
  return `${lines.join("\n")}\n`;
}

function short(record: unknown): string {
  const text = record === undefined ? "its trace has ended" : JSON.stringify(record);
  return text.length <= 300 ? text : `${text.slice(0, 300)}…`;
}
