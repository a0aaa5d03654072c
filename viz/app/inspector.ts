// The inspector beside the picture: tabs, each with its panels. Panels are made when their tab is
// first opened and updated only while it is open, so that many of them cost nothing. On very wide
// screens the open tab is wider; there is always exactly one.
import { el } from "./dom.ts";
import { tabs, type PageParts, type Panel, type Tab } from "./panels/index.ts";
import { calmly, type PageState, type View } from "./state.ts";

interface Place {
  readonly tab: Tab;
  readonly button: HTMLButtonElement;
  readonly element: HTMLElement;
  panels: readonly Panel[];
  views: readonly View[];
  /** What the panels last showed. */
  shown: PageState | undefined;
}

export class Inspector implements View {
  readonly element: HTMLElement;
  private readonly parts: PageParts;
  private readonly places: readonly Place[];

  constructor(parts: PageParts) {
    this.parts = parts;
    this.places = tabs.map((tab) => this.place(tab));
    const list = el("div", { class: "tabs", role: "tablist", "aria-label": "Details" });
    list.append(...this.places.map(({ button }) => button));
    list.addEventListener("keydown", (event) => this.moveFocus(event));
    this.element = el("aside", { class: "inspector", "aria-label": "Details" });
    this.element.append(list, ...this.places.map(({ element }) => element));
  }

  update(state: PageState, before: PageState | undefined): void {
    for (const place of this.places) {
      const open = place.tab.id === state.tab;
      if (before === undefined) place.shown = undefined;
      place.element.hidden = !open;
      place.button.setAttribute("aria-selected", String(open));
      place.button.tabIndex = open ? 0 : -1;
      if (!open) continue;
      if (state.tab !== before?.tab) place.button.scrollIntoView({ block: "nearest" });
      if (place.views.length === 0) this.fill(place);
      for (const view of place.views) view.update(state, place.shown);
      place.shown = state;
    }
  }

  private place(tab: Tab): Place {
    const id = `tab-${tab.id}`;
    const button = el("button", {
      ...{ type: "button", role: "tab", id, title: tab.about },
      ...{ "aria-controls": `${id}-panel`, class: "tab" },
    });
    button.append(tab.title);
    button.addEventListener("click", () => this.parts.store.set({ tab: tab.id }));
    const element = el("div", {
      ...{ role: "tabpanel", id: `${id}-panel`, "aria-labelledby": id, class: "panels" },
      tabindex: "0",
    });
    return { tab, button, element, panels: [], views: [], shown: undefined };
  }

  private fill(place: Place): void {
    place.panels = place.tab.panels.map((create) => create(this.parts));
    place.views = place.panels.map(calmly);
    place.element.replaceChildren(...place.panels.map(({ element }) => element));
  }

  /** Arrow keys walk through the tabs, as they do in every list of tabs. */
  private moveFocus(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const at = this.places.findIndex(({ button }) => button === event.target);
    if (step === undefined || at < 0) return;
    const next = this.places[(at + step + this.places.length) % this.places.length];
    event.preventDefault();
    event.stopPropagation();
    this.parts.store.set({ tab: next.tab.id });
    next.button.focus();
  }
}
