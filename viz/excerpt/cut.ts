// A part of a trace in time, whole in itself: what happened in the window, and of the time before
// only what it stands on: each server's state and forward extremities as the window opens, the
// events in them, and the auth chains of all, so that every why can still be answered. Pure.
import { isObject } from "../../sim/protocol/json.ts";
import type { EventRecord, StateRecord, TraceRecord } from "../../sim/trace/records.ts";

export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The records of the window; the first must be `meta`. */
export function cutTrace(records: readonly TraceRecord[], window: Window): TraceRecord[] {
  const states = new Map<number, StateRecord>();
  const events = new Map<number, EventRecord>();
  for (const record of records) {
    if (record.kind === "state") states.set(record.id, record);
    if (record.kind === "event") events.set(record.index, record);
  }
  const inside = records.filter((record) => isInside(record, window));
  const opening = openingOf(records, window);
  const needed = neededStates([...opening, ...inside]);
  const slots = slotsOf(needed, states);
  const kept = keptEvents({ records, window, opening, inside, slots, events });
  const stateRecords = rewritten(slots, states);
  const eventRecords = [...kept].sort((a, b) => a - b).map((index) => events.get(index));
  const lived = records.filter((record) => {
    if (!("atMs" in record) || record.atMs >= window.fromMs) return false;
    return record.kind === "forget" || (record.kind === "arrive" && kept.has(record.event));
  });
  const past = lived.map((record) => withoutStates(onlyKept(record, kept), slots));
  const rest = inside.filter(({ kind }) => !["event", "state", "end", "meta"].includes(kind));
  return [
    records[0],
    ...eventRecords.filter((record) => record !== undefined),
    ...stateRecords,
    ...[...past, ...opening, ...rest.map((record) => onlyKept(record, kept))],
    cutMark(window),
    ...records.filter((record) => record.kind === "verdict").map((v) => onlyKept(v, kept)),
    ...records.filter((record) => record.kind === "end"),
  ];
}

function cutMark({ fromMs, toMs }: Window): TraceRecord {
  const what = `This is an excerpt: ${fromMs} ms to ${toMs} ms of the run, and what it stands on.`;
  return { kind: "mark", atMs: fromMs, mark: "annotation", what };
}

/** Faults have no part in the past only while they last, so all up to the end are kept. */
function isInside(record: TraceRecord, { fromMs, toMs }: Window): boolean {
  if (!("atMs" in record) || record.kind === "end") return false;
  return record.atMs <= toMs && (record.atMs >= fromMs || record.kind === "fault");
}

/** The last `current` and `extremities` of each server and room before the window. */
function openingOf(records: readonly TraceRecord[], { fromMs }: Window): TraceRecord[] {
  const last = new Map<string, TraceRecord>();
  for (const record of records) {
    if (record.kind !== "current" && record.kind !== "extremities") continue;
    if (record.atMs < fromMs) last.set(`${record.kind} ${record.server} ${record.room}`, record);
  }
  return [...last.values()];
}

function neededStates(records: readonly TraceRecord[]): Set<number> {
  const needed = new Set<number>();
  const need = (...ids: (number | undefined)[]) => {
    for (const id of ids) if (id !== undefined) needed.add(id);
  };
  for (const record of records) {
    if (record.kind === "current") need(record.state);
    if (record.kind === "arrive") need(record.before, record.after, record.against);
    if (record.kind === "resolve") need(...record.inputs, record.output);
  }
  return needed;
}

type Slots = ReadonlyMap<string, number>;

/** What each needed state holds. */
function slotsOf(
  needed: ReadonlySet<number>,
  states: ReadonlyMap<number, StateRecord>,
): Map<number, Slots> {
  const found = new Map<number, Slots>();
  for (const id of [...needed].sort((a, b) => a - b)) {
    const chain: StateRecord[] = [];
    let at: number | null = id;
    while (at !== null && !found.has(at)) {
      const record: StateRecord | undefined = states.get(at);
      if (record === undefined) break;
      chain.push(record);
      at = record.parent;
    }
    const slots = new Map(at === null ? [] : (found.get(at) ?? []));
    for (const { changes } of chain.reverse()) {
      for (const [type, key, event] of changes) {
        if (event === null) slots.delete(`${type}\u0000${key}`);
        else slots.set(`${type}\u0000${key}`, event);
      }
    }
    found.set(id, slots);
  }
  return found;
}

