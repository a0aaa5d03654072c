// Commands that choose how events are laid out: layout, true time, messages, panes.
import { switchMessages, tellingPanes } from "../pane-choice.ts";
import { layoutNames } from "../state.ts";
import type { Command, CommandParts } from "./command.ts";

export function pictureCommands({ model, store }: CommandParts): Command[] {
  const nextLayout = () => {
    const place = layoutNames.indexOf(store.current.layout) + 1;
    store.set({ layout: layoutNames[place % layoutNames.length] });
  };
  const switchPanes = () => {
    const { panes, atMs, room } = store.current;
    store.set({ panes: panes.length > 0 ? [] : tellingPanes(model, atMs, room) });
  };
  return [
    { name: "Next layout: swim, rail, auth chain", keys: ["l"], act: nextLayout },
    ...layoutNames.map((layout): Command => ({
      name: `Layout: ${layout}`,
      keys: [],
      act: () => store.set({ layout }),
    })),
    {
      name: "Rows by true time, or by rank",
      keys: ["t"],
      act: () => store.set({ rowsBy: store.current.rowsBy === "time" ? "rank" : "time" }),
    },
    {
      name: "Messages as arrows",
      keys: ["e"],
      act: () => store.set(switchMessages(store.current)),
    },
    { name: "Panes of servers that differ, or none", keys: ["v"], act: switchPanes },
  ];
}
