// `rashomon view`: the replay page of a trace or of a room file, as one HTML file that needs no
// server and no network.
import { existsSync } from "node:fs";
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

export const view: Command = {
  name: "view",
  summary: "the replay page of a trace or a room file, as one HTML file",
  args: [
    { name: "[FILE]", about: "a trace or a room file, plain or gzipped (default: the last run)" },
  ],
  options: [
    ...roomOptions,
    { flags: "--text", about: "print the picture as plain text instead of writing a page" },
    { flags: "-o, --out <FILE>", about: "the page to write (default: out/view/NAME.html)" },
  ],
  examples: ["rashomon view", "rashomon view --text", "rashomon view room.ndjson -o room.html"],
  run,
};

/** Where a run leaves its trace. */
const lastTrace = join("out", "latest", "trace.ndjson.gz");

async function run({ args, options, output }: Call): Promise<ExitCode> {
  const file = args[0] ?? findLastTrace();
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
