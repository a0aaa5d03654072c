// What `view` and `what-if` are about: a trace, or a room file as the trace that its room gives; without
// a name the trace of the last run.
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { roomRecords } from "../../run/index.ts";
import { readTrace, writeTrace } from "../../trace/index.ts";
import type { Options } from "../command.ts";
import { Problem } from "../problem.ts";
import { readTextFile } from "../read-file.ts";
import { readRoom } from "../room/read-room.ts";

/** Where a run leaves its trace. */
const lastTrace = join("out", "latest", "trace.ndjson.gz");

export function findLastTrace(): string {
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
