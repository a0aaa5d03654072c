// Counterfactuals in sentences: what would have let another event win a key.
import type { Change } from "./counterfactual.ts";
import type { KeyExplanation } from "./explain.ts";

/** A line for each loser. */
export function otherwiseLines({ otherwise = [] }: KeyExplanation): string[] {
  return otherwise.map(({ event, changes }) =>
    changes.length === 0
      ? `No change of its time, its sender's power or what it builds on alone would let ${event.name} stay.`
      : `${event.name} would stay if ${changes.map(condition).join(", or if ")}.`,
  );
}

function condition(change: Change): string {
  switch (change.kind) {
    case "timestamp":
      return `its timestamp were ${change.to} (now ${change.from}, ${shift(change)} ms)`;
    case "depth":
      return `its depth were ${change.to} (now ${change.from})`;
    case "power":
      return `${change.user} had power ${change.to} in ${change.levels.name} (now ${change.from})`;
    case "parent":
      return `it were built on the other side, citing ${list(change.cites.map(({ name }) => name))}`;
  }
}

function shift({ from, to }: { readonly from: number; readonly to: number }): string {
  return to < from ? `−${from - to}` : `+${to - from}`;
}

function list(names: readonly string[]): string {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}
