// The resolver wire format, one JSON a line: `{"room_version", "events", "state_sets", "repeat",
// "dialect"}` in, `{"state", "ns", "error"}` out, in the order of the requests. `ns` is the time of
// one resolution (the mean where it was repeated); reading the events is not part of it. A request
// that cannot be answered gets an `error`, and the next line is read. No verdicts are known here:
// no event counts as rejected. IDs are taken as they are given; `rashomon inspect` checks them.
import { importRequest } from "../../import/index.ts";
import { isObject, parseJson, type JsonObject } from "../../protocol/json.ts";
import { findRoomVersion, knownRoomVersions } from "../../protocol/room-version.ts";
import { dialectKnows, dialects, findDialect, resolve } from "../../protocol/state-res/index.ts";
import type { Io } from "../io.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { graphOf } from "./read-room.ts";

/** What a request is answered with; exactly one of `state` and `error` is null. */
export interface WireAnswer {
  /** Event IDs of the resolved state, sorted by code point. */
  readonly state: readonly string[] | null;
  /** Nanoseconds for one resolution. */
  readonly ns: number;
  readonly error: string | null;
}

/** How often a resolution may be repeated. */
const repeatMax = 1_000_000;

/** Answers requests until standard input ends. */
export async function speakWire(io: Io): Promise<ExitCode> {
  let rest = "";
  const decoder = new TextDecoder();
  for await (const chunk of io.input) {
    rest += typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop() as string;
    for (const line of lines) answerLine(line, io);
  }
  answerLine(rest + decoder.decode(), io);
  return exitCode.ok;
}

function answerLine(line: string, io: Io): void {
  if (line.trim() !== "") io.out(`${JSON.stringify(answerWire(line))}\n`);
}

/**
 * Answers one request. Never throws on a bad one.
 * @example answerWire('{"room_version":"11","events":[…],"state_sets":[["$a"],["$b"]]}')
 */
export function answerWire(line: string): WireAnswer {
  const parsed = parseJson(line);
  if (!parsed.ok) return failed(`not JSON: ${parsed.problem.message}`);
  if (!isObject(parsed.value)) return failed("a request is a JSON object");
  return answer(parsed.value);
}

function answer(request: JsonObject): WireAnswer {
  const { repeat = 1, dialect = "spec", room_version: version, state_sets: sets } = request;
  if (typeof version !== "string") return failed("room_version is missing");
  const rules = findRoomVersion(version);
  if (rules === undefined) {
    return failed(`room_version ${version} is not one of ${knownRoomVersions}`);
  }
  if (!Array.isArray(sets)) return failed("state_sets is missing");
  if (typeof dialect !== "string" || findDialect(dialect) === undefined) {
    return failed(`dialect is not one of ${[...dialects.keys()].join(", ")}, nor spec+SWITCH`);
  }
  if (!dialectKnows(dialect, rules)) {
    return failed(`${dialect} does not know room version ${version}`);
  }
  if (typeof repeat !== "number" || !Number.isInteger(repeat) || repeat < 1 || repeat > repeatMax) {
    return failed(`repeat is not a whole number from 1 to ${repeatMax}`);
  }
  const read = importRequest(request, { fileName: "request", roomVersion: version });
  if (!read.ok) return failed(`${read.problem.message} ${read.problem.remedy}`);
  if (read.room.version.id !== version) {
    return failed(`room_version is ${version}, but the create event says ${read.room.version.id}`);
  }
  const unknown = read.notes.find((note) => note.kind === "unknown-reference");
  if (unknown !== undefined) return failed(unknown.detail);
  const graph = graphOf(read.room);
  const states: number[] = [];
  for (const ids of read.room.stateSets ?? []) {
    const events = ids.map((id) => graph.indexOf(id));
    const unfit = events.findIndex(
      (event) => event < 0 || !graph.has(event) || graph.slot(event) < 0,
    );
    if (unfit >= 0) return failed(`${ids[unfit]} in state_sets is no state event of this room`);
    states.push(graph.stateOf(events));
  }
  const start = process.hrtime.bigint();
  let state = resolve(graph, states, { dialect });
  for (let run = 1; run < repeat; run++) state = resolve(graph, states, { dialect });
  const ns = Number(process.hrtime.bigint() - start) / repeat;
  return { state: graph.stateIds(state), ns: Math.round(ns), error: null };
}

function failed(error: string): WireAnswer {
  return { state: null, ns: 0, error };
}
