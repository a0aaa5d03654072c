// `rashomon view`: the replay page of a trace or of a room file, as one HTML file that needs no
// server and no network.
import { closeSync, existsSync, openSync, readSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { durationMs } from "../../run/index.ts";
import {
  compareTraces,
  embedModel,
  traceAs,
  traceKinds,
  tutorialNames,
  type ModelData,
} from "../../../viz/build.ts";
import type { Call, Command, Options } from "../command.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { writeWholeFile } from "../output.ts";
import { pageTemplate } from "./page-template.ts";
import { Problem } from "../problem.ts";
import { readTextFile } from "../read-file.ts";
import { roomOptions } from "../room/read-room.ts";
import { pngOfSvg } from "./chromium.ts";
import { excerpted, excerptOptions, wantsExcerpt } from "./view-excerpt.ts";
import { findLastTrace, openText, openTrace, traceOf, type OpenedTrace } from "./trace-source.ts";
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
    {
      flags: "--at <TIME>",
      about: "the instant of --text and --as, such as 12s (default: the end)",
    },
    { flags: "--filter <WORDS>", about: "only events that fit, such as '-type:member is:state'" },
    { flags: "--with <FILE>", about: "print how another trace or room differs from this one" },
    ...excerptOptions,
    { flags: "--tutorial <NAME>", about: `a page that teaches: ${tutorialNames.join(", ")}` },
    {
      flags: "-o, --out <FILE>",
      about: "the page, or with .png or .svg the picture (default: out/view/NAME.html)",
    },
  ],
  examples: [
    "rashomon view",
    "rashomon view --text",
    "rashomon view room.ndjson -o room.html",
    "rashomon view -o picture.png",
    "rashomon view --text --at 41s --filter '-type:member'",
    "rashomon view --tutorial netsplit",
    "rashomon view --serve growing-trace.ndjson",
    "rashomon view --around '$Ujnq3c' --window 30s --redact -o report.html",
    "rashomon view out/netsplit-ban/1/trace.ndjson.gz --with out/netsplit-ban/2/trace.ndjson.gz",
  ],
  run,
};

async function run({ args, options, output }: Call): Promise<ExitCode> {
  const lesson = options.choice("tutorial", tutorialNames);
  if (lesson !== undefined) return tutorial(lesson, { options, output });
  const file = args[0] ?? findLastTrace();
  if (wantsServing(options)) return serve({ file, options, output });
  const { trace, hash } = await source({ file, options, output });
  const picture = pictureKind(options);
  const form = picture ?? (options.flag("text") ? "text" : options.choice("as", traceKinds));
  const other = options.text("with");
  if (other !== undefined) {
    const text = compareTraces(
      { name: file, data: trace.data },
      { name: other, data: (await openTrace(other, { options, output })).data },
    );
    return print({ file, trace, text, options, output });
  }
  if (form !== undefined) {
    const text = inForm(form === "png" ? "svg" : form, trace.data, { file, options });
    if (form === "png") return savePng({ file, trace, svg: text, options, output });
    return print({ file, trace, text, options, output });
  }
  refuseIdle(options);
  const page = embedModel(await pageTemplate(), trace.data);
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

/** The whole of a file, however large, or the part of it that the options name. */
async function source(input: {
  readonly file: string;
  readonly options: Options;
  readonly output: Call["output"];
}): Promise<{ trace: OpenedTrace; hash: string }> {
  const { file, options } = input;
  if (!wantsExcerpt(options)) return { trace: await openTrace(file, input), hash: "" };
  const { trace, hash } = excerpted(traceOf(file, options), { file, options });
  return { trace: openText(trace), hash };
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

/** The kind of picture that the name of the output asks for; `--as` and `--text` win. */
function pictureKind(options: Options): "png" | "svg" | undefined {
  if (options.flag("text") || options.text("as") !== undefined) return undefined;
  if (options.text("with") !== undefined) return undefined;
  const [, ending] = /\.(png|svg)$/i.exec(options.text("out") ?? "") ?? [];
  return ending?.toLowerCase() as "png" | "svg" | undefined;
}

function savePng(input: {
  readonly file: string;
  readonly trace: OpenedTrace;
  readonly svg: string;
  readonly options: Options;
  readonly output: Call["output"];
}): ExitCode {
  const { file, trace, svg, options, output } = input;
  const picture = options.text("out") ?? "picture.png";
  writeWholeFile(picture, pngOfSvg(svg));
  const result = { command: "view", file, from: trace.from, records: trace.records, picture };
  output.result(result, () => `${picture}\n`);
  return exitCode.ok;
}

/** A page shows every instant, and its reader filters: these would do nothing. */
function refuseIdle(options: Options): void {
  const idle = ["at", "filter"].find((name) => options.text(name) !== undefined);
  if (idle === undefined) return;
  throw new Problem({
    message: `--${idle} has no meaning for a page`,
    remedy: "Add --text or --as KIND, or name a picture: -o picture.png",
  });
}

/** Another form, or why a trace cannot have it. */
function inForm(
  form: string,
  trace: ModelData,
  { file, options }: { file: string; options: Options },
): string {
  const at = options.text("at");
  const filter = options.text("filter");
  const atMs = at === undefined ? undefined : instantOf(at);
  try {
    return traceAs(form, trace, {
      ...(atMs !== undefined && { atMs }),
      ...(filter !== undefined && { filter }),
    });
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Problem({ file, message, remedy: `Choose another form: ${traceKinds.join(", ")}.` });
  }
}

function instantOf(text: string): number {
  try {
    return durationMs(text);
  } catch {
    throw new Problem({
      message: `--at cannot be ${JSON.stringify(text)}`,
      remedy: "Give a time since the beginning such as 12s, 1m or 500ms.",
    });
  }
}

/** Text instead of a page: on standard output, or in the file that is named. */
function print(input: {
  readonly file: string;
  readonly trace: OpenedTrace;
  readonly text: string;
  readonly options: Options;
  readonly output: Call["output"];
}): ExitCode {
  const { file, trace, text, options, output } = input;
  const result = { command: "view", file, from: trace.from, records: trace.records, text };
  output.result(result, () => text, options.text("out"));
  return exitCode.ok;
}
