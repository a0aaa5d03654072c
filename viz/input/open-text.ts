// From a file's text to a model's data. A trace begins with its `meta` record; everything else is
// taken for a room: events a line or in an array, a TARDIS scenario, a vector. Pure.
import { importRoom } from "../../sim/import/index.ts";
import { RoomGraph, RoomStates } from "../../sim/protocol/index.ts";
import { roomRecords } from "../../sim/run/replay/room-trace.ts";
import { gatherModel, isObject, readRecords, type ModelData } from "../model/index.ts";

/** The data of a text; throws with words for the reader, and a line where there is one to name. */
export function openText(text: string, name: string): ModelData {
  if (text.trim() === "") throw new Error("there is nothing in it");
  if (!isTrace(text)) return openRoom(text, name);
  const reading = readRecords(text);
  if (!reading.ok) throw new Error(reading.message);
  return gatherModel(reading.records, { skipped: reading.skipped });
}

/** True where the first line is a `meta` record; no event has a `kind` of that name. */
function isTrace(text: string): boolean {
  const start = text.trimStart();
  const end = start.indexOf("\n");
  const line = end < 0 ? start : start.slice(0, end);
  if (!line.includes('"kind"')) return false;
  try {
    const first: unknown = JSON.parse(line);
    return isObject(first) && first["kind"] === "meta";
  } catch {
    return false;
  }
}

function openRoom(text: string, name: string): ModelData {
  const result = importRoom(text, { fileName: name });
  // People paste JSON5 that has no file name to be known by.
  const tried =
    result.ok || !looksLikeJson5(text) ? result : importRoom(text, { fileName: ".json5" });
  if (!tried.ok) {
    const { line, message, remedy } = tried.problem;
    throw new Error(`${line === undefined ? "" : `line ${line}: `}${message} ${remedy}`);
  }
  const imported = tried.room;
  const graph = RoomGraph.of(imported.version, imported.events);
  const records = roomRecords({ name, imported, graph, states: new RoomStates(graph) });
  return gatherModel(records, { skipped: notesOf(tried.notes) });
}

/** Only an object over several lines can be a scenario that somebody wrote by hand. */
function looksLikeJson5(text: string): boolean {
  return /^\s*(?:\/[/*]|\{)/.test(text) && text.includes("tardis_version");
}

/** Oddities of a file that a reader of its room should know. */
function notesOf(notes: (ReturnType<typeof importRoom> & { ok: true })["notes"]): string[] {
  return notes
    .filter(({ kind }) => kind !== "made-up-id" && kind !== "unsorted")
    .slice(0, notesMax)
    .map(({ line, event, detail }) => {
      const place = line === undefined ? (event ?? "the file") : `line ${line}`;
      return `${place}: ${detail}`;
    });
}

const notesMax = 20;
