// What is remarkable in a run, by time: refused events, slots that went back, marks, operations that
// came to nothing, the beginnings and ends of faults and of disagreement, and checks that broke.
// "Next anomaly" walks through this list, and filters say how much of it they hide.
import type { EventVerdict } from "../../sim/trace/records.ts";
import { eventText, faultText, reasonText, endingOf, userText } from "./describe.ts";
import type { Model } from "./model.ts";
import { agreementOf } from "./queries.ts";
import { turnText, turnsOf } from "./turns.ts";

export type FindingKind =
  "refusal" | "turn" | "mark" | "operation" | "fault" | "divergence" | "check";

export interface Finding {
  readonly kind: FindingKind;
  /** When it came to be. */
  readonly atMs: number;
  readonly text: string;
  /** The event that it is about. */
  readonly event?: number | undefined;
  /** A server that it is about. */
  readonly server?: number | undefined;
  /** Place of a resolution in the model. */
  readonly resolution?: number | undefined;
}

const known = new WeakMap<Model, Map<number, readonly Finding[]>>();

/** All findings of a room, by time; what concerns no room is in every room's list. */
export function findingsOf(model: Model, room: number): readonly Finding[] {
  const rooms = known.get(model) ?? new Map<number, readonly Finding[]>();
  known.set(model, rooms);
  const found = rooms.get(room) ?? collect(model, room);
  rooms.set(room, found);
  return found;
}

function collect(model: Model, room: number): Finding[] {
  const all = [
    ...faults(model),
    ...divergences(model, room),
    ...refusals(model, room),
    ...turns(model, room),
    ...marks(model, room),
    ...operations(model, room),
    ...checks(model, room),
  ];
  // Sorting is stable: what matters most at an instant comes first.
  return all.sort((a, b) => a.atMs - b.atMs);
}

function faults(model: Model): Finding[] {
  return model.faults.flatMap((band): Finding[] => {
    const text = faultText(model, band);
    const start: Finding = { kind: "fault", atMs: band.startMs, text };
    if (band.open) return [start];
    return [start, { kind: "fault", atMs: band.endMs, text: `${endingOf(band.verb)} (${text})` }];
  });
}

/** Disagreement that is over sooner is what an event's way from server to server takes. */
export const apartMs = 1_000;

/** Where servers begin to hold different states for longer, and where they agree again. */
function divergences(model: Model, room: number): Finding[] {
  return divergencesOf(model, room).flatMap(({ startMs, endMs, most, open }): Finding[] => {
    const text = `servers begin to hold different states (up to ${most})`;
    const start: Finding = { kind: "divergence", atMs: startMs, text };
    if (open) return [start];
    return [start, { kind: "divergence", atMs: endMs, text: "all servers agree again" }];
  });
}

/** A stretch of at least `apartMs` in which current states differed. */
export interface DivergenceBand {
  readonly startMs: number;
  /** The end of the trace where they still differ then. */
  readonly endMs: number;
  readonly open: boolean;
  /** The most different states at one time. */
  readonly most: number;
}

/** All stretches of disagreement in a room, by time. */
export function divergencesOf(model: Model, room: number): DivergenceBand[] {
  const { times, camps } = agreementOf(model, room);
  const found: DivergenceBand[] = [];
  for (let at = 0; at < times.length; at++) {
    if (camps[at] < 2) continue;
    const startMs = times[at];
    let most = 0;
    for (; at < times.length && camps[at] > 1; at++) most = Math.max(most, camps[at]);
    const open = at >= times.length;
    const endMs = open ? model.endMs : times[at];
    if (open || endMs - startMs >= apartMs) found.push({ startMs, endMs, open, most });
  }
  return found;
}

