// The words beside a row of the picture, as one server or everyone sees it at an instant: what the
// event does, and right after it what is remarkable: who refused it and why, or who lacks it.
import type { EventVerdict, Reason } from "../../sim/trace/records.ts";
import {
  durationText,
  endingOf,
  eventText,
  faultText,
  turnsOf,
  turnText,
  userText,
  type Model,
} from "../model/index.ts";
import type { Row } from "../layout/index.ts";

export interface RowWords {
  readonly text: string;
  /** Empty where nothing is remarkable. */
  readonly note: string;
  readonly tone: "plain" | "quiet" | "fault" | "warn" | "bad";
}

export interface Eyes {
  /** A server, or -1 for everyone. */
  readonly asSeenBy: number;
  readonly atMs: number;
}

export function rowWords(model: Model, row: Row, eyes: Eyes): RowWords {
  switch (row.kind) {
    case "event":
      return { text: eventText(model, model.events[row.event]), ...noteOf(model, row.event, eyes) };
    case "fault-start":
      return { text: faultText(model, model.faults[row.fault]), note: "", tone: "fault" };
    case "fault-end": {
      const band = model.faults[row.fault];
      const text = `${endingOf(band.verb)} after ${durationText(band.endMs - band.startMs)}`;
      return { text, note: faultText(model, band), tone: "fault" };
    }
    case "mark": {
      const { mark, what } = model.marks[row.mark];
      return { text: mark, note: what, tone: mark === "annotation" ? "plain" : "bad" };
    }
    case "op": {
      const { user, action, result, why } = model.ops[row.op];
      const note = why === undefined ? result : `${result}: ${why}`;
      return { text: `${userText(model, user)}: ${action}`, note, tone: "warn" };
    }
    case "turn": {
      // The lanes show at which servers.
      const note = turnText(model, turnsOf(model)[row.turn]);
      return { text: "resolution takes back", note, tone: "warn" };
    }
  }
}

function noteOf(model: Model, event: number, { asSeenBy, atMs }: Eyes): Omit<RowWords, "text"> {
  if (asSeenBy >= 0) return noteOfOne(model, event, { asSeenBy, atMs });
  const refusers = new Map<EventVerdict, number[]>();
  let reason = "";
  for (const entry of model.arrivals.refusalsOf(event)) {
    if (model.arrivals.timeOf(entry) > atMs) continue;
    const arrival = model.arrivals.get(entry);
    const servers = refusers.get(arrival.verdict) ?? [];
    // Entries are in the order of servers.
    if (servers.at(-1) !== arrival.server) servers.push(arrival.server);
    refusers.set(arrival.verdict, servers);
    if (reason === "" && arrival.why !== undefined) reason = shortReason(arrival.why);
  }
  if (refusers.size === 0) {
    const note = redactedNote(model, event, atMs);
    return { note, tone: note === "" ? "plain" : "warn" };
  }
  const parts = [...refusers].map(([verdict, servers]) => {
    // The lanes show who they are; a name where it is one, a number otherwise, leaves room for why.
    return `${verdict} by ${servers.length === 1 ? model.serverNames[servers[0]] : servers.length}`;
  });
  const tone = refusers.has("rejected") || refusers.has("dropped") ? "bad" : "warn";
  return { note: parts.join("; ") + (reason === "" ? "" : `: ${reason}`), tone };
}

/** `redacted for c.test`, `redacted for 3`, or nothing. */
function redactedNote(model: Model, event: number, atMs: number): string {
  const arrivals = model.arrivals.notedOf(event).map((entry) => model.arrivals.get(entry));
  const had = arrivals.filter((arrival) => arrival.redacted && arrival.atMs <= atMs);
  const servers = [...new Set(had.map(({ server }) => server))];
  if (servers.length === 0) return "";
  return `redacted for ${servers.length === 1 ? model.serverNames[servers[0]] : servers.length}`;
}

function noteOfOne(model: Model, event: number, { asSeenBy, atMs }: Eyes): Omit<RowWords, "text"> {
  const entry = model.arrivals.entryAt(asSeenBy, event, atMs);
  const server = model.serverNames[asSeenBy];
  if (entry < 0) {
    if (model.events[event].server === asSeenBy) return { note: "", tone: "plain" };
    return { note: `${server} does not have it`, tone: "quiet" };
  }
  const { verdict, why, lost, redacted } = model.arrivals.get(entry);
  if (lost) return { note: `${server} lost it`, tone: "bad" };
  if (verdict === "accepted") {
    return redacted
      ? { note: `${server} has the redacted form only`, tone: "warn" }
      : { note: "", tone: "plain" };
  }
  if (verdict === "outlier") return { note: `outlier at ${server}`, tone: "plain" };
  const tone = verdict === "soft-failed" ? "warn" : "bad";
  return { note: why === undefined ? verdict : `${verdict}: ${shortReason(why)}`, tone };
}

/** The reason first, for a row may be cut off; then where to look it up. */
function shortReason({ check, rule, detail }: Reason): string {
  return `${detail} (check ${check}${rule === "" ? "" : `, rule ${rule}`})`;
}
