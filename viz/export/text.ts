// The picture as plain text, for terminals, logs and bug reports: a line a row, a column a server,
// the same facts as the page at one instant.
import { formOf, rowWords, turnSign, type Form, type Standing } from "../draw/index.ts";
import type { Filter } from "../find/index.ts";
import { laneOrder, swimLayout, type Row } from "../layout/index.ts";
import { campsAt, clockText, currentAt, turnsOf, type Model } from "../model/index.ts";

export interface TextOptions {
  /** The instant that is told (default: the end). */
  readonly atMs?: number;
  readonly room?: number;
  /** What a filter leaves; all where it is absent. */
  readonly hiding?: Filter | undefined;
}

/** Names of servers longer than this are cut. */
const nameMax = 10;

/** All of a run as text; ends with a line break. */
export function textView(model: Model, options: TextOptions = {}): string {
  const { atMs = model.endMs, room = 0 } = options;
  const servers = laneOrder(model);
  const names = servers.map((server) => model.serverNames[server].slice(0, nameMax));
  const widths = names.map((name) => Math.max(name.length, 3) + 1);
  const { rows } = swimLayout(model, room, options.hiding?.shown);
  const column = (cells: readonly string[]) =>
    cells.map((cell, at) => centred(cell, widths[at])).join("");
  const lines = [
    headline(model, atMs),
    "",
    `${"time".padStart(timeWidth)}  ${column(names)}`.trimEnd(),
  ];
  for (let at = 0; at < rows.length; at++) {
    const row = rows.get(at);
    if (row === undefined) continue;
    const future = row.atMs > atMs;
    const cells = servers.map((server) => (future ? "" : cellOf(model, row, { server, atMs })));
    const { text, note } = rowWords(model, row, { asSeenBy: -1, atMs });
    const words = note === "" || future ? text : `${text}  [${note}]`;
    const time = clockText(row.atMs).padStart(timeWidth);
    lines.push(`${time}  ${column(cells)} ${oneLine(words)}`.trimEnd());
  }
  const end = ending(model, { atMs, room, servers });
  return `${[...lines, "", ...hidden(options.hiding), ...end, "", legend].join("\n")}\n`;
}

const timeWidth = 11;
const legend =
  "● message ■ state event ◆ create (by its maker) · • accepted ○ outlier ◌ soft-failed × rejected " +
  "/ dropped . not there ↻ resolution that took something back ~ fault";

function headline({ meta, events }: Model, atMs: number): string {
  const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;
  const facts = [count(meta.servers.length, "server"), count(events.length, "event")];
  // A room from a file has no seed.
  if (meta.seed !== "") facts.unshift(`seed ${meta.seed}`);
  return `${oneLine(meta.scenario)} (${facts.join(", ")}) at ${clockText(atMs)}`;
}

const makerSigns: Readonly<Record<Form, string>> = { disc: "●", square: "■", diamond: "◆" };
const signs: Readonly<Record<Standing, string>> = {
  ...{ accepted: "•", outlier: "○", "soft-failed": "◌", rejected: "×", dropped: "/", unknown: "." },
};

function cellOf(
  model: Model,
  row: Row,
  { server, atMs }: { server: number; atMs: number },
): string {
  if (row.kind === "turn") {
    const { servers, times } = turnsOf(model)[row.turn];
    const place = servers.indexOf(server);
    return place >= 0 && times[place] <= atMs ? turnSign : "";
  }
  if (row.kind !== "event") return row.kind.startsWith("fault") ? "~" : "";
  const event = model.events[row.event];
  if (event.server === server) return makerSigns[formOf(event)];
  return signs[model.arrivals.verdictAt(server, row.event, atMs) ?? "unknown"];
}

/** What is not shown is told, and so are anomalies among it. */
function hidden(filter: Filter | undefined): string[] {
  if (filter === undefined) return [];
  const { hidden: count, total, anomalies, terms, problems } = filter;
  const words = terms.map(({ term, hides }) => `${term.source} hides ${hides}`).join(", ");
  const odd = anomalies === 0 ? "" : `; ${anomalies} anomalies stay in sight`;
  return [`hidden: ${count} of ${total} events (${words}${odd})`, ...problems];
}

function ending(
  model: Model,
  { atMs, room, servers }: { atMs: number; room: number; servers: readonly number[] },
): string[] {
  const camps = campsAt(model, atMs, room);
  const states = servers.map((server) => {
    const state = currentAt(model, server, atMs, room);
    return `${model.serverNames[server]} ${state === undefined ? "–" : `S${state}`}`;
  });
  const agree = camps.length > 1 ? `${camps.length} different states` : "all agree";
  const verdicts = model.verdicts.map(
    ({ check, result, detail }) => `${result.padEnd(8)} ${oneLine(check)}: ${oneLine(detail)}`,
  );
  return [`states: ${states.join(", ")} (${agree})`, ...verdicts];
}

function centred(text: string, width: number): string {
  const left = Math.floor((width - text.length) / 2);
  return " ".repeat(Math.max(0, left)) + text.padEnd(width - Math.max(0, left));
}

/** Room content must not break lines or steer a terminal. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "�");
}