/** One for all servers that made the same of an event; the first one's reason is told. */
function refusals(model: Model, room: number): Finding[] {
  const first = new Map<string, { entry: number; servers: Set<number> }>();
  for (const entry of model.arrivals.allRefusals()) {
    const { event, verdict, server } = model.arrivals.get(entry);
    if (model.events[event].room !== room) continue;
    const key = `${event} ${verdict}`;
    const group = first.get(key) ?? { entry, servers: new Set<number>() };
    if (model.arrivals.timeOf(entry) < model.arrivals.timeOf(group.entry)) group.entry = entry;
    group.servers.add(server);
    first.set(key, group);
  }
  return [...first.values()].map(({ entry, servers }): Finding => {
    const { event, verdict, server, atMs, why } = model.arrivals.get(entry);
    const others = servers.size > 1 ? ` and ${servers.size - 1} more` : "";
    const reason = why === undefined ? "" : ` – ${reasonText(why)}`;
    const what = eventText(model, model.events[event]);
    const text = `${model.serverNames[server]}${others} ${verbs[verdict]} “${what}”${reason}`;
    return { kind: "refusal", atMs, text, event, server };
  });
}

const verbs: Readonly<Record<EventVerdict, string>> = {
  ...{ rejected: "rejects", "soft-failed": "soft-fails", dropped: "drops" },
  ...{ accepted: "accepts", outlier: "keeps as outlier" },
};

function turns(model: Model, room: number): Finding[] {
  return turnsOf(model)
    .filter((turn) => turn.room === room)
    .map((turn): Finding => {
      const { atMs, resolution, servers } = turn;
      const names = servers.slice(0, 3).map((server) => model.serverNames[server]);
      const others = servers.length > 3 ? ` and ${servers.length - 3} more` : "";
      const text = `resolution at ${names.join(", ")}${others}: ${turnText(model, turn)}`;
      return { kind: "turn", atMs, text, resolution, server: servers[0] };
    });
}

function marks(model: Model, room: number): Finding[] {
  return model.marks
    .filter(({ mark, event }) => {
      return mark !== "annotation" && (event === undefined || model.events[event].room === room);
    })
    .map(({ atMs, mark, what, event, server }): Finding => {
      return { kind: "mark", atMs, text: `${mark}: ${what}`, event, server };
    });
}

function operations(model: Model, room: number): Finding[] {
  const { columns, texts } = model.data;
  const [result, inRoom] = [columns["ops.result"], columns["ops.room"]];
  const ok = texts.indexOf("ok");
  const found: Finding[] = [];
  for (let op = 0; op < result.length; op++) {
    if (result[op] === ok || (inRoom[op] >= 0 && inRoom[op] !== room)) continue;
    const { atMs, user, action, result: word, why = "", event, server } = model.ops[op];
    const text = `${userText(model, user)}: ${action} – ${word}${why === "" ? "" : `: ${why}`}`;
    found.push({ kind: "operation", atMs, text, event, server });
  }
  return found;
}

/** A broken check leads to the first event that it names, when that was made; else to the end. */
function checks(model: Model, room: number): Finding[] {
  return model.verdicts
    .filter(({ result }) => result === "broken")
    .map(({ check, detail, events, servers }): Finding => {
      const event = events.find((at) => model.events[at]?.room === room);
      const atMs = event === undefined ? model.endMs : model.events[event].atMs;
      const text = `check ${check} is broken: ${detail}`;
      return { kind: "check", atMs, text, event, server: servers[0] };
    });
}

/** Events that are refused, or that a mark or a broken check names. */
export function anomalousEvents(model: Model): ReadonlySet<number> {
  const events = model.meta.rooms.flatMap((_, room) => findingsOf(model, room));
  return new Set(events.flatMap(({ event }) => event ?? []));
}

/**
 * The finding after (`by` 1) or before an instant, going round at the ends; -1 where there is none.
 * @param from the finding at which one stands, -1 for none: others of its instant come after it
 */
export function neighbourFinding(
  findings: readonly Finding[],
  { from, atMs }: { from: number; atMs: number },
  by: 1 | -1,
): number {
  const { length } = findings;
  if (length === 0) return -1;
  if (findings[from]?.atMs === atMs) return (from + by + length) % length;
  const next =
    by > 0
      ? findings.findIndex((each) => each.atMs > atMs)
      : findings.findLastIndex((each) => each.atMs < atMs);
  return next >= 0 ? next : by > 0 ? 0 : length - 1;
}
