// The small button that asks a why about an event at a server; why.ts answers.
import { eventText } from "../../model/index.ts";
import { button } from "../dom.ts";
import type { Asked } from "../state.ts";
import type { PageParts } from "./panel.ts";

/** Opens the tab of whys with a question about the event at the server. */
export function askButton(
  { model, store }: Pick<PageParts, "model" | "store">,
  { kind, server, event }: Asked & { event: number },
): HTMLButtonElement {
  const label = `Why? ${eventText(model, model.events[event])} at ${model.serverNames[server]}`;
  return button({ text: "why?", label, class: "ask-why" }, () =>
    store.set({ tab: "why", selected: event, asked: { kind, server } }),
  );
}
