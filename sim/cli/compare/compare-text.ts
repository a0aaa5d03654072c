// What `rashomon compare` tells people: a table of rates, and for each cause a drawn room with both
// readings side by side. No decisions here.
import {
  drawRoom,
  rateOf,
  rateText,
  shapesText,
  sideBySide,
  type BuiltRoom,
  type Shapes,
  type TallyReport,
} from "../../compare/index.ts";
import type { DialectSwitch } from "../../protocol/state-res/index.ts";

/** The smallest room found for a peer, version and cause. */
export interface Example {
  readonly peer: string;
  readonly version: string;
  /** Empty where nothing explains the difference. */
  readonly cause: readonly DialectSwitch[];
  /** How many differences of this kind there were, and how many of them were shrunk. */
  readonly found: number;
  readonly shrunk: number;
  /** Whether the peer answers the small room as the switches say; null: not asked. */
  readonly confirmed: boolean | null;
  readonly built: BuiltRoom;
  /** The peer's state: event IDs. */
  readonly answer: readonly string[];
}

/** An example as a report names it. */
export interface ExampleFile {
  readonly peer: string;
  readonly version: string;
  readonly cause: string;
  readonly events: number;
  readonly found: number;
  readonly shrunk: number;
  readonly confirmed: boolean | null;
  readonly room: string;
  readonly text: string;
  /** The replay page; null where several switches are needed together. */
  readonly page: string | null;
}

/** The whole result. Plain data. */
export interface CompareReport {
  readonly command: "compare";
  readonly rooms: number;
  readonly asked: number;
  /** Flags that go on where this comparison stopped; absent if it is whole. */
  readonly next?: string | undefined;
  /** Rooms in which there was something to resolve. */
  readonly conflicted: number;
  /** Rooms that not all peers resolve alike. */
  readonly apart: number;
  /** How large the rooms are, and how many states are resolved. */
  readonly shapes: Shapes;
  readonly tallies: readonly TallyReport[];
  readonly seconds: number;
  readonly examples: readonly ExampleFile[];
}

/** The report for people. */
export function compareText(report: CompareReport): string {
  const { rooms, conflicted, apart, tallies, seconds, examples, next, shapes } = report;
  const lines = [
    `${rooms} rooms in ${seconds.toFixed(0)} s, ${conflicted} with states in conflict; the peers part in ${apart}.`,
    ...shapesText(shapes),
  ];
  for (const tally of tallies) lines.push("", ...tallyLines(tally));
  lines.push(...exampleLines(examples));
  if (next !== undefined) lines.push("", `Stopped early; go on with ${next}`);
  return lines.map((line) => `${line}\n`).join("");
}

/** How many causes and rooms are listed; all are in the folder and in `--json`. */
const listedMax = 12;

/** What nobody confirms or explains first, then what was found most. */
function exampleLines(examples: readonly ExampleFile[]): string[] {
  if (examples.length === 0) return [];
  const isOdd = ({ confirmed, cause }: ExampleFile): number =>
    confirmed === false || cause === "" ? 1 : 0;
  const sorted = [...examples].sort((a, b) => isOdd(b) - isOdd(a) || b.found - a.found);
  const lines = sorted.slice(0, listedMax).map(({ text, events, found, confirmed }) => {
    const doubt = confirmed === false ? "; THE PEER DOES NOT CONFIRM IT" : "";
    return `  ${text}: ${events} events (of ${found} found)${doubt}`;
  });
  const more = examples.length - listedMax;
  if (more > 0) lines.push(`  and ${more} more beside them`);
  return ["", "Smallest rooms:", ...lines];
}

/** The most frequent causes; the rest as one. */
function causeLines({ causes, answered, switches }: TallyReport): string[] {
  const lines = causes
    .slice(0, listedMax)
    .map((rate) => `    ${rate.cause}: ${rate.count}, ${rateText(rate)}`);
  const rest = causes.slice(listedMax);
  const sum = rest.reduce((total, { count }) => total + count, 0);
  if (sum > 0) {
    lines.push(`    ${rest.length} other combinations: ${sum}, ${rateText(rateOf(sum, answered))}`);
  }
  if (causes.some(({ cause }) => cause.includes("+"))) {
    lines.push("  each switch, alone or with others:");
    lines.push(...switches.map((rate) => `    ${rate.name}: ${rate.count}, ${rateText(rate)}`));
  }
  return lines;
}

function tallyLines(tally: TallyReport): string[] {
  const { peer, version, rooms, answered, asPreset, differs, unexplained } = tally;
  const lines = [`${peer}, room version ${version}: ${answered} of ${rooms} rooms answered`];
  if (asPreset !== null) lines.push(`  as our dialect ${peer}: ${asPreset}`);
  lines.push(`  differs from the text in ${differs.count}: ${rateText(differs)}`);
  lines.push(...causeLines(tally));
  if (unexplained > 0) lines.push(`    EXPLAINED BY NO SWITCH: ${unexplained}`);
  const { crashes, hangs, nonsense, refusals } = tally;
  for (const [what, count] of Object.entries({ crashes, hangs, nonsense })) {
    if (count > 0) lines.push(`  ${what}: ${count}`);
  }
  for (const [text, count] of Object.entries(refusals)) lines.push(`  refused ${count}: ${text}`);
  return lines;
}

/** One difference: what, the room, both readings. */
export function exampleText(example: Example, textState: readonly string[]): string {
  const { peer, version, cause, built, answer } = example;
  const why = cause.length === 0 ? "no switch explains it" : `because of ${cause.join(", ")}`;
  const only = (ids: readonly string[], others: readonly string[]): string =>
    ids.filter((id) => !others.includes(id)).join(" ") || "nothing more";
  const lines = [
    `${peer} and the text resolve this room of version ${version} differently: ${why}.`,
    `only by the text: ${only(textState, answer)}`,
    `only by ${peer}: ${only(answer, textState)}`,
    "",
    drawRoom(built),
  ];
  if (cause.length > 0) lines.push(sideBySide(built, cause));
  return `${lines.join("\n")}\n`;
}
