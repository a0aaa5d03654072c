// `rashomon inspect`: what a room file holds, the shape of its history, and what is wrong with it.
import { shortId } from "../../protocol/event-name.ts";
import { printable } from "../../protocol/printable.ts";
import type { Note } from "../../import/index.ts";
import type { Call, Command } from "../command.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { readRoom, roomOptions } from "./read-room.ts";
import { reportOn, type RoomReport, type Tally } from "./room-report.ts";

export const inspect: Command = {
  name: "inspect",
  summary: "a room's forks, ends, gaps, integrity, and events that the rules reject",
  args: [
    { name: "<ROOMFILE>", about: "events as NDJSON or JSON, a TARDIS scenario, state vectors" },
  ],
  options: [...roomOptions, { flags: "-o, --out <FILE>", about: "write the report to a file" }],
  examples: ["rashomon inspect room.ndjson", "rashomon inspect room.ndjson --json"],
  run,
};

function run({ args, options, output }: Call): ExitCode {
  const room = readRoom(args[0], options);
  const report = reportOn(room);
  const text = () => reportText(report, room.notes);
  output.result({ command: "inspect", file: room.file, ...report }, text, options.text("out"));
  return exitCode.ok;
}

/** How many lines a list has in the text at most. */
const linesMax = 10;

/** The report in words. */
export function reportText(report: RoomReport, notes: readonly Note[]): string {
  const { roomId, roomVersion, events, stateEvents } = report;
  const name = roomId === "" ? "a room without ID" : printable(roomId);
  return [
    `${name}, version ${roomVersion}`,
    `${events} events, ${stateEvents} of them state events`,
    "",
    ...tallies("types", report.types),
    ...tallies("servers", report.servers),
    ...tallies("senders", report.senders),
    "",
    ...shape(report),
    ...gaps(report),
    ...depth(report),
    ...integrity(report),
    ...rejected(report),
    ...noteLines(report, notes),
    "",
  ].join("\n");
}

function tallies(what: string, list: readonly Tally[]): string[] {
  const shown = list.slice(0, linesMax).map(({ name, count }) => `${printable(name)} ${count}`);
  const more = list.length > linesMax ? `, and ${list.length - linesMax} more` : "";
  return [`${label(what)}${shown.join(", ")}${more}`];
}

function shape({ shape: { forks, merges, widest, extremitiesOverTime, extremities } }: RoomReport) {
  const ids = extremities.slice(0, linesMax).map(printable).join(" ");
  const more = extremities.length > linesMax ? ` and ${extremities.length - linesMax} more` : "";
  return [
    `${label("graph")}${forks} forks, ${merges} merges, at most ${widest} ends at a time`,
    `${label("ends over time")}${sparkline(extremitiesOverTime)}`,
    `${label("ends now")}${extremities.length}: ${ids}${more}`,
  ];
}

function gaps({ gaps: { missing, missingIds, outliers, outlierIds } }: RoomReport): string[] {
  if (missing === 0) return [`${label("gaps")}none`];
  return [
    `${label("gaps")}${missing} events are cited but missing: ${some(missingIds, missing)}`,
    `${label("outliers")}${outliers} events have no state, for part of their past is missing${
      outliers === 0 ? "" : `: ${some(outlierIds, outliers)}`
    }`,
  ];
}

function depth({ depth: { count, events } }: RoomReport): string[] {
  if (count === 0) return [`${label("depth")}one more than the deepest previous event, everywhere`];
  const lines = events
    .slice(0, linesMax)
    .map(({ id, depth, expected }) => `  ${printable(id)} has ${depth}, expected ${expected}`);
  return [`${label("depth")}${count} events are not one deeper than what they stand on`, ...lines];
}

function integrity({ integrity: found, events }: RoomReport): string[] {
  const { idsRight, idsWrong, idsMadeUp, contentHashesWrong, contentHashesUnchecked } = found;
  const ids = [`${idsRight} of ${events} are the event's hash`];
  if (idsWrong > 0) ids.push(`${idsWrong} are another event's`);
  if (idsMadeUp > 0) ids.push(`${idsMadeUp} are made up`);
  const checked = events - contentHashesUnchecked;
  const wrong = contentHashesWrong === 0 ? "none" : `${contentHashesWrong}`;
  const unchecked =
    contentHashesUnchecked === 0 ? "" : `, ${contentHashesUnchecked} have none or cannot be hashed`;
  const hashes = `${checked} checked, ${wrong} wrong${unchecked}`;
  return [`${label("event IDs")}${ids.join(", ")}`, `${label("content hashes")}${hashes}`];
}

function rejected({ rejected: { dialect, count, events, byDialect = {} } }: RoomReport): string[] {
  if (count === 0) {
    return [`${label("rejected")}none (dialect ${dialect}); what has a state keeps the rules`];
  }
  const lines = events.slice(0, linesMax).map(({ event, check, verdict }) => {
    const against = check === 4 ? "its auth events" : "the state before it";
    const why = `rule ${verdict.rule} against ${against}: ${printable(verdict.detail)}`;
    return `  ${event.name}: ${why}`;
  });
  const more = count > linesMax ? [`  and ${count - linesMax} more; --json lists them`] : [];
  const milder = Object.entries(byDialect).filter(([, other]) => other < count);
  const hints = milder.map(
    ([name, other]) =>
      `  In dialect ${name} ${other} are rejected: the room may come from servers of that kind.`,
  );
  const headline = `${label("rejected")}${count} events break the rules (dialect ${dialect})`;
  return [headline, ...lines, ...more, ...hints];
}

function noteLines({ notes: counts }: RoomReport, notes: readonly Note[]): string[] {
  const kinds = Object.entries(counts);
  if (kinds.length === 0) return [];
  const lines = kinds.map(([kind, count]) => {
    const first = notes.find((note) => note.kind === kind);
    const place = first?.line === undefined ? "" : ` (first in line ${first.line})`;
    return `  ${kind} × ${count}${place}: ${printable(first?.detail ?? "")}`;
  });
  return ["notes of the import:", ...lines];
}

function some(ids: readonly string[], count: number): string {
  const shown = ids.slice(0, 5).map((id) => shortId(id));
  return count > shown.length ? `${shown.join(" ")} …` : shown.join(" ");
}

function label(text: string): string {
  return `${text}:`.padEnd(16);
}

const bars = "▁▂▃▄▅▆▇█";

/** Small bars, the greatest number being the tallest. */
export function sparkline(numbers: readonly number[]): string {
  const most = Math.max(1, ...numbers);
  return numbers
    .map((number) => bars[Math.round((Math.max(0, number) / most) * (bars.length - 1))])
    .join("");
}
