// Commands that move through time.
import { agreementOf } from "../../model/index.ts";
import type { Command, CommandParts } from "./command.ts";

export function timeCommands({ model, store, player, moments }: CommandParts): Command[] {
  const stop = (atMs: number) => store.set({ playing: false, atMs });
  const step = (by: 1 | -1) => stop(moments.neighbour(store.current.atMs, by));
  const diverge = (by: 1 | -1) => {
    const { atMs, room } = store.current;
    const { times, camps } = agreementOf(model, room);
    const begins = times.filter((_, at) => camps[at] > 1 && (camps[at - 1] ?? 1) === 1);
    const next = by > 0 ? begins.find((at) => at > atMs) : begins.findLast((at) => at < atMs);
    if (next !== undefined) stop(next);
  };
  return [
    { name: "Play or pause", keys: [" "], shown: "space", act: () => player.toggle() },
    { name: "Next instant", keys: ["ArrowRight"], shown: "→", act: () => step(1) },
    { name: "Instant before", keys: ["ArrowLeft"], shown: "←", act: () => step(-1) },
    { name: "Next divergence", keys: ["x"], act: () => diverge(1) },
    { name: "Divergence before", keys: ["X"], act: () => diverge(-1) },
    { name: "To the start", keys: ["Home"], shown: "home", act: () => stop(0) },
    { name: "To the end", keys: ["End"], shown: "end", act: () => stop(model.endMs) },
    ...model.faults.slice(0, faultsMax).flatMap((band): Command[] => [
      {
        name: `To the beginning of fault ${band.id} (${band.rule ?? band.verb})`,
        keys: [],
        act: () => stop(band.startMs),
      },
      {
        name: `To the end of fault ${band.id} (${band.rule ?? band.verb})`,
        keys: [],
        act: () => stop(band.endMs),
      },
    ]),
  ];
}

/** More faults than this would crowd the palette. */
const faultsMax = 50;
