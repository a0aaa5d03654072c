// A trace of any size, from a stream straight into columns: neither its text nor its records are
// ever in memory as a whole. It is read twice, for a record may speak of an event that is written
// after it.
import type { TraceRecord } from "../../sim/trace/records.ts";
import { Gatherer, readRecord, type GatherOptions, type ModelData } from "../model/index.ts";
import { linesOf, streamBytesMax, type ByteSource } from "./text-lines.ts";

export interface StreamOptions {
  /** Text beyond so many bytes is not read; the data says so (default: `streamBytesMax`). */
  readonly bytesMax?: number;
  /** Called with the share of the work that is done, from 0 to 1. */
  readonly progress?: (share: number) => void;
  /**
   * How a line becomes a record (default: `readRecord`). Words say what is wrong with a line that is
   * to be passed over; it throws where one is not to be.
   * @param line its number, from 1
   */
  readonly read?: (content: string, line: number) => TraceRecord | string;
  readonly gather?: GatherOptions;
}

export interface StreamedTrace {
  readonly data: ModelData;
  readonly records: number;
  /** True where the file went on beyond the limit. */
  readonly cut: boolean;
}

/** Reads a trace. Throws with words for the reader where it is none. */
export async function streamTrace(
  source: ByteSource,
  options: StreamOptions = {},
): Promise<StreamedTrace> {
  const { progress, bytesMax = streamBytesMax, read = readRecord } = options;
  const gatherer = new Gatherer(options.gather);
  const skipped: string[] = [];
  let records = 0;
  let cut = false;
  for (const pass of [0, 1]) {
    let line = 0;
    const at = (bytes: number) => progress?.((pass + bytes / Math.max(1, source.size)) / 2);
    const parts = linesOf(source, { bytesMax, progress: at });
    for (let part = await parts.next(); ; part = await parts.next()) {
      if (part.done) {
        cut = part.value.cut;
        break;
      }
      for (const content of part.value) {
        line += 1;
        if (content.trim() === "" || (pass === 0 && line > 1 && quiet.test(content))) continue;
        const record = read(content, line);
        if (typeof record !== "string") {
          if (pass === 0) gatherer.number(record, line - 1);
          else gatherer.take(record, line - 1);
          records += pass;
        } else if (pass === 1 && skipped.length < skippedMax) {
          skipped.push(`line ${line}: ${record}`);
        }
      }
    }
    if (pass === 1 && cut) {
      skipped.unshift(
        `the trace goes on: only its first ${line} lines, ${bytesMax} bytes, are shown`,
      );
    }
  }
  return { data: gatherer.finish(skipped), records, cut };
}

const skippedMax = 20;

/**
 * Lines that the first reading can pass over: all but events and refusals, as runs write them. Other
 * forms of such lines are read twice, which does no harm.
 */
const quiet =
  /^\{"kind":"(?:net|state|current|extremities|resolve|op|fault|mark|verdict|end|arrive".*"verdict":"(?:accepted|outlier))"/;

/** How much of a file's text says whether it is a trace. */
const startMax = 1 << 16;

/** True where the text begins with a `meta` record; no event has a `kind` of that name. */
export async function isTraceSource(source: ByteSource): Promise<boolean> {
  try {
    for await (const part of linesOf({ size: source.size, stream: () => source.stream() })) {
      const first = part.find((line) => line.trim() !== "");
      if (first !== undefined) return beginsLikeMeta.test(first.slice(0, startMax));
    }
  } catch {
    // What is no text is said by those who read it whole.
  }
  return false;
}

/** `kind` stands before anything that nests, wherever among the first fields it is. */
const beginsLikeMeta = /^\s*\{[^{}[\]]*"kind"\s*:\s*"meta"/;
