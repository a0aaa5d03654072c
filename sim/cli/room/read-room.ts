// Reads a room file for the commands that look at rooms: file → import → graph and states.
import { importRoom, type ImportedRoom, type ImportResult } from "../../import/index.ts";
import { RoomGraph, type EventIndex } from "../../protocol/room-graph.ts";
import { RoomStates } from "../../protocol/room-states.ts";
import { findRoomVersion, knownRoomVersions } from "../../protocol/room-version.ts";
import type { StateId } from "../../protocol/state.ts";
import {
  dialectKnows,
  dialects,
  dialectSwitches,
  findDialect,
  type Dialect,
} from "../../protocol/state-res/index.ts";
import type { Option, Options } from "../command.ts";
import { verifyEd25519 } from "../../bridge/ed25519.ts";
import { Problem } from "../problem.ts";
import { readTextFile } from "../read-file.ts";

/** A room that was read, ready to be asked. */
export interface ReadRoom {
  readonly file: string;
  readonly imported: ImportedRoom;
  readonly notes: (ImportResult & { ok: true })["notes"];
  readonly noteCounts: (ImportResult & { ok: true })["noteCounts"];
  readonly graph: RoomGraph;
  readonly states: RoomStates;
}

const dialectNames = [...dialects.keys()].join(", ");

/** The options of `readRoom`. */
export const roomOptions: readonly Option[] = [
  { flags: "--room-version <V>", about: "version of a room whose file does not name one" },
  {
    flags: "--dialect <D>",
    about: `rules of state resolution: ${dialectNames}, or spec+SWITCH (default: spec)`,
  },
];

/** Reads a room whose history is to be worked out: what no server would take has no place in it. */
export function readLawfulRoom(file: string, options: Options): ReadRoom {
  const room = readRoom(file, options);
  const over = room.notes.find((note) => note.kind === "over-limits");
  if (over === undefined) return room;
  const count = room.noteCounts.get("over-limits") ?? 1;
  const all = count === 1 ? "" : `; ${count} events of the file are`;
  throw new Problem({
    file,
    ...(over.line === undefined ? {} : { line: over.line }),
    message: `${over.event ?? "an event"} is over the limits of events${all}: ${over.detail}`,
    remedy:
      "No server takes such events: take them out. `rashomon inspect` reads the file as it is.",
  });
}

/** Reads the file of a room; throws a `Problem` where it holds none. */
export function readRoom(file: string, options: Options): ReadRoom {
  const { dialect, roomVersion } = readRoomOptions(options);
  const result = importRoom(readTextFile(file), { fileName: file, roomVersion });
  if (!result.ok) throw new Problem(result.problem);
  const { room: imported, notes, noteCounts } = result;
  if (!dialectKnows(dialect.name, imported.version)) {
    throw new Problem({
      file,
      message: `${dialect.name} does not know room version ${imported.version.id}, so nobody can say what it would do`,
      remedy: `Take another dialect (${dialectNames}), or a room of a version up to 11.`,
    });
  }
  const graph = graphOf(imported);
  const states = new RoomStates(graph, { dialect });
  return { file, imported, notes, noteCounts, graph, states };
}

/** The values of `roomOptions`. @throws Problem where one is none, whatever file goes with them */
export function readRoomOptions(options: Options): {
  readonly dialect: Dialect;
  readonly roomVersion: string | undefined;
} {
  const dialect = dialectNamed(options.text("dialect") ?? "spec");
  const roomVersion = options.text("roomVersion");
  if (roomVersion === undefined || findRoomVersion(roomVersion) !== undefined)
    return { dialect, roomVersion };
  throw new Problem({
    message: `--room-version cannot be ${JSON.stringify(roomVersion)}`,
    remedy: `Give one of: ${knownRoomVersions}.`,
  });
}

/** @throws Problem where there is none of that name */
function dialectNamed(name: string): Dialect {
  const found = findDialect(name);
  if (found !== undefined) return found;
  throw new Problem({
    message: `--dialect cannot be ${JSON.stringify(name)}`,
    remedy: `Give one of ${dialectNames}, or the text with switches: spec+${dialectSwitches.join(", spec+")}.`,
  });
}

/** The graph of an imported room, with signatures of third-party invites checked. */
export function graphOf(imported: ImportedRoom): RoomGraph {
  const graph = RoomGraph.of(imported.version, imported.events);
  graph.verifySignature = verifyEd25519;
  return graph;
}

/**
 * Finds an event by its ID, by the beginning of it, and without the `$` that shells would eat.
 * Throws a `Problem` where there is none or more than one.
 */
export function findEvent({ graph, file }: ReadRoom, text: string): EventIndex {
  const start = text.startsWith("$") ? text : `$${text}`;
  const exact = graph.indexOf(start);
  if (exact >= 0 && graph.has(exact)) return exact;
  const found: EventIndex[] = [];
  for (let event = 0; event < graph.count; event++) {
    if (graph.has(event) && graph.id(event).startsWith(start)) found.push(event);
  }
  if (found.length === 1) return found[0];
  if (found.length > 1) {
    throw new Problem({
      file,
      message: `${found.length} event IDs begin with ${start}`,
      remedy: `Give more of it, for example ${graph.id(found[0])}.`,
    });
  }
  throw new Problem({
    file,
    message: exact >= 0 ? `${start} is referred to but missing` : `there is no event ${start}`,
    remedy: "`rashomon inspect` lists the ends and gaps of the room; quote IDs: '$…'.",
  });
}

/** The state after an event, worked out or as the file gives it. Throws a `Problem` at a gap. */
export function stateAfter(room: ReadRoom, event: EventIndex): StateId {
  const { graph, states, imported } = room;
  const state = states.after(event);
  if (state >= 0) return state;
  const given = imported.stateAfter?.get(graph.id(event));
  if (given !== undefined) return graph.stateOf(given.map((id) => findEvent(room, id)));
  throw new Problem({
    file: room.file,
    message: `no state follows at ${graph.id(event)}: ${gapBehind(graph, event)} is missing`,
    remedy: "Give whole states with --set, or a file that holds the missing events.",
  });
}

/** The ID of a missing event among the ancestors of an event. */
function gapBehind(graph: RoomGraph, event: EventIndex): string {
  const seen = new Set<EventIndex>();
  const stack = [event];
  while (stack.length > 0) {
    const at = stack.pop() as EventIndex;
    if (seen.has(at)) continue;
    seen.add(at);
    if (!graph.has(at)) return graph.id(at);
    stack.push(...graph.prevs(at));
  }
  return "part of its past";
}

/** The forward extremities of someone who knows all: accepted events that no accepted one follows. */
export function tipsOf({ graph, states }: ReadRoom): EventIndex[] {
  const followed = new Set<EventIndex>();
  const candidates: EventIndex[] = [];
  for (let event = 0; event < graph.count; event++) {
    if (!graph.has(event) || states.rejection(event) !== undefined) continue;
    candidates.push(event);
    for (const prev of graph.prevs(event)) followed.add(prev);
  }
  return candidates.filter((event) => !followed.has(event));
}
