// Judges the properties of a plan over its trace, moment by moment: after each change of a current
// state, and at each record. A claim of the kind `sometimes` that is not met says `unknown`: one
// run proves nothing against it, and a sweep counts.
import type { StateId } from "../../protocol/state.ts";
import type { CurrentRecord, TraceRecord, VerdictRecord } from "../../trace/records.ts";
import { plainVerdict } from "../findings.ts";
import { conditionHolds, recordFits, roomsOf } from "./moment.ts";
import { isSite, propertyCheck, type Property } from "./property.ts";
import { viewTrace, type TraceView } from "../view/trace-view.ts";

/**
 * Judges properties.
 * @param view the records' index, where somebody has made it already
 * @returns a verdict for each, under the name that `propertyCheck` gives it
 */
export function judgeProperties(
  records: readonly TraceRecord[],
  properties: readonly Property[],
  view: TraceView = viewTrace(records),
): VerdictRecord[] {
  return properties.map((property) => {
    if (property.when.holds === "record") return judgeRecords(view, records, property);
    if (!view.hasHistory && property.kind !== "eventually") {
      return plainVerdict(propertyCheck(property), "unknown", "A summary has no moments.");
    }
    return judgeStates(view, records, property);
  });
}

/** Claims about records: the first that fits decides. */
function judgeRecords(
  view: TraceView,
  records: readonly TraceRecord[],
  property: Property,
): VerdictRecord {
  const { when, withinMs } = property;
  if (when.holds !== "record") throw new Error("a claim about states came to the wrong place");
  const name = propertyCheck(property);
  const limitMs = withinMs === undefined ? Infinity : (view.healedMs ?? Infinity) + withinMs;
  const hit = records.find((record) => {
    return recordFits(record, when) && !("atMs" in record && record.atMs > limitMs);
  });
  const what = `a record of the kind ${when.kind} like that`;
  if (hit !== undefined) {
    const atMs = "atMs" in hit ? ` at ${hit.atMs} ms` : "";
    return plainVerdict(name, when.not ? "broken" : "held", `There is ${what}${atMs}.`);
  }
  if (when.not) return plainVerdict(name, "held", `There is no ${what.slice(2)}.`);
  return notReached(property, `There is no ${what.slice(2)}`);
}

/** What was seen of a claim about states. */
interface Seen {
  /** Moments at which it was asked. */
  asked: number;
  firstTrueMs: number | undefined;
  firstFalse: { atMs: number; server: number } | undefined;
  /** When a server last did not hold it, or came to. */
  lastFalse: { atMs: number; server: number } | undefined;
  /** By server: whether it holds now. */
  readonly now: Map<string, boolean>;
}

function judgeStates(
  view: TraceView,
  records: readonly TraceRecord[],
  property: Property,
): VerdictRecord {
  const seen: Seen = {
    ...{ asked: 0, firstTrueMs: undefined, firstFalse: undefined, lastFalse: undefined },
    now: new Map(),
  };
  const startMs = storyStart(view);
  const states = new Map<string, { record: CurrentRecord; state: StateId }>();
  const rooms = new Set(roomsOf(view, property.when));
  let begun = false;
  for (const record of records) {
    if (record.kind !== "current" || !rooms.has(record.room)) continue;
    const room = view.rooms[record.room];
    if (room === undefined) continue;
    if (!begun && record.atMs >= startMs) {
      begun = true;
      for (const [key, standing] of states)
        ask(view, property, { key, states, standing, atMs: startMs }, seen);
    }
    const key = `${record.room},${record.server}`;
    const standing = { record, state: room.state(record.state) };
    states.set(key, standing);
    if (begun) ask(view, property, { key, states, standing, atMs: record.atMs }, seen);
  }
  if (!begun) {
    for (const [key, standing] of states)
      ask(view, property, { key, states, standing, atMs: startMs }, seen);
  }
  return conclude(view, property, seen);
}

/** Before its story a run only makes and joins rooms; nothing is claimed of that. */
function storyStart({ meta }: TraceView): number {
  const steps = (meta.plan as { steps?: readonly { atMs: number }[] } | null)?.steps ?? [];
  return steps.reduce(
    (least, { atMs }) => Math.min(least, atMs),
    steps.length === 0 ? 0 : Infinity,
  );
}

function ask(
  view: TraceView,
  { when }: Property,
  moment: {
    key: string;
    states: ReadonlyMap<string, { record: CurrentRecord; state: StateId }>;
    standing: { record: CurrentRecord; state: StateId };
    atMs: number;
  },
  seen: Seen,
): void {
  const { key, states, standing, atMs } = moment;
  const { server, room } = standing.record;
  const others = [...states.values()].filter(({ record }) => record.room === room);
  const held = conditionHolds(view, when, { ...standing, others });
  if (held === undefined) {
    seen.now.delete(key);
    return;
  }
  seen.asked++;
  const asked = when.holds === "agreement" ? `${room}` : key;
  // A server that did not hold it so far was wrong until now, however long ago it was asked.
  const wasWrong = seen.now.get(asked) === false;
  seen.now.set(asked, held);
  if (held) seen.firstTrueMs ??= atMs;
  else seen.firstFalse ??= { atMs, server };
  if (!held || wasWrong) seen.lastFalse = { atMs, server };
}

function conclude(view: TraceView, property: Property, seen: Seen): VerdictRecord {
  const name = propertyCheck(property);
  const { kind, withinMs } = property;
  if (isSite(property)) {
    if (seen.firstTrueMs === undefined) return notReached(property, "It never holds");
    return plainVerdict(name, "held", `It holds at ${seen.firstTrueMs} ms.`);
  }
  if (seen.asked === 0) return plainVerdict(name, "unknown", "No server is asked at any moment.");
  const where = ({ atMs, server }: { atMs: number; server: number }) =>
    `at ${atMs} ms at ${view.serverNames[server]}`;
  if (kind === "always") {
    if (seen.firstFalse === undefined) {
      return plainVerdict(name, "held", `It holds at all ${seen.asked} moments.`);
    }
    const { server } = seen.firstFalse;
    const verdict = plainVerdict(name, "broken", `It does not hold ${where(seen.firstFalse)}.`);
    return { ...verdict, servers: [server] };
  }
  const { healedMs } = view;
  if (healedMs === undefined) return plainVerdict(name, "unknown", "A fault never ended.");
  const last = seen.lastFalse;
  const late = withinMs !== undefined && last !== undefined && last.atMs > healedMs + withinMs;
  if (![...seen.now.values()].includes(false) && !late) {
    return plainVerdict(name, "held", "It holds in the end.");
  }
  const what = late ? "too late" : "in the end";
  const detail = `It does not hold ${what}: last seen wrong ${where(last ?? { atMs: 0, server: 0 })}.`;
  return {
    ...plainVerdict(name, "broken", detail),
    servers: last === undefined ? [] : [last.server],
  };
}

function notReached(property: Property, what: string): VerdictRecord {
  const name = propertyCheck(property);
  if (!isSite(property)) return plainVerdict(name, "broken", `${what}.`);
  return plainVerdict(name, "unknown", `${what} in this run; another seed may get there.`);
}
