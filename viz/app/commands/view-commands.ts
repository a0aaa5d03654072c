// Commands that change how the picture looks, and the page's own: help, palette, closing.
import { chooseFile } from "../inputs.ts";
import type { Command, CommandParts } from "./command.ts";

/** Heights of a row that the zoom keys go through, in units of the text's size. */
const rowHeights = [
  ...[0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.15, 1.6, 2.2, 3],
] as const;

export function viewCommands({ model, store, swim }: CommandParts): Command[] {
  const zoom = (by: 1 | -1) => {
    const at = rowHeights.findIndex((height) => height >= store.current.rowRem);
    const next = Math.max(0, Math.min(rowHeights.length - 1, at + by));
    store.set({ rowRem: rowHeights[next] });
  };
  const eyesOf = (key = "") => {
    const server = swim.servers[Number(key) - 1];
    if (server !== undefined) store.set({ asSeenBy: server });
  };
  return [
    { name: "Seen by everyone", keys: ["0"], act: () => store.set({ asSeenBy: -1 }) },
    {
      name: "Seen by that lane’s server",
      keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9"],
      shown: "1 … 9",
      act: eyesOf,
    },
    ...model.serverNames.slice(0, serversMax).map((name, server): Command => ({
      name: `Seen by ${name}`,
      keys: [],
      act: () => store.set({ asSeenBy: server }),
    })),
    { name: "Higher rows", keys: ["+", "="], shown: "+", act: () => zoom(1) },
    { name: "Lower rows", keys: ["-"], act: () => zoom(-1) },
    { name: "Fit all rows in", keys: ["f"], act: () => store.set({ rowRem: 0 }) },
    { name: "Rows as at first", keys: ["F"], act: () => store.set({ rowRem: 1.6 }) },
    { name: "Open another file", keys: ["o"], act: () => chooseFile() },
    { name: "Help", keys: ["?"], act: () => store.set({ help: !store.current.help }) },
    {
      name: "Find a command",
      keys: ["K"],
      shown: "K or ctrl K",
      act: () => store.set({ palette: true }),
    },
    {
      name: "Close, or select nothing",
      keys: ["Escape"],
      shown: "esc",
      act: () => store.set(store.current.help ? { help: false } : { selected: -1 }),
    },
  ];
}

/** More servers than this are chosen in the list beside the slider, not in the palette. */
const serversMax = 200;
