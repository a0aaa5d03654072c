// Commands for the tabs of the inspector, for resolutions and for whys.
import { tabs } from "../panels/index.ts";
import { pinHere } from "../panels/point-choice.ts";
import { neighbourResolution, stepResolution } from "../resolution-cursor.ts";
import type { Command, CommandParts } from "./command.ts";

export function inspectorCommands({ model, store }: CommandParts): Command[] {
  const neighbour = (by: 1 | -1) => neighbourResolution(model, store, by);
  return [
    ...tabs.map((tab): Command => {
      const keys = { why: ["w"], "what-if": ["i"], compare: ["d"] }[tab.id] ?? [];
      return { name: `Show: ${tab.title}`, keys, act: () => store.set({ tab: tab.id }) };
    }),
    {
      name: "Pin side A of the difference here and now",
      keys: ["a"],
      act: () => store.set(pinHere(store.current, "a")),
    },
    {
      name: "Pin side B of the difference here and now",
      keys: ["b"],
      act: () => store.set(pinHere(store.current, "b")),
    },
    { name: "Resolution: step on", keys: ["."], act: () => stepResolution(model, store, 1) },
    { name: "Resolution: step back", keys: [","], act: () => stepResolution(model, store, -1) },
    { name: "Next resolution", keys: ["r"], act: () => neighbour(1) },
    { name: "Resolution before", keys: ["R"], act: () => neighbour(-1) },
  ];
}
