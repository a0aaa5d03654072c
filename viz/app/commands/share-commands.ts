// Commands that give away what the page shows: to the clipboard, as links and as files.
import {
  dotOf,
  fileKinds,
  mermaidMax,
  mermaidOf,
  textView,
  withFilter,
} from "../../export/index.ts";
import { gzip } from "../../input/index.ts";
import { pack } from "../../model/index.ts";
import { minimalPlan, runnablePlan } from "../../what-if/index.ts";
import { copyText } from "../copy.ts";
import { whyText } from "../inputs.ts";
import { writeLink } from "../link.ts";
import { keptData, linkLettersMax, linkOfData } from "../link-data.ts";
import { fileName, pngOf, saveFile } from "../save-file.ts";
import type { Command, CommandParts } from "./command.ts";

export function shareCommands({ model, store, say }: CommandParts): Command[] {
  const at = () => ({ atMs: store.current.atMs, room: store.current.room });
  const address = () => location.href.replace(/#.*$/, "");
  const copy = (text: string, what: string) => {
    void copyText(text).then((done) =>
      say(done ? `${what} is on the clipboard.` : "This browser does not let the page copy."),
    );
  };
  const copyWithData = async () => {
    const file = { bytes: await gzip(pack(model.data)), name: model.meta.scenario };
    const words = linkOfData(file);
    if (words === undefined) {
      say(`The room is too large for a link (over ${linkLettersMax} letters); send the file.`);
    } else copy(`${address()}${writeLink(store.current)}&${words}`, "A link with the room in it");
  };
  return [
    {
      name: "Copy a link to what is shown",
      keys: ["y"],
      act: () => copy(address() + writeLink(store.current) + keptData(location.hash), "A link"),
    },
    { name: "Copy a link that holds the room itself", keys: ["Y"], act: () => void copyWithData() },
    {
      name: "Copy the room as text",
      keys: [],
      act: () => copy(textView(model, at()), "The room as text"),
    },
    {
      name: "Copy the room as DOT (Graphviz)",
      keys: [],
      act: () => copy(dotOf(model, at().room), "The room as DOT"),
    },
    {
      name: "Copy the room as Mermaid",
      keys: [],
      act: () => {
        const text = mermaidOf(model, at().room);
        if (text === undefined) say(`Mermaid draws at most ${mermaidMax} events.`);
        else copy(text, "The room as Mermaid");
      },
    },
    ...saveCommands({ model, store, say }),
  ];
}

type SaveParts = Pick<CommandParts, "model" | "store" | "say">;

function saveCommands({ model, store, say }: SaveParts): Command[] {
  const options = () => {
    const { atMs, room, asSeenBy, panes, messages, filter, keepAnomalies } = store.current;
    const { layout, rowsBy } = store.current;
    const name = layout === "rail" ? "rail" : "swim";
    const shown = { atMs, room, asSeenBy, panes, messages, filter, keepAnomalies };
    return { ...shown, layout: { name, rowsBy } } as const;
  };
  const kinds = fileKinds.map(({ name, about, ending, mime, text }): Command => ({
    name: `Save as ${about}`,
    keys: name === "svg" ? ["s"] : [],
    act: () => {
      try {
        saveFile(fileName(model, ending), text(model, options()), mime);
      } catch (cause) {
        say(`It cannot be saved: ${whyText(cause)}.`);
      }
    },
  }));
  const savePng = async () => {
    const blob = await pngOf(model, withFilter(model, options()));
    if (blob === undefined) say("The picture is too high for PNG; save it as SVG.");
    else saveFile(fileName(model, "png"), blob, "image/png");
  };
  const saveMinimal = () => {
    const plan = runnablePlan(model.meta.plan);
    const minimal = plan && minimalPlan(plan);
    if (minimal === undefined) {
      say(plan ? "All checks of this plan hold: there is nothing to keep." : "There is no plan.");
      return;
    }
    const text = `${JSON.stringify(minimal.plan, undefined, 2)}\n`;
    saveFile(fileName(model, "minimal.plan.json"), text, "application/json");
    const from = plan?.steps.length ?? 0;
    say(`${from} → ${minimal.plan.steps.length} steps: ${minimal.signature}`);
  };
  return [
    ...kinds,
    { name: "Save as a picture (PNG)", keys: ["S"], act: () => void savePng() },
    { name: "Save the smallest plan that breaks the same check", keys: [], act: saveMinimal },
  ];
}
