// `rashomon view`: the replay page of a trace or of a room file, as one HTML file that needs no
// server and no network.
import { closeSync, existsSync, openSync, readSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { roomRecords } from "../../run/index.ts";
import { readTrace, writeTrace } from "../../trace/index.ts";
import {
  compareTraces,
  embedTrace,
  traceAs,
  traceKinds,
  tutorialNames,
} from "../../../viz/build.ts";
import type { Call, Command, Options } from "../command.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { writeWholeFile } from "../output.ts";
import { pageTemplate } from "./page-template.ts";
import { Problem } from "../problem.ts";
import { readTextFile } from "../read-file.ts";
import { readRoom, roomOptions } from "../room/read-room.ts";
import { excerpted, excerptOptions } from "./view-excerpt.ts";
import { serveLines, serveOptions, wantsServing } from "./view-serve.ts";

export const view: Command = {
  name: "view",
  summary: "the replay page of a trace or a room file, as one HTML file",
  args: [
    { name: "[FILE]", about: "a trace or a room file, plain or gzipped (default: the last run)" },
  ],
  options: [
    ...roomOptions,
    ...serveOptions,
    { flags: "--text", about: "print the picture as plain text instead of writing a page" },
    { flags: "--as <KIND>", about: `print it in another form: ${traceKinds.join(", ")}` },
    { flags: "--with <FILE>", about: "print how another trace or room differs from this one" },
    ...excerptOptions,
    { flags: "--tutorial <NAME>", about: `a page that teaches: ${tutorialNames.join(", ")}` },
    { flags: "-o, --out <FILE>", about: "the page to write (default: out/view/NAME.html)" },
  ],
  examples: [
    "rashomon view",
    "rashomon view --text",
    "rashomon view room.ndjson -o room.html",
    "rashomon view --tutorial netsplit",
    "rashomon view --serve growing-trace.ndjson",
    "rashomon view --around '$Ujnq3c' --window 30s --redact -o report.html",
    "rashomon view out/netsplit-ban/1/trace.ndjson.gz --with out/netsplit-ban/2/trace.ndjson.gz",
  ],
  run,
};

/** Where a run leaves its trace. */
const lastTrace = join("out", "latest", "trace.ndjson.gz");

async function run({ args, options, output }: Call): Promise<ExitCode> {
  const lesson = options.choice("tutorial", tutorialNames);
  if (lesson !== undefined) return tutorial(lesson, { options, output });
  const file = args[0] ?? findLastTrace();
  if (wantsServing(options)) return serve({ file, options, output });
  const { trace, hash } = excerpted(traceOf(file, options), { file, options });
  const form = options.flag("text") ? "text" : options.choice("as", traceKinds);
  const other = options.text("with");
  if (other !== undefined) {
    const text = compareTraces(
      { name: file, text: trace.text },
      { name: other, text: traceOf(other, options).text },
    );
    return print({ file, trace, text, options, output });
  }
  if (form !== undefined) {
    return print({ file, trace, text: inForm(form, trace.text, file), options, output });
  }
  const page = embedTrace(await pageTemplate(), trace.text);
  const name = basename(file).replace(/\.(ndjson|jsonl?|json5)?(\.gz)?$/, "");
  const out = options.text("out") ?? join("out", "view", `${name}.html`);
  writeWholeFile(out, page);
  const url = pathToFileURL(out).href + hash;
  const result = {
    command: "view",
    file,
    from: trace.from,
    records: trace.records,
    page: out,
    url,
  };
  output.result(result, () => `${out}\nopen ${url}\n`);
  return exitCode.ok;
}

/** A plain trace may still grow, and is taken as it comes; everything else is read whole first. */
async function serve(input: {
  readonly file: string;
  readonly options: Options;
  readonly output: Call["output"];
}): Promise<ExitCode> {
  const { file, options, output } = input;
  const grows = beginsLikeTrace(file);
  const source = grows ? { file } : { text: traceOf(file, options).text };
  const { url, ended } = await serveLines(source, options, output);
  output.result({ command: "view", file, url, follows: grows }, () => "");
  await ended;
  return exitCode.ok;
}

/** True for an unzipped trace; throws a `Problem` where there is no such file. */
function beginsLikeTrace(file: string): boolean {
  if (!existsSync(file)) readTextFile(file);
  const handle = openSync(file, "r");
  try {
    const start = Buffer.alloc(8);
    readSync(handle, start, 0, 8, 0);
    return start.toString("latin1") === '{"kind":';
  } finally {
    closeSync(handle);
  }
}

/** The page without a trace: it tells the tutorial's story itself. */
async function tutorial(
  name: string,
  { options, output }: Pick<Call, "options" | "output">,
): Promise<ExitCode> {
  const page = options.text("out") ?? join("out", "view", "tutorials.html");
  writeWholeFile(page, await pageTemplate());
  const url = `${pathToFileURL(page).href}#tutorial=${name}`;
  output.result({ command: "view", tutorial: name, page, url }, () => `${page}\nopen ${url}\n`);
  return exitCode.ok;
}

/** Another form, or why a trace cannot have it. */
function inForm(form: string, trace: string, file: string): string {
  try {
    return traceAs(form, trace);
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Problem({ file, message, remedy: `Choose another form: ${traceKinds.join(", ")}.` });
  }
}

/** Text instead of a page: on standard output, or in the file that is named. */
function print(input: {
  readonly file: string;
  readonly trace: TraceText;
  readonly text: string;
  readonly options: Options;
  readonly output: Call["output"];
}): ExitCode {
  const { file, trace, text, options, output } = input;
  const result = { command: "view", file, from: trace.from, records: trace.records, text };
  output.result(result, () => text, options.text("out"));
  return exitCode.ok;
}

function findLastTrace(): string {
  if (existsSync(lastTrace)) return lastTrace;
  throw new Problem({
    message: `there is no last run: ${lastTrace} is missing`,
    remedy: "Name a trace or a room file, or make a trace with `rashomon run`.",
  });
}

export interface TraceText {
  readonly from: "trace" | "room";
  readonly text: string;
  readonly records: number;
}

/** The trace that a file holds, or that its room gives. */
function traceOf(file: string, options: Options): TraceText {
  const text = readTextFile(file);
  if (!isTrace(text)) {
    const records = roomRecords({ ...readRoom(file, options), name: basename(file) });
    return { from: "room", text: writeTrace(records), records: records.length };
  }
  const trace = readTrace(text);
  if (!trace.ok) throw new Problem({ file, ...trace.problem });
  return { from: "trace", text, records: trace.records.length };
}

/** A trace begins with its `meta` record; no event has a `kind` beside a `format`. */
function isTrace(text: string): boolean {
  const start = text.trimStart();
  const end = start.indexOf("\n");
  const line = end < 0 ? start : start.slice(0, end);
  if (!line.includes('"kind"')) return false;
  try {
    const first: unknown = JSON.parse(line);
    return typeof first === "object" && first !== null && "kind" in first && first.kind === "meta";
  } catch {
    return false;
  }
}
