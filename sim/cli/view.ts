// `rashomon view`: the replay page of a trace or of a room file, as one HTML file that needs no
// server and no network.
import { closeSync, existsSync, openSync, readSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { roomRecords } from "../run/index.ts";
import { readTrace, writeTrace } from "../trace/index.ts";
import { embedTrace, traceAsText } from "../../viz/build.ts";
import type { Call, Command, Options } from "./command.ts";
import { exitCode, type ExitCode } from "./exit-code.ts";
import { writeWholeFile } from "./output.ts";
import { pageTemplate } from "./page-template.ts";
import { Problem } from "./problem.ts";
import { readTextFile } from "./read-file.ts";
import { readRoom, roomOptions } from "./read-room.ts";
import { serveLines, serveOptions } from "./view-serve.ts";

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
    { flags: "-o, --out <FILE>", about: "the page to write (default: out/view/NAME.html)" },
  ],
  examples: [
    "rashomon view",
    "rashomon view --text",
    "rashomon view room.ndjson -o room.html",
    "rashomon view --serve growing-trace.ndjson",
  ],
  run,
};

/** Where a run leaves its trace. */
const lastTrace = join("out", "latest", "trace.ndjson.gz");

async function run({ args, options, output }: Call): Promise<ExitCode> {
  const file = args[0] ?? findLastTrace();
  if (options.flag("serve")) return serve({ file, options, output });
  const trace = traceOf(file, options);
  if (options.flag("text")) return printText({ file, trace, options, output });
  const page = embedTrace(await pageTemplate(), trace.text);
  const name = basename(file).replace(/\.(ndjson|jsonl?|json5)?(\.gz)?$/, "");
  const out = options.text("out") ?? join("out", "view", `${name}.html`);
  writeWholeFile(out, page);
  const url = pathToFileURL(out).href;
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

/** The terminal's twin of the page. */
function printText(input: {
  readonly file: string;
  readonly trace: TraceText;
  readonly options: Options;
  readonly output: Call["output"];
}): ExitCode {
  const { file, trace, options, output } = input;
  const text = traceAsText(trace.text);
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

interface TraceText {
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
