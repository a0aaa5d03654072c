// A comparison in sentences, the same on the terminal and on the page.
import { share, time } from "../page/words.ts";
import type { Comparison, FigureComparison } from "./compare.ts";
import type { FigureKind } from "./figures.ts";

export function comparisonHeadline({ result, figures, pairs, pairsNeeded }: Comparison): string {
  const names = figures
    .filter((figure) => figure.kind.decides && figure.result === result)
    .map(({ kind }) => kind.name)
    .join(", ");
  switch (result) {
    case "worse":
      return `NEW is worse than BASE: ${names}.`;
    case "better":
      return `NEW is better than BASE: ${names}.`;
    case "same":
      return "NEW and BASE differ by no more than the noise floor.";
    case "unclear":
      return `No difference is shown beyond the noise floor; ${names} may still hide one.`;
    case "unknown":
      return `${pairs} pairs are too few to say anything: at least ${pairsNeeded} are needed.`;
  }
}

/** `+12 % (+8 % … +15 %)`. */
export function differenceText({ kind, difference, low, high }: FigureComparison): string {
  if (difference === undefined || low === undefined || high === undefined) return "–";
  const show = (value: number) => signed(value, kind.unit);
  return `${show(difference)} (${show(low)} … ${show(high)})`;
}

function signed(value: number, unit: FigureKind["unit"]): string {
  const sign = value > 0 ? "+" : value < 0 ? "−" : "±";
  const size = Math.abs(100 * value);
  const digits = size >= 10 ? Math.round(size) : Number(size.toPrecision(2));
  return `${sign}${digits} ${unit === "ms" ? "%" : "% points"}`;
}

export function figureValue({ unit }: FigureKind, value: number | undefined): string {
  if (value === undefined) return "–";
  return unit === "ms" ? time(value) : share(value, 1);
}

/** The table of a terminal. */
export function comparisonTable({ figures }: Comparison): string {
  const rows = figures.map((figure) => {
    const { kind, result } = figure;
    const values = `${figureValue(kind, figure.base).padStart(9)} → ${figureValue(kind, figure.new).padEnd(9)}`;
    const note = kind.decides ? "" : " (shown only)";
    return `  ${result.padEnd(8)} ${kind.name.padEnd(10)} ${values} ${differenceText(figure)}${note}`;
  });
  return `${rows.join("\n")}\n`;
}
