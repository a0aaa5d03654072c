// The keyboard: one table of keys, what they do, and their line in the help.
import type { Model, MomentIndex } from "../model/index.ts";
import type { Player } from "./player.ts";
import type { Store } from "./state.ts";
import type { SwimView } from "./swim-view.ts";

export interface Key {
  /** Values of `KeyboardEvent.key`. */
  readonly keys: readonly string[];
  readonly shown: string;
  readonly does: string;
  readonly act: (key: string) => void;
}

/** Heights of a row that the zoom keys go through, in units of the text's size. */
export const rowHeights = [0.2, 0.4, 0.8, 1.15, 1.6, 2.2, 3] as const;

export function keysOf(
  model: Model,
  page: { store: Store; player: Player; moments: MomentIndex; swim: SwimView },
): Key[] {
  const { store, player, moments, swim } = page;
  const stop = (atMs: number) => store.set({ playing: false, atMs });
  const step = (by: 1 | -1) => stop(moments.neighbour(store.current.atMs, by));
  const go = (by: 1 | -1) => store.set({ selected: swim.neighbourEvent(by) });
  const remarkable = (by: 1 | -1) => {
    const row = swim.findRow(
      by,
      (at) => at.kind === "event" && model.arrivals.refusalsOf(at.event).length > 0,
    );
    if (row?.kind === "event") store.set({ selected: row.event });
  };
  const zoom = (by: 1 | -1) => {
    const at = rowHeights.findIndex((height) => height >= store.current.rowRem);
    const next = Math.max(0, Math.min(rowHeights.length - 1, at + by));
    store.set({ rowRem: rowHeights[next] });
  };
  return [
    { keys: [" "], shown: "space", does: "play or pause", act: () => player.toggle() },
    { keys: ["ArrowRight"], shown: "→", does: "next instant", act: () => step(1) },
    { keys: ["ArrowLeft"], shown: "←", does: "instant before", act: () => step(-1) },
    { keys: ["j"], shown: "j", does: "next event", act: () => go(1) },
    { keys: ["k"], shown: "k", does: "event before", act: () => go(-1) },
    { keys: ["n"], shown: "n", does: "next refused event", act: () => remarkable(1) },
    { keys: ["N"], shown: "N", does: "refused event before", act: () => remarkable(-1) },
    { keys: ["Home"], shown: "home", does: "to the start", act: () => stop(0) },
    { keys: ["End"], shown: "end", does: "to the end", act: () => stop(model.endMs) },
    { keys: ["0"], shown: "0", does: "seen by everyone", act: () => store.set({ asSeenBy: -1 }) },
    {
      keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9"],
      shown: "1 … 9",
      does: "seen by that lane's server",
      act: (key) => {
        const server = swim.servers[Number(key) - 1];
        if (server !== undefined) store.set({ asSeenBy: server });
      },
    },
    { keys: ["+", "="], shown: "+", does: "higher rows", act: () => zoom(1) },
    { keys: ["-"], shown: "-", does: "lower rows", act: () => zoom(-1) },
    {
      keys: ["?"],
      shown: "?",
      does: "this help",
      act: () => store.set({ help: !store.current.help }),
    },
    {
      keys: ["Escape"],
      shown: "esc",
      does: "close help, select nothing",
      act: () => store.set(store.current.help ? { help: false } : { selected: -1 }),
    },
  ];
}

/** Listens to the keys. Fields that take text keep theirs; so do lists of choices. */
export function listenToKeys(keys: readonly Key[]): void {
  const byKey = new Map(keys.flatMap((key) => key.keys.map((name) => [name, key] as const)));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target;
    if (target instanceof HTMLSelectElement) return;
    // Space on a button that has the focus is that button's.
    const onButton =
      target instanceof HTMLButtonElement || target instanceof HTMLElement
        ? target.closest("button, summary, a") !== null
        : false;
    if (event.key === " " && onButton) return;
    const key = byKey.get(event.key);
    if (key === undefined) return;
    event.preventDefault();
    key.act(event.key);
  });
}
