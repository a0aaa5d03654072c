// What a changed history comes to, as plain data and as text: for command lines, and for words that
// the page says as well.
import { eventText, type Model } from "../model/index.ts";
import { compareHistories, type HistoryDifference } from "./compare-histories.ts";
import { changeText, noChange, type Change } from "./change.ts";
import { retell, type History } from "./retell.ts";
import { stripText } from "./strip.ts";

/** An event by its ID and in words; nothing for an empty slot. */
interface Named {
  readonly event_id: string;
  readonly text: string;
}

export interface Answer {
  readonly roomId: string;
  /** The change as the page's address has it. */
  readonly change: string;
  readonly summary: string;
  readonly slots: readonly {
    readonly type: string;
    readonly state_key: string;
    readonly was: Named | null;
    readonly is: Named | null;
  }[];
  readonly judged: readonly (Named & { readonly was: string; readonly is: string })[];
  /** Events after which the state is another, of how many, and the first of them. */
  readonly parted: number;
  readonly events: number;
  readonly firstParted: Named | null;
  /** All events in a row: `=` same state after it, `x` another, `~` some of several. */
  readonly strip: string;
  readonly cost: { readonly was: History["cost"]; readonly is: History["cost"] };
}

/** Answers for one room of a model. Throws an `Error` in words where it cannot be worked out. */
export function answerWhatIf(model: Model, room: number, change: Change): Answer {
  const [was, is] = [retell(model, room, noChange), retell(model, room, change)];
  if (!was.ok) throw new Error(was.why);
  if (!is.ok) throw new Error(is.why);
  const difference = compareHistories(was.history, is.history);
  const named = (event: number): Named => {
    return { event_id: model.events[event].id, text: eventText(model, model.events[event]) };
  };
  const maybe = (event: number | undefined) =>
    event === undefined || event < 0 ? null : named(event);
  const verdict = (rejection: HistoryDifference["judged"][number]["was"]) =>
    rejection === undefined ? "accepted" : `rejected: ${rejection.verdict.detail}`;
  return {
    roomId: model.meta.rooms[room]?.id ?? "",
    change: changeText(change),
    summary: differenceSentence(difference),
    slots: difference.slots.map(({ type, stateKey, was: old, is: now }) => {
      return { type, state_key: stateKey, was: maybe(old), is: maybe(now) };
    }),
    judged: difference.judged.map(({ event, was: old, is: now }) => {
      return { ...named(event), was: verdict(old), is: verdict(now) };
    }),
    parted: difference.parted.length,
    events: difference.events.length,
    firstParted: maybe(difference.parted[0]),
    strip: stripText(difference),
    cost: { was: was.history.cost, is: is.history.cost },
  };
}

/** What differs, in a sentence. */
export function differenceSentence({ judged, slots, parted }: HistoryDifference): string {
  if (judged.length === 0 && slots.length === 0 && parted.length === 0) {
    return "Nothing would differ: same verdicts, same states.";
  }
  const ends =
    slots.length === 0
      ? "the room ends with the same state"
      : `the room ends with ${slots.length} slot${slots.length > 1 ? "s" : ""} otherwise`;
  const events = `${judged.length} event${judged.length > 1 ? "s are" : " is"}`;
  return `${judged.length === 0 ? "No event is" : events} judged otherwise, and ${ends}.`;
}

/** An answer for people; ends with a line break. */
export function answerText(answer: Answer): string {
  const { summary, slots, judged, parted, events, firstParted, strip, cost } = answer;
  const lines = [summary];
  for (const { type, state_key: key, was, is } of slots) {
    lines.push(`  ${[type, key].filter(Boolean).join(" ")}`);
    lines.push(`    was: ${nameText(was)}`, `    is:  ${nameText(is)}`);
  }
  for (const { event_id: id, text, was, is } of judged) {
    lines.push(`  ${text} (${id.slice(0, 9)}): ${was} → ${is}`);
  }
  if (firstParted !== null) {
    lines.push(
      `Another state after ${parted} of ${events} events, first ${nameText(firstParted)}:`,
    );
    lines.push(`  ${strip}`, "  = the same, x another, ~ some of several");
  }
  const work = (Object.keys(cost.was) as (keyof History["cost"])[])
    .filter((name) => cost.was[name] + cost.is[name] > 0)
    .map((name) => `${name} ${cost.was[name]} → ${cost.is[name]}`);
  lines.push(work.length === 0 ? noConflict : `Work: ${work.join(", ")}`);
  return `${lines.map(oneLine).join("\n")}\n`;
}

/** Why a room may come out alike although a server in the trace went wrong. */
export const noConflict =
  "By its events alone this room has nothing to resolve. What a server was told besides, such as a " +
  "stale answer about state, is in its story: change the plan, and run that again.";

function nameText(named: Named | null): string {
  return named === null ? "nothing" : `${named.text} (${named.event_id.slice(0, 9)})`;
}

/** Room content must not break lines or steer a terminal. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "�");
}
