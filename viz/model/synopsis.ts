// A run in one line of a few facts, in order of time: what broke, how long servers disagreed, what a
// resolution took back, what was refused, and how it ended. For the reader who has five seconds.
import { clockText, durationText, faultText } from "./describe.ts";
import { divergencesOf, findingsOf } from "./findings.ts";
import type { Model } from "./model.ts";
import { campsAt } from "./queries.ts";

export interface Fact {
  readonly kind: "fault" | "apart" | "turn" | "refusals" | "agreed" | "disagree";
  readonly text: string;
  /** Where to look: an instant, and an event or a resolution where it is about one. */
  readonly atMs: number;
  readonly event?: number | undefined;
  readonly resolution?: number | undefined;
}

/** Faults that are named one by one; more are counted. */
const faultsNamed = 1;

/** The facts of a room; none for a history in which nothing happened but events. */
export function synopsisOf(model: Model, room: number): Fact[] {
  const facts = [
    ...faultFacts(model),
    ...apartFacts(model, room),
    ...turnFacts(model, room),
    ...refusalFacts(model, room),
  ].sort((a, b) => a.atMs - b.atMs);
  return model.meta.servers.length > 1 ? [...facts, ...endFacts(model, room)] : facts;
}

function faultFacts(model: Model): Fact[] {
  const { faults } = model;
  const named = faults.slice(0, faultsNamed).map((band): Fact => {
    const lasted = band.open ? "to the end" : `for ${durationText(band.endMs - band.startMs)}`;
    const text = `${faultText(model, band)}, ${lasted}`;
    return { kind: "fault", text, atMs: band.startMs };
  });
  const [, second] = faults;
  if (second === undefined) return named;
  const text = `${faults.length - faultsNamed} more fault${faults.length > 2 ? "s" : ""}`;
  return [...named, { kind: "fault", text, atMs: second.startMs }];
}

/** The longest disagreement; shorter ones are counted. */
function apartFacts(model: Model, room: number): Fact[] {
  const bands = divergencesOf(model, room);
  const [longest] = [...bands].sort((a, b) => b.endMs - b.startMs - (a.endMs - a.startMs));
  if (longest === undefined) return [];
  const { startMs, endMs, most } = longest;
  // What begins with the last record is told by how it ended.
  if (startMs === model.endMs) return [];
  const again = bands.length > 1 ? ` (and ${bands.length - 1} more such times)` : "";
  const lasted = endMs < model.endMs ? `for ${durationText(endMs - startMs)}` : "to the end";
  const text = `${most} different states ${lasted}${again}`;
  return [{ kind: "apart", text, atMs: startMs }];
}

function turnFacts(model: Model, room: number): Fact[] {
  const turns = findingsOf(model, room).filter(({ kind }) => kind === "turn");
  const [first] = turns;
  if (first === undefined) return [];
  const more = turns.length > 1 ? ` (and ${turns.length - 1} more like that)` : "";
  const { text, atMs, resolution } = first;
  return [{ kind: "turn", text: text + more, atMs, resolution }];
}

function refusalFacts(model: Model, room: number): Fact[] {
  const all = findingsOf(model, room).filter(({ kind }) => kind === "refusal");
  const [first] = all;
  if (first === undefined) return [];
  const events = new Set(all.map(({ event }) => event)).size;
  const text = all.length === 1 ? first.text : `${events} event${events === 1 ? "" : "s"} refused`;
  return [{ kind: "refusals", text, atMs: first.atMs, event: first.event }];
}

function endFacts(model: Model, room: number): Fact[] {
  const camps = campsAt(model, model.endMs, room);
  const atMs = model.endMs;
  if (camps.length === 0) return [];
  if (camps.length === 1) return [{ kind: "agreed", text: "in the end all agree", atMs }];
  const text = `in the end ${camps.length} different states at ${clockText(atMs)}`;
  return [{ kind: "disagree", text, atMs }];
}
