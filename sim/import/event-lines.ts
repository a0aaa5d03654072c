// Newline-delimited JSON: one federation-format event a line, with or without `event_id`.
import { isObject, parseJson } from "../protocol/json.ts";
import type { Draft, DraftEvent } from "./draft.ts";
import { importLimits } from "./limits.ts";
import { refuse } from "./refusal.ts";

/** Reads every line that is not blank. A line that is no JSON object refuses the file. */
export function readEventLines(text: string): Draft {
  const events: DraftEvent[] = [];
  let line = 0;
  for (let start = 0; start < text.length;) {
    line++;
    const end = endOfLine(text, start);
    if (end - start > importLimits.lineLengthMax) refuseLength(line, end - start);
    const written = text.slice(start, end);
    start = end + 1;
    if (written.trim() === "") continue;
    if (events.length === importLimits.eventsMax) refuseCount(line);
    events.push({ value: readLine(written, line), line });
  }
  return { events };
}

/** The index of the line break that ends the line, or of the end of the text. */
export function endOfLine(text: string, start: number): number {
  const end = text.indexOf("\n", start);
  return end < 0 ? text.length : end;
}

function readLine(written: string, line: number): DraftEvent["value"] {
  const result = parseJson(written);
  if (!result.ok) {
    const { message, column } = result.problem;
    return refuse({
      line,
      message: `Line ${line} is not JSON at column ${column}: ${message}`,
      remedy: "Correct or delete the line; if it is the last one, the file may have been cut off.",
    });
  }
  if (isObject(result.value)) return result.value;
  return refuse({
    line,
    message: `Line ${line} is JSON, but not an object.`,
    remedy: "Put one event on each line, or write the events as one JSON array.",
  });
}

function refuseLength(line: number, length: number): never {
  const most = importLimits.lineLengthMax;
  return refuse({
    line,
    message: `Line ${line} has ${length} characters; at most ${most} are read.`,
    remedy: "Put one event on each line: `jq -c '.[]' FILE` does that to an array.",
  });
}

/** Refuses a file with too many events. */
export function refuseCount(line: number | undefined): never {
  return refuse({
    line,
    message: `The file holds more than ${importLimits.eventsMax} events.`,
    remedy: "Cut the file: the graph of a part of a room can be read, with gaps.",
  });
}
