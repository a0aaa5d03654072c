// Commands that move through time.
import { agreementOf } from "../../model/index.ts";
import { stepModes } from "../state.ts";
import { stepOnce } from "../stepping.ts";
import type { Command, CommandParts } from "./command.ts";

export function timeCommands(parts: CommandParts): Command[] {
  const { model, store, player } = parts;
  const stop = (atMs: number) => store.set({ playing: false, atMs });
  const step = (by: 1 | -1) => stepOnce(parts, by);
  const nextMode = () => {
    const place = stepModes.indexOf(store.current.stepBy) + 1;
    const stepBy = stepModes[place % stepModes.length];
    store.set({ stepBy });
    parts.say(`Arrow keys step by ${stepBy}.`);
  };
  const diverge = (by: 1 | -1) => {
    const { atMs, room } = store.current;
    const { times, camps } = agreementOf(model, room);
    const begins = times.filter((_, at) => camps[at] > 1 && (camps[at - 1] ?? 1) === 1);
    const next = by > 0 ? begins.find((at) => at > atMs) : begins.findLast((at) => at < atMs);
    if (next !== undefined) stop(next);
  };
  return [
    { name: "Play or pause", keys: [" "], shown: "space", act: () => player.toggle() },
    { name: "Step on, by what is chosen", keys: ["ArrowRight"], shown: "→", act: () => step(1) },
    { name: "Step back", keys: ["ArrowLeft"], shown: "←", act: () => step(-1) },
    { name: `Step by the next of: ${stepModes.join(", ")}`, keys: ["u"], act: nextMode },
    ...stepModes.map((stepBy): Command => ({
      name: `Step by ${stepBy}`,
      keys: [],
      act: () => store.set({ stepBy }),
    })),
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
