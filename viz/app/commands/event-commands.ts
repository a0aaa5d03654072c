// Commands that walk through events.
import { childrenOf } from "../../model/index.ts";
import type { Row } from "../../layout/index.ts";
import { tabForEvent } from "../state.ts";
import { stepToFinding } from "../stepping.ts";
import type { Command, CommandParts } from "./command.ts";

export function eventCommands({ model, store, swim, finder, say }: CommandParts): Command[] {
  const choose = (selected: number) => store.set({ selected, ...tabForEvent(store.current) });
  const find = (by: 1 | -1, wanted: (row: Row) => boolean) => {
    const row = swim.findRow(by, store.current, wanted);
    if (row?.kind === "event") choose(row.event);
  };
  const filter = () => {
    const { filter, query } = store.current;
    store.set({ filter: filter === "" ? query.trim() : "" });
    if (filter === "" && query.trim() === "") say("Search for something first (/).");
  };
  const isMerge = (row: Row) => row.kind === "event" && model.events[row.event].prev.length > 1;
  return [
    { name: "Next event", keys: ["j"], act: () => choose(swim.neighbourEvent(1, store.current)) },
    {
      name: "Event before",
      keys: ["k"],
      act: () => choose(swim.neighbourEvent(-1, store.current)),
    },
    { name: "Find events", keys: ["/"], act: () => finder.focus() },
    { name: "Next match", keys: ["g"], act: () => finder.go(1) },
    { name: "Match before", keys: ["G"], act: () => finder.go(-1) },
    { name: "Show only what the search finds, or all", keys: ["h"], act: filter },
    { name: "Next anomaly", keys: ["n"], act: () => stepToFinding({ model, store, say }, 1) },
    { name: "Anomaly before", keys: ["N"], act: () => stepToFinding({ model, store, say }, -1) },
    { name: "Next merge (several prev events)", keys: ["m"], act: () => find(1, isMerge) },
    { name: "Merge before", keys: ["M"], act: () => find(-1, isMerge) },
    {
      name: "Parent: the first prev event",
      keys: ["p"],
      act: () => {
        const [parent] = model.events[store.current.selected]?.prev ?? [];
        if (parent !== undefined) choose(parent);
      },
    },
    {
      name: "Child: the first event that stands on it",
      keys: ["c"],
      act: () => {
        const [child] = childrenOf(model, store.current.selected);
        if (child !== undefined) choose(child);
      },
    },
  ];
}
