// Commands that move through time.
import type { Command, CommandParts } from "./command.ts";

export function timeCommands({ model, store, player, moments }: CommandParts): Command[] {
  const stop = (atMs: number) => store.set({ playing: false, atMs });
  const step = (by: 1 | -1) => stop(moments.neighbour(store.current.atMs, by));
  return [
    { name: "Play or pause", keys: [" "], shown: "space", act: () => player.toggle() },
    { name: "Next instant", keys: ["ArrowRight"], shown: "→", act: () => step(1) },
    { name: "Instant before", keys: ["ArrowLeft"], shown: "←", act: () => step(-1) },
    { name: "To the start", keys: ["Home"], shown: "home", act: () => stop(0) },
    { name: "To the end", keys: ["End"], shown: "end", act: () => stop(model.endMs) },
    ...model.faults.slice(0, faultsMax).flatMap((band): Command[] => [
      {
        name: `To the beginning of fault ${band.id} (${band.verb})`,
        keys: [],
        act: () => stop(band.startMs),
      },
      {
        name: `To the end of fault ${band.id} (${band.verb})`,
        keys: [],
        act: () => stop(band.endMs),
      },
    ]),
  ];
}

/** More faults than this would crowd the palette. */
const faultsMax = 50;