/** The states again, each as its difference from the one before it. */
function rewritten(
  slots: ReadonlyMap<number, Slots>,
  states: ReadonlyMap<number, StateRecord>,
): StateRecord[] {
  const lastOfRoom = new Map<number, number>();
  return [...slots].map(([id, now]) => {
    const room = states.get(id)?.room ?? 0;
    const parent = lastOfRoom.get(room) ?? null;
    lastOfRoom.set(room, id);
    const before = parent === null ? new Map<string, number>() : (slots.get(parent) as Slots);
    const changes: StateRecord["changes"] = [];
    for (const slot of before.keys()) if (!now.has(slot)) changes.push([...parts(slot), null]);
    for (const [slot, event] of now) {
      if (before.get(slot) !== event) changes.push([...parts(slot), event]);
    }
    return { kind: "state", room, id, parent, changes };
  });
}

function parts(slot: string): [string, string] {
  const [type, key] = slot.split("\u0000");
  return [type, key];
}

function keptEvents(input: {
  readonly records: readonly TraceRecord[];
  readonly window: Window;
  readonly opening: readonly TraceRecord[];
  readonly inside: readonly TraceRecord[];
  readonly slots: ReadonlyMap<number, Slots>;
  readonly events: ReadonlyMap<number, EventRecord>;
}): Set<number> {
  const kept = new Set<number>();
  for (const record of [...input.opening, ...input.inside]) {
    if (record.kind === "event") kept.add(record.index);
    if (record.kind === "arrive") kept.add(record.event);
    if (record.kind === "extremities") for (const event of record.events) kept.add(event);
  }
  for (const slots of input.slots.values()) for (const event of slots.values()) kept.add(event);
  return withAuthChains(kept, input.events);
}

function withAuthChains(
  start: ReadonlySet<number>,
  events: ReadonlyMap<number, EventRecord>,
): Set<number> {
  const indexOf = new Map([...events.values()].map(({ id, index }) => [id, index]));
  const kept = new Set<number>();
  const open = [...start];
  while (open.length > 0) {
    const index = open.pop() as number;
    const record = events.get(index);
    if (record === undefined || kept.has(index)) continue;
    kept.add(index);
    const auth = isObject(record.pdu as never) ? (record.pdu as EventPdu).auth_events : [];
    for (const entry of Array.isArray(auth) ? auth : []) {
      const id: unknown = Array.isArray(entry) ? entry[0] : entry;
      const cited = typeof id === "string" ? indexOf.get(id) : undefined;
      if (cited !== undefined) open.push(cited);
    }
  }
  return kept;
}

type EventPdu = { readonly auth_events?: readonly unknown[] };

/** States around an arrival of long ago are not in the excerpt, unless something else needs them. */
function withoutStates(record: TraceRecord, slots: ReadonlyMap<number, Slots>): TraceRecord {
  if (record.kind !== "arrive") return record;
  const { before, after, against, ...rest } = record;
  const has = (state: number | undefined) => state !== undefined && slots.has(state);
  return {
    ...rest,
    ...(has(before) && has(after) ? { before, after } : {}),
    ...(has(against) ? { against } : {}),
  } as TraceRecord;
}

/** A record that speaks of events speaks of those that are kept. */
function onlyKept(record: TraceRecord, kept: ReadonlySet<number>): TraceRecord {
  if ("events" in record && record.kind !== "extremities") {
    return { ...record, events: record.events.filter((event) => kept.has(event)) };
  }
  if (
    (record.kind === "op" || record.kind === "mark" || record.kind === "resolve") &&
    record.event !== undefined
  ) {
    if (kept.has(record.event)) return record;
    const { event: _, ...rest } = record;
    return rest;
  }
  return record;
}
