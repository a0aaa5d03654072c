// What `rashomon mixed` tells people: a table, and the same as bars in a picture.
import { rateText } from "../../compare/index.ts";
import { showMs } from "../../run/index.ts";
import { colours, document, safe } from "../sweep/page-parts.ts";
import type { MixResult } from "./mixed-survey.ts";

/** The table. */
export function mixedText(results: readonly MixResult[], seconds: number): string {
  const rows = results.map((result) => [
    result.version,
    mixName(result),
    rateText(result.parted),
    result.afterHealMs === null ? "–" : showMs(result.afterHealMs),
    result.apartMs === null ? "–" : showMs(result.apartMs),
    rateText(result.toTheEnd),
    overWhat(result),
  ]);
  const head = [
    "version",
    "servers",
    "parted",
    "after the heal",
    "apart for",
    "to the end",
    "over",
  ];
  const widths = head.map((name, n) => Math.max(name.length, ...rows.map((row) => row[n].length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, n) => cell.padEnd(widths[n]))
      .join("  ")
      .trimEnd();
  const runs = results.reduce((sum, result) => sum + result.runs, 0);
  return [
    `${runs} rooms in ${seconds.toFixed(0)} s; servers have parted if with the same forward extremities`,
    "they have different state. Nobody is at fault in any of them. Times are medians, virtual.",
    "",
    line(head),
    ...rows.map(line),
    "",
  ].join("\n");
}

export function mixName({ usual, other, servers, others }: MixResult): string {
  if (usual === other) return `${servers} ${usual}`;
  return `${servers - others} ${usual}, ${others} ${other}`;
}

function overWhat({ types }: MixResult): string {
  const named = Object.entries(types).slice(0, 3);
  return named.map(([type, count]) => `${type.replace(/^m\.room\./, "")} ${count}`).join(", ");
}

const row = { height: 26, left: 330, width: 520 };

/** A page with a bar for each mix: parted, and within it apart to the end; whiskers are 95 %. */
export function mixedPage(results: readonly MixResult[]): string {
  const top = Math.max(0.01, ...results.map(({ parted }) => parted.high));
  const scale = Math.ceil(top * 5) / 5;
  const x = (share: number): number => Math.round(row.left + (share / scale) * row.width);
  const bars = results.map((result, n) => {
    const y = 60 + n * row.height;
    const { parted, toTheEnd, version } = result;
    const middle = y + 9;
    return [
      `<text x="${row.left - 10}" y="${y + 13}" text-anchor="end">${safe(`${version}: ${mixName(result)}`)}</text>`,
      `<rect x="${row.left}" y="${y}" width="${x(parted.rate) - row.left}" height="18" fill="${colours.faint}"/>`,
      `<rect x="${row.left}" y="${y}" width="${x(toTheEnd.rate) - row.left}" height="18" fill="${colours.first}"/>`,
      `<path d="M${x(parted.low)} ${middle}H${x(parted.high)}" stroke="currentColor"/>`,
      `<text x="${x(parted.high) + 8}" y="${y + 13}">${percent(parted.rate)}</text>`,
    ].join("");
  });
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const at = x(part * scale);
    return `<path d="M${at} 50V${60 + results.length * row.height}" class="grid"/><text x="${at}" y="42" text-anchor="middle">${percent(part * scale)}</text>`;
  });
  const height = 80 + results.length * row.height;
  return document(
    "Mixed federations",
    `<h1>Mixed federations</h1>
<p>Rooms in which servers part over one history, by room version and dialects. Faint: they had different
state with the same forward extremities; full: they still had at the end. Lines are 95 % intervals.</p>
<svg viewBox="0 0 940 ${height}" width="940" role="img" aria-label="Share of rooms that part, by mix">
${ticks.join("")}${bars.join("\n")}</svg>`,
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}
