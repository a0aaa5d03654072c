// The run in one line under its name: what broke, what came of it, how it ended. Each fact leads to
// its place in the picture.
import { clockText, synopsisOf, type Fact, type Model } from "../model/index.ts";
import { button, el } from "./dom.ts";
import { openResolution } from "./resolution-cursor.ts";
import { tabForEvent, type PageState, type Store, type View } from "./state.ts";

export class SynopsisBar implements View {
  readonly element = el("ol", { class: "synopsis", "aria-label": "What happened" });
  private readonly model: Model;
  private readonly store: Store;
  private shownRoom = -1;

  constructor(model: Model, store: Store) {
    this.model = model;
    this.store = store;
  }

  update({ room }: PageState): void {
    // However often all is shown again, a run stays what it was.
    if (room === this.shownRoom) return;
    this.shownRoom = room;
    const facts = synopsisOf(this.model, room);
    this.element.replaceChildren(...facts.map((fact) => this.item(fact)));
    this.element.hidden = facts.length === 0;
  }

  private item(fact: Fact): HTMLElement {
    const time = el("span", { class: "number" }, clockText(fact.atMs).replace(/\.\d+$/, ""));
    const link = button({ text: "", class: `fact ${fact.kind}` }, () => this.goTo(fact));
    link.title = `${fact.text} – go there`;
    link.append(time, " ", el("span", { class: "what" }, fact.text));
    return el("li", {}, link);
  }

  private goTo({ atMs, event, resolution }: Fact): void {
    const { model, store } = this;
    if (resolution !== undefined) openResolution(model, store, resolution);
    else if (event === undefined) store.set({ atMs, playing: false });
    else store.set({ atMs, playing: false, selected: event, ...tabForEvent(store.current) });
  }
}
