// What can be told of a room's history without running anything: who, what, the shape of the
// graph, what is missing, and which events do not keep the rules. Data only; inspect.ts words it.
import type { NoteKind } from "../../import/index.ts";
import { compareCodePoints } from "../../protocol/code-points.ts";
import type { AuthRefusal } from "../../protocol/auth/verdict.ts";
import { eventRef, type EventRef } from "../../protocol/event-name.ts";
import type { EventId } from "../../protocol/event.ts";
import { isObject } from "../../protocol/json.ts";
import type { EventIndex, RoomGraph } from "../../protocol/room-graph.ts";
import { RoomStates, type Rejection } from "../../protocol/room-states.ts";
import { dialectKnows, dialects } from "../../protocol/state-res/index.ts";
import { tipsOf, type ReadRoom } from "./read-room.ts";

/** How many entries lists of single events have at most; the counts are always whole. */
const listMax = 50;

/** A whole report. Plain data, fit for JSON. */
export interface RoomReport {
  readonly roomId: string;
  readonly roomVersion: string;
  readonly events: number;
  readonly stateEvents: number;
  /** By falling count. */
  readonly types: readonly Tally[];
  readonly servers: readonly Tally[];
  readonly senders: readonly Tally[];
  readonly shape: Shape;
  readonly gaps: Gaps;
  readonly depth: DepthProblems;
  readonly integrity: Integrity;
  readonly rejected: Rejections;
  /** What the import found odd: kind → how often. */
  readonly notes: Readonly<Record<string, number>>;
}

export interface Tally {
  readonly name: string;
  readonly count: number;
}

export interface Shape {
  /** Events that more than one event follows. */
  readonly forks: number;
  /** Events with more than one previous event. */
  readonly merges: number;
  /** The most ends at one time while the file is read from top to bottom. */
  readonly widest: number;
  /** Number of ends after each event, in the order of the file, cut into at most 60 parts: the
   * greatest of each part. */
  readonly extremitiesOverTime: readonly number[];
  /** Ends of the whole history: accepted events that no accepted event follows. */
  readonly extremities: readonly EventId[];
}

export interface Gaps {
  /** Events that are cited but not in the file. */
  readonly missing: number;
  readonly missingIds: readonly EventId[];
  /** Present events without a state, because part of their past is missing. */
  readonly outliers: number;
  readonly outlierIds: readonly EventId[];
}

export interface DepthProblems {
  /** Events whose depth is not one more than the greatest of their previous events. */
  readonly count: number;
  readonly events: readonly { id: EventId; depth: number; expected: number }[];
}

export interface Integrity {
  readonly idsRight: number;
  readonly idsWrong: number;
  /** IDs that have not the form of a hash. */
  readonly idsMadeUp: number;
  readonly contentHashesWrong: number;
  /** Of events that carry no hash, or that have no canonical form. */
  readonly contentHashesUnchecked: number;
}

/** Events that the rules reject. Depends on the states, and so on the dialect of resolution. */
export interface Rejections {
  readonly dialect: string;
  readonly count: number;
  readonly events: readonly Rejected[];
  /** The count in each dialect; only where the asked one rejects something. */
  readonly byDialect?: Readonly<Record<string, number>>;
}

export interface Rejected {
  readonly event: EventRef;
  /** Receipt check 4 (by its auth events) or 5 (by the state before it). */
  readonly check: 4 | 5;
  readonly verdict: AuthRefusal;
}

/** Reports on a room. */
export function reportOn(room: ReadRoom): RoomReport {
  const { graph, imported } = room;
  const present = imported.events.map(({ id }) => graph.indexOf(id));
  const tally = (name: (event: EventIndex) => string) => tallyOf(present.map(name));
  return {
    roomId: imported.roomId,
    roomVersion: imported.version.id,
    events: present.length,
    stateEvents: present.filter((event) => graph.slot(event) >= 0).length,
    types: tally((event) => graph.pdu(event).type),
    servers: tally((event) => graph.servers.text(graph.serverOfUser(graph.sender(event)))),
    senders: tally((event) => graph.pdu(event).sender),
    shape: shapeOf(room, present),
    gaps: gapsOf(room, present),
    depth: depthProblems(graph, present),
    integrity: integrityOf(room),
    rejected: rejectedOf(room, present),
    notes: Object.fromEntries(room.noteCounts),
  };
}

