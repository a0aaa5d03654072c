// The part of a trace that `rashomon view` shows: around an event, or between two instants, and
// without what people wrote where the report goes to others.
import { excerptOf } from "../../../viz/build.ts";
import { printable } from "../../protocol/printable.ts";
import { durationMs } from "../../run/index.ts";
import type { Option, Options } from "../command.ts";
import { Problem } from "../problem.ts";
import type { TraceText } from "./trace-source.ts";

export const excerptOptions: readonly Option[] = [
  { flags: "--around <EVENT>", about: "only what happened around an event (the start of its ID)" },
  {
    flags: "--window <TIME>",
    about: "how far around it (default: 30s), or a stretch such as 10s..40s",
  },
  { flags: "--redact", about: "without contents and names, for reports to others" },
];

const defaultMs = 30_000;

/** True where an option names a part of the trace. */
export function wantsExcerpt(options: Options): boolean {
  const named = ["around", "window"].some((name) => options.text(name) !== undefined);
  return named || options.flag("redact");
}

/** The trace, or the part of it that the options name, and a link to the event that is meant. */
export function excerpted(
  trace: TraceText,
  { file, options }: { file: string; options: Options },
): { trace: TraceText; hash: string } {
  const around = options.text("around");
  const redact = options.flag("redact");
  const stretch = options.text("window");
  const event = around === undefined ? undefined : findEvent(trace.text, around, file);
  const window = windowOf(stretch, event?.atMs);
  const text = excerptOf(trace.text, { ...(window && { window }), redact });
  const records = text.split("\n").length - 1;
  if (event === undefined) return { trace: { ...trace, text, records }, hash: "" };
  const place = indexIn(text, event.id);
  return { trace: { ...trace, text, records }, hash: `#t=${event.atMs}&e=${place}` };
}

function windowOf(
  text: string | undefined,
  atMs: number | undefined,
): { fromMs: number; toMs: number } | undefined {
  const [, from, to] = /^(.+?)\.\.(.+)$/.exec(text ?? "") ?? [];
  if (from !== undefined) {
    const stretch = { fromMs: timeOf(from), toMs: timeOf(to) };
    if (stretch.toMs > stretch.fromMs) return stretch;
    throw badWindow(text);
  }
  if (atMs === undefined) {
    if (text === undefined) return undefined;
    throw new Problem({
      message: "--window needs to know around what",
      remedy: "Add --around EVENT, or give a stretch such as --window 10s..40s.",
    });
  }
  const halfMs = text === undefined ? defaultMs : timeOf(text);
  return { fromMs: Math.max(0, atMs - halfMs), toMs: atMs + halfMs };
}

function timeOf(text: string): number {
  try {
    return durationMs(text);
  } catch {
    throw badWindow(text);
  }
}

function badWindow(text: string | undefined): Problem {
  return new Problem({
    message: `--window cannot be ${JSON.stringify(text)}`,
    remedy: "Give a time such as 30s or 5m, or a stretch such as 10s..40s.",
  });
}

interface Found {
  readonly id: string;
  readonly atMs: number;
}

/** The event whose ID begins so; shells eat the `$`. */
function findEvent(trace: string, text: string, file: string): Found {
  const start = text.startsWith("$") ? text : `$${text}`;
  const found = eventsOf(trace).filter(({ id }) => id.startsWith(start));
  if (found.length === 1 || found[0]?.id === start) return found[0];
  if (found.length > 1) {
    throw new Problem({
      file,
      message: `${found.length} event IDs begin with ${printable(start)}`,
      remedy: `Give more of it, for example ${printable(found[0].id)}.`,
    });
  }
  throw new Problem({
    file,
    message: `there is no event ${printable(start)}`,
    remedy: "`rashomon view` shows the IDs in the page; quote them: '$…'.",
  });
}

function indexIn(trace: string, id: string): number {
  return Math.max(
    0,
    eventsOf(trace).findIndex((event) => event.id === id),
  );
}

function eventsOf(trace: string): Found[] {
  return trace
    .split("\n")
    .filter((line) => line.startsWith('{"kind":"event"'))
    .map((line) => JSON.parse(line) as Found);
}
