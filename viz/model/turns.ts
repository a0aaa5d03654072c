// Turns: the moments at which a resolution took back what a server had held. A slot became empty, or
// went back to an event that the server had known for long; that somebody's new event took a place
// is no turn. Servers that come to the same state from the same one tell the same turn.
import { eventText, userText } from "./describe.ts";
import type { Model } from "./model.ts";
import { stateDifference, type SlotDifference } from "./queries.ts";

export interface Turn {
  /** When the first server came to it, and the number of that record. */
  readonly atMs: number;
  readonly seq: number;
  readonly room: number;
  /** Servers in the order in which they came to it, and when each did. */
  readonly servers: readonly number[];
  readonly times: readonly number[];
  /** Place in `model.resolutions` of the first server's resolution. */
  readonly resolution: number;
  /** What was held before (`a`) and is held from then on (`b`). */
  readonly slots: readonly SlotDifference[];
}

const known = new WeakMap<Model, readonly Turn[]>();

/** All turns of a run, by time. Worked out once a model. */
export function turnsOf(model: Model): readonly Turn[] {
  const found = known.get(model) ?? collect(model);
  known.set(model, found);
  return found;
}

type Draft = Turn & { readonly servers: number[]; readonly times: number[] };

function collect(model: Model): Turn[] {
  const drafts = new Map<string, Draft>();
  const differences = new Map<string, SlotDifference[]>();
  for (const resolution of conflictsOf(model)) {
    const { server, room, atMs, output, seq } = model.resolutions[resolution];
    const before = model.currents.at(server, room, atMs - 1);
    if (before === undefined || before === output) continue;
    const pair = `${before} ${output}`;
    const all = differences.get(pair) ?? stateDifference(model, before, output);
    differences.set(pair, all);
    const slots = all.filter(
      ({ b }) => b === undefined || isOld(model, { server, event: b, atMs }),
    );
    if (slots.length === 0) continue;
    const key = `${room} ${slots.map(({ type, stateKey, a, b }) => [type, stateKey, a, b]).join()}`;
    const draft = drafts.get(key);
    if (draft === undefined) {
      const who = { servers: [server], times: [atMs] };
      drafts.set(key, { atMs, seq, room, resolution, slots, ...who });
    } else if (!draft.servers.includes(server)) {
      draft.servers.push(server);
      draft.times.push(atMs);
    }
  }
  return [...drafts.values()].sort((a, b) => a.atMs - b.atMs || a.seq - b.seq);
}

/** Resolutions of current states in which something was in conflict; columns, for there are many. */
function conflictsOf({ data: { columns, texts } }: Model): number[] {
  const [why, conflicted] = [columns["resolutions.why"], columns["resolutions.conflicted"]];
  const current = texts.indexOf("current");
  const found: number[] = [];
  for (let at = 0; at < why.length; at++) {
    if (why[at] === current && conflicted[at] > 0) found.push(at);
  }
  return found;
}

/** True where the server had taken the event in before that instant. */
function isOld(
  { arrivals }: Model,
  { server, event, atMs }: { server: number; event: number; atMs: number },
): boolean {
  return arrivals.verdictAt(server, event, atMs - 1) !== undefined;
}

/** More slots than this are counted, not named. */
const slotsNamed = 3;

/** What became of the slots: `topic “quiet” → nothing; @andy:alpha leave → join`. */
export function turnText(model: Model, { slots }: Pick<Turn, "slots">): string {
  const parts = slots.slice(0, slotsNamed).map((slot) => {
    const name = slot.type.replace(/^m\.room\.(?:member$)?/, "");
    const key = slot.stateKey === "" ? "" : userText(model, slot.stateKey);
    return `${[name, key].filter(Boolean).join(" ")} ${valueText(model, slot.a)} → ${valueText(model, slot.b)}`;
  });
  const more = slots.length > slotsNamed ? ` and ${slots.length - slotsNamed} more` : "";
  return parts.join("; ") + more;
}

/** The content of a state event in a word or two, else what its event does. */
function valueText(model: Model, event: number | undefined): string {
  if (event === undefined) return "nothing";
  const { content } = model.events[event];
  const { membership, join_rule: rule, topic, name } = content;
  const word = membership ?? rule;
  if (typeof word === "string") return word.slice(0, 24);
  const text = topic ?? name;
  if (typeof text === "string") return `“${text.slice(0, 40)}${text.length > 40 ? "…" : ""}”`;
  return `(${eventText(model, model.events[event])})`;
}