function tallyOf(names: readonly string[]): Tally[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || compareCodePoints(a.name, b.name));
}

function shapeOf(room: ReadRoom, present: readonly EventIndex[]): Shape {
  const { graph } = room;
  const followers = new Map<EventIndex, number>();
  const ends = new Set<EventIndex>();
  const overTime: number[] = [];
  let merges = 0;
  for (const event of present) {
    const prevs = new Set(graph.prevs(event));
    if (prevs.size > 1) merges++;
    for (const prev of prevs) followers.set(prev, (followers.get(prev) ?? 0) + 1);
    // In an unsorted file a follower may come first; then the event is no end.
    for (const prev of prevs) ends.delete(prev);
    if (!followers.has(event)) ends.add(event);
    overTime.push(ends.size);
  }
  return {
    forks: [...followers.values()].filter((count) => count > 1).length,
    merges,
    widest: overTime.reduce((most, ends) => Math.max(most, ends), 0),
    extremitiesOverTime: parts(overTime, 60),
    extremities: tipsOf(room).map((event) => graph.id(event)),
  };
}

/** The greatest number of each part of a list that is cut into equal parts. */
function parts(numbers: readonly number[], count: number): number[] {
  const length = Math.max(1, Math.ceil(numbers.length / count));
  const greatest: number[] = [];
  for (let from = 0; from < numbers.length; from += length) {
    greatest.push(Math.max(...numbers.slice(from, from + length)));
  }
  return greatest;
}

function gapsOf({ graph, states }: ReadRoom, present: readonly EventIndex[]): Gaps {
  const missing: EventId[] = [];
  for (let event = 0; event < graph.count; event++) {
    if (!graph.has(event)) missing.push(graph.id(event));
  }
  const outliers = present.filter((event) => states.after(event) < 0);
  return {
    missing: missing.length,
    missingIds: missing.slice(0, listMax),
    outliers: outliers.length,
    outlierIds: outliers.slice(0, listMax).map((event) => graph.id(event)),
  };
}

function depthProblems(graph: RoomGraph, present: readonly EventIndex[]): DepthProblems {
  const wrong: { id: EventId; depth: number; expected: number }[] = [];
  for (const event of present) {
    const prevs = [...graph.prevs(event)];
    if (!prevs.every((prev) => graph.has(prev))) continue;
    const above = prevs.reduce((most, prev) => Math.max(most, graph.depth(prev)), 0);
    const expected = Math.min(above + 1, Number.MAX_SAFE_INTEGER);
    const depth = graph.depth(event);
    if (depth !== expected) wrong.push({ id: graph.id(event), depth, expected });
  }
  return { count: wrong.length, events: wrong.slice(0, listMax) };
}

/** The import has recomputed every ID and content hash; here its notes are counted. */
function integrityOf({ imported, noteCounts }: ReadRoom): Integrity {
  const count = (kind: NoteKind) => noteCounts.get(kind) ?? 0;
  const idsWrong = count("id-differs");
  const idsMadeUp = count("made-up-id");
  return {
    idsRight: imported.events.length - idsWrong - idsMadeUp,
    idsWrong,
    idsMadeUp,
    contentHashesWrong: count("content-hash-differs"),
    contentHashesUnchecked:
      count("content-hash-unchecked") +
      imported.events.filter(({ pdu }) => !isObject(pdu.hashes)).length,
  };
}

function rejectedOf({ graph, states }: ReadRoom, present: readonly EventIndex[]): Rejections {
  const found = present.filter((event) => states.rejection(event) !== undefined);
  const events = found.slice(0, listMax).map((event) => {
    return { event: eventRef(graph, event), ...(states.rejection(event) as Rejection) };
  });
  const rejections = { dialect: states.dialect.name, count: found.length, events };
  if (found.length === 0) return rejections;
  const known = [...dialects.keys()].filter((dialect) => dialectKnows(dialect, graph.version));
  const counts = known.map((dialect) => {
    const others = new RoomStates(graph, { dialect });
    return [dialect, present.filter((event) => others.rejection(event) !== undefined).length];
  });
  return { ...rejections, byDialect: Object.fromEntries(counts) as Record<string, number> };
}
