// The small note beside the pointer: what the server whose lane is pointed at made of the event.
import {
  clockText,
  durationText,
  reasonText,
  verdictOf,
  type Arrival,
  type Model,
} from "../model/index.ts";
import type { LaneStanding } from "../draw/index.ts";
import { el, setText } from "./dom.ts";

const viaWords: Readonly<Record<Arrival["via"], string>> = {
  own: "made here",
  send: "pushed",
  backfill: "by backfill",
  missing: "as missing event",
  state: "as state",
  join: "on joining",
};

/** How an event came to a server, in words. */
export function wayText({ via, lost }: Pick<Arrival, "via" | "lost">): string {
  if (lost) return "lost with what it had stored";
  return viaWords[via];
}

export class Tip {
  readonly element = el("div", { class: "tip", role: "tooltip", hidden: true });

  show(
    model: Model,
    { event, server, atMs }: { event: number; server: number; atMs: number },
    pointer: { clientX: number; clientY: number },
  ): void {
    this.tell(tipText(model, { event, server, atMs }), pointer);
  }

  private tell(words: string, pointer: { clientX: number; clientY: number }): void {
    setText(this.element, words);
    this.element.hidden = false;
    const { width, height } = this.element.getBoundingClientRect();
    const x = Math.min(pointer.clientX + 14, window.innerWidth - width - 6);
    const below = pointer.clientY + 18;
    const y = below + height > window.innerHeight ? pointer.clientY - height - 10 : below;
    this.element.style.transform = `translate(${Math.max(4, x)}px, ${Math.max(4, y)}px)`;
  }

  /** What the servers that share a lane made of an event. */
  showShared(
    { all, known, refused }: LaneStanding,
    atMs: number,
    pointer: { clientX: number; clientY: number },
  ): void {
    const bad = refused === 0 ? "" : `; ${refused} refused it`;
    this.tell(`${known} of these ${all} servers had it at ${clockText(atMs)}${bad}`, pointer);
  }

  hide(): void {
    this.element.hidden = true;
  }
}

/** What a server made of an event by `atMs`, in one sentence. */
export function tipText(
  model: Model,
  { event, server, atMs }: { event: number; server: number; atMs: number },
): string {
  const name = model.serverNames[server];
  const made = model.events[event].atMs;
  const arrival = verdictOf(model, server, event, atMs);
  if (arrival === undefined) {
    return made > atMs ? "not made yet" : `${name} did not have it at ${clockText(atMs)}`;
  }
  const late = arrival.atMs - made;
  const when = `${clockText(arrival.atMs)}${late > 0 ? ` (+${durationText(late)})` : ""}`;
  const why = arrival.why === undefined ? "" : `: ${reasonText(arrival.why)}`;
  const form = arrival.redacted ? ", in redacted form" : "";
  return `${name}: ${arrival.lost ? "not there" : arrival.verdict} at ${when}, ${wayText(arrival)}${form}${why}`;
}
