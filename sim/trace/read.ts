// Reads a trace from NDJSON text and checks every record against the schema in records.ts. It does
// not check that numbers refer to records that exist: a cut-off trace is still worth reading. The
// schema checks are compiled on first use and need Node; the viewer has a lighter reader.
import { Compile } from "typebox/compile";
import * as schema from "./records.ts";
import type { TraceRecord } from "./records.ts";

/** What is wrong with a trace, where (1-based line), and what to do next. */
export interface TraceProblem {
  readonly line: number;
  readonly message: string;
  readonly remedy: string;
}

/** The records of a trace, or its first problem. */
export type TraceReading =
  | { readonly ok: true; readonly records: TraceRecord[] }
  | { readonly ok: false; readonly problem: TraceProblem };

/**
 * Reads a trace. The first problem ends the reading.
 *
 * @param text NDJSON; blank lines are skipped
 * @param parse how a line becomes a value (default: `JSON.parse`, which rounds integers beyond
 *   2^53 in PDUs; give `parseJson` of sim/protocol/json.ts where hashes must come out right)
 *
 * @example
 * const trace = readTrace(readFileSync("trace.ndjson", "utf8"));
 * if (!trace.ok) console.error(`line ${trace.problem.line}: ${trace.problem.message}`);
 */
export function readTrace(
  text: string,
  parse: (line: string) => unknown = JSON.parse,
): TraceReading {
  const records: TraceRecord[] = [];
  let line = 0;
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    const content = text.slice(start, end).trim();
    line += 1;
    start = end + 1;
    if (content === "") continue;
    const record = readTraceLine(content, { line, first: records.length === 0, parse });
    if ("problem" in record) return { ok: false, problem: record.problem };
    records.push(record.record);
  }
  if (records.length > 0) return { ok: true, records };
  const remedy = "Give a trace.ndjson that a run wrote; `rashomon run SCENARIO` makes one.";
  return { ok: false, problem: { line: 1, message: "the trace is empty", remedy } };
}

/** Where a line stands, and how it becomes a value (default: `JSON.parse`, see `readTrace`). */
export interface LinePlace {
  /** From 1. */
  readonly line: number;
  /** True for the first record of a trace. */
  readonly first: boolean;
  readonly parse?: (line: string) => unknown;
}

/**
 * Reads one line: for traces that are too long to be one text.
 * @returns the record, or what is wrong with the line and what to do
 * @example readTraceLine(lines[41], { line: 42, first: false })
 */
export function readTraceLine(
  content: string,
  { line, first, parse = JSON.parse }: LinePlace,
): { record: TraceRecord } | { problem: TraceProblem } {
  const problem = (message: string, remedy: string) => ({ problem: { line, message, remedy } });
  let value: unknown;
  try {
    value = parse(content);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return problem(
      `not JSON: ${why}`,
      "If it is the last line, the file was cut off while it was written: remove that line.",
    );
  }
  const kind = kindOf(value);
  if (first && kind !== "meta") {
    return problem(
      "the first record is not `meta`",
      "This is not a trace, or its beginning is missing. A room file goes to `rashomon replay`.",
    );
  }
  const format = kind === "meta" ? (value as { format?: unknown }).format : schema.traceFormat;
  if (format !== schema.traceFormat) {
    return problem(
      `the trace's format is ${JSON.stringify(format)}, and this is ${schema.traceFormat}`,
      "Read it with the version of the software that is named in its `meta` record.",
    );
  }
  const checker = checkers().get(kind ?? "");
  if (checker === undefined) {
    const known = [...checkers().keys()].join(", ");
    return problem(`unknown kind ${JSON.stringify(kind)}`, `Known kinds: ${known}.`);
  }
  if (checker.Check(value)) return { record: value as TraceRecord };
  const error = checker.Errors(value)[0];
  const where = error === undefined ? "" : `${error.instancePath || "the record"} ${error.message}`;
  return problem(
    `not a good \`${kind}\` record: ${where}`,
    "Compare it with sim/trace/records.ts, and write traces with writeTrace.",
  );
}

function kindOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const kind: unknown = (value as { kind?: unknown }).kind;
  return typeof kind === "string" ? kind : undefined;
}

const compileAll = () =>
  new Map(
    schema.TraceRecord.anyOf.map((type) => [type.properties.kind.const as string, Compile(type)]),
  );

let compiled: ReturnType<typeof compileAll> | undefined;

/** One compiled checker a kind: faster than the union, and its errors speak of that kind alone. */
function checkers() {
  compiled ??= compileAll();
  return compiled;
}
