// Elements that lead to something: to an event, to an instant, to a place in the specification.
import { formOf, laneToken } from "../draw/index.ts";
import { clockText, eventText, specAddress, type Model } from "../model/index.ts";
import { el } from "./dom.ts";
import { tabForEvent, type Store } from "./state.ts";
import { markIcon } from "./verdict-icon.ts";

/** A button that selects an event, with what the event does as its text. */
export function eventLink(model: Model, store: Store, event: number): HTMLElement {
  const node = model.events[event];
  const title = `${node.type} made at ${clockText(node.atMs)} by ${model.serverNames[node.server]}`;
  const link = el("button", { type: "button", class: "link", title });
  link.append(
    markIcon("accepted", { form: formOf(node), color: laneToken(node.server) }),
    el("span", {}, eventText(model, node)),
  );
  link.addEventListener("click", () => {
    store.set({ selected: event, ...tabForEvent(store.current) });
  });
  return link;
}

/** An event that may be absent: `-1` gives a word instead. */
export function eventOr(model: Model, store: Store, event: number, word = "nothing"): HTMLElement {
  if (event >= 0) return eventLink(model, store, event);
  return el("span", { class: "quiet" }, word);
}

/** A button that goes to an instant. */
export function timeLink(store: Store, atMs: number): HTMLElement {
  const title = "Go to this instant";
  const link = el("button", { type: "button", class: "link number", title }, clockText(atMs));
  link.addEventListener("click", () => store.set({ atMs, playing: false }));
  return link;
}

/** A place in the specification: a link where it is an address of the specification itself. */
export function specLink(spec: string): Node {
  const href = specAddress(spec);
  if (href === undefined) return document.createTextNode(spec);
  const attributes = { href, target: "_blank", rel: "noopener noreferrer" };
  const place = spec.replace("https://spec.matrix.org/", "");
  return el("a", { ...attributes, title: place }, "spec ↗");
}
