// What `view` and `what-if` are about: a trace, or a room file as the trace that its room gives; without
// a name the trace of the last run.
import { createReadStream, existsSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { Readable } from "node:stream";
import {
  dataOfTrace,
  isTraceSource,
  parseLossless,
  streamTrace,
  type ByteSource,
  type ModelData,
} from "../../../viz/build.ts";
import { roomRecords } from "../../run/index.ts";
import { readTrace, readTraceLine, writeTrace, type TraceRecord } from "../../trace/index.ts";
import type { Options } from "../command.ts";
import type { Output } from "../output.ts";
import { Problem } from "../problem.ts";
import { readTextFile } from "../read-file.ts";
import { readRoom, readRoomOptions } from "../room/read-room.ts";

/** Where a run leaves its trace. */
const lastTrace = join("out", "latest", "trace.ndjson.gz");

export function findLastTrace(): string {
  if (existsSync(lastTrace)) return lastTrace;
  throw new Problem({
    message: `there is no last run: ${lastTrace} is missing`,
    remedy: "Name a trace or a room file, or make a trace with `rashomon run`.",
  });
}

/** What is to be shown, in the viewer's columns. */
export interface OpenedTrace {
  readonly from: "trace" | "room";
  readonly data: ModelData;
  readonly records: number;
}

/**
 * Opens a file for the viewer. A trace is read as a stream, so it may be larger than a text can be;
 * of one beyond the limit the beginning is shown, and that is said.
 * @param limits `bytesMax`: the limit, in bytes of text once unpacked
 */
export async function openTrace(
  file: string,
  { options, output }: { readonly options: Options; readonly output: Output },
  limits: { readonly bytesMax?: number } = {},
): Promise<OpenedTrace> {
  // A trace has no need of them, but one that is misspelt is never passed over.
  readRoomOptions(options);
  const source = sourceOf(file);
  if (source === undefined || !(await isTraceSource(source))) {
    return openText(traceOf(file, options));
  }
  let shown = 0;
  const progress = (share: number) => {
    if (100 * share < shown + 1) return;
    shown = Math.floor(100 * share);
    output.progress(`reading ${file} … ${shown} %`);
  };
  try {
    const trace = await streamTrace(source, { progress, read: strictReader(file), ...limits });
    output.progress("");
    if (trace.cut) output.note(`${file}: ${trace.data.head.troubles[0]}\n`);
    return { from: "trace", data: trace.data, records: trace.records };
  } catch (thrown) {
    output.progress("");
    if (thrown instanceof Problem || !(thrown instanceof Error)) throw thrown;
    const remedy = "It was cut off or damaged; fetch or make it again.";
    throw new Problem({ file, message: thrown.message, remedy });
  }
}

/** What is shown of a trace that is a text already, such as a part of one. */
export function openText({ from, text, records }: TraceText): OpenedTrace {
  return { from, data: dataOfTrace(text), records };
}

/** A file's bytes as a stream; undefined where it is none, which those say who read it whole. */
function sourceOf(file: string): ByteSource | undefined {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats?.isFile() !== true || stats.size === 0) return undefined;
  // What a growing file gets meanwhile is left to the next time.
  const options = { end: stats.size - 1, highWaterMark: 1 << 20 };
  return {
    size: stats.size,
    stream: () =>
      Readable.toWeb(createReadStream(file, options)) as ReadableStream<Uint8Array<ArrayBuffer>>,
  };
}

/** A trace from a file is checked to the last field: what is wrong with it is worth knowing. */
function strictReader(file: string): (content: string, line: number) => TraceRecord {
  let first = true;
  return (content, line) => {
    const read = readTraceLine(content, { line, first, parse: parseLossless });
    first = false;
    if ("problem" in read) throw new Problem({ file, ...read.problem });
    return read.record;
  };
}

export interface TraceText {
  readonly from: "trace" | "room";
  readonly text: string;
  readonly records: number;
}

/** The trace that a file holds, or that its room gives. */
export function traceOf(file: string, options: Options): TraceText {
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
