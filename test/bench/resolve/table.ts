// Rows of times and ratios as `npm run bench:resolve` prints them.

export function heading(): string {
  return cells("", "ours", "theirs", "ratio", "target");
}

/** Both times in milliseconds, our share of theirs, and whether the target is met. */
export function row(name: string, mine: number, other: number, target?: number): string {
  const ratio = mine / other;
  const verdict = target === undefined ? "" : `${ratio <= target ? "≤" : "MISSED"} ${target}`;
  return cells(name, `${mine.toFixed(1)} ms`, `${other.toFixed(1)} ms`, ratio.toFixed(3), verdict);
}

function cells(name: string, ...others: string[]): string {
  return `  ${name.padEnd(24)}${others.map((text) => text.padStart(13)).join("")}`;
}
