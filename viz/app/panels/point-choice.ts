// The choice of one point to compare: a server, and now or a pinned instant or side of an event.
import { clockText, eventText, type Model, type Pin } from "../../model/index.ts";
import { button, el, select } from "../dom.ts";
import type { PageState, Store } from "../state.ts";

export type Side = "a" | "b";

const pins = { a: "pinA", b: "pinB" } as const;
const keys = { a: "a", b: "b" } as const;

/** The server's choice of a side. */
export function serverChoice(model: Model, store: Store, side: Side): HTMLSelectElement {
  const options = model.serverNames.map((name, server) => [String(server), name] as const);
  const label = side === "a" ? "First server to compare" : "Second server to compare";
  return select({ label, options }, (value) =>
    store.set({ [side]: Number(value), pairChosen: true }),
  );
}

/** When a side is: now with a button to pin it, or the pin with one to take it out. */
function whenChip(model: Model, store: Store, side: Side): HTMLButtonElement {
  const pin = store.current[pins[side]];
  if (pin === undefined) {
    const pinIt = button({ text: "now", class: "chip" }, () =>
      store.set({ ...pinNow(store.current, side) }),
    );
    pinIt.title = `Pin this side to the present instant (${keys[side]} pins what is seen now)`;
    return pinIt;
  }
  const chip = button({ text: `${pinWords(model, pin)} ×`, class: "chip pinned" }, () =>
    store.set({ [pins[side]]: undefined }),
  );
  chip.title = "Take the pin out: this side is the present instant again";
  return chip;
}

/** Both sides in a line of their own. */
export function whenLine(model: Model, store: Store): HTMLElement {
  const line = el("p", { class: "points" });
  line.append("at ", whenChip(model, store, "a"), " ↔ at ", whenChip(model, store, "b"));
  return line;
}

/** A side pinned to the present instant, as the pair stands. */
function pinNow({ atMs, a, b }: PageState, side: Side): Partial<PageState> {
  return { a, b, pairChosen: true, [pins[side]]: { kind: "at", value: atMs } satisfies Pin };
}

/** A side pinned to the present instant at the server that one looks through, if any. */
export function pinHere(state: PageState, side: Side): Partial<PageState> {
  const server = state.asSeenBy >= 0 ? state.asSeenBy : state[side];
  return { ...pinNow(state, side), [side]: server, tab: "state" };
}

/** Both sides of an event at a server: what it changed there. */
export function pinAround(event: number, server: number): Partial<PageState> {
  return {
    ...{ a: server, b: server, pairChosen: true, tab: "state" },
    pinA: { kind: "before", value: event },
    pinB: { kind: "after", value: event },
  };
}

/** A pin in words: `0:12.000`, `before “…”`. */
function pinWords(model: Model, { kind, value }: Pin): string {
  if (kind === "at") return clockText(value);
  const event = model.events[value];
  return `${kind} “${event === undefined ? "?" : [...eventText(model, event)].slice(0, 40).join("")}”`;
}
