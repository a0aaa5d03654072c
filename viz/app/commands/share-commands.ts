// Commands that give away what the page shows: to the clipboard, as links and as files.
import { dotOf, mermaidMax, mermaidOf, textView } from "../../export/index.ts";
import { gzip } from "../../input/index.ts";
import { pack } from "../../model/index.ts";
import { copyText } from "../copy.ts";
import { writeLink } from "../link.ts";
import { keptData, linkLettersMax, linkOfData } from "../link-data.ts";
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
  ];
}
