// The bar over the picture: which layout, rows by rank or by true time, messages, and the panes.
import type { Model } from "../model/index.ts";
import { button, el, setText } from "./dom.ts";
import { layoutNow } from "./layouts.ts";
import { switchMessages, withoutPane } from "./pane-choice.ts";
import { changed, type LayoutChoiceName, type PageState, type Store, type View } from "./state.ts";

const layouts: readonly (readonly [LayoutChoiceName, string, string])[] = [
  ["swim", "Swim", "A lane for each server (l)"],
  ["rail", "Rail", "One history in as few columns as its forks need (l)"],
  ["layered", "Auth chain", "The auth chain of the selected event, layer by layer (l)"],
];

/** More chips than this are counted. */
const chipsMax = 8;

export class PictureBar implements View {
  readonly element: HTMLElement;
  private readonly model: Model;
  private readonly store: Store;
  private readonly choices: readonly (readonly [LayoutChoiceName, HTMLButtonElement])[];
  private readonly trueTime: HTMLButtonElement;
  private readonly messages: HTMLButtonElement;
  private readonly working = el("span", { class: "working", role: "status" });
  private readonly panes = el("span", { class: "pane-chips", role: "group" });

  /** `filter` opens the choice of filters. */
  constructor(model: Model, store: Store, filter: HTMLElement) {
    this.model = model;
    this.store = store;
    this.choices = layouts.map(([layout, text, label]) => {
      return [layout, toggle(text, label, () => store.set({ layout }))] as const;
    });
    this.trueTime = toggle("True time", "Rows by true time, not by rank (t)", () =>
      store.set({ rowsBy: store.current.rowsBy === "time" ? "rank" : "time" }),
    );
    this.messages = toggle("Messages", "Requests between servers as arrows (e)", () =>
      store.set(switchMessages(store.current)),
    );
    this.messages.disabled = model.data.columns["net.from"].length === 0;
    if (this.messages.disabled) this.messages.title = "This trace holds no `net` records";
    const group = el("span", { class: "segments", role: "group", "aria-label": "Layout" });
    group.append(...this.choices.map(([, choice]) => choice));
    this.panes.setAttribute("aria-label", "Panes");
    this.element = el("div", { class: "picture-bar", role: "toolbar", "aria-label": "Picture" });
    this.element.append(group, this.trueTime, this.messages, filter, this.working, this.panes);
  }

  update(state: PageState, before: PageState | undefined): void {
    const made = layoutNow(this.model, state);
    setText(this.working, made.pending && state.layout !== "layered" ? "laying out …" : "");
    if (!changed(state, before, "layout", "rowsBy", "messages", "panes")) return;
    for (const [layout, choice] of this.choices) press(choice, state.layout === layout);
    press(this.trueTime, state.rowsBy === "time");
    press(this.messages, state.messages);
    this.showPanes(state);
  }

  private showPanes({ panes }: PageState): void {
    const { model, store } = this;
    const chips = panes.slice(0, chipsMax).map((server) => {
      const name = model.serverNames[server];
      const close = button({ text: `${name} ×`, class: "chip" }, () => {
        store.set({ panes: withoutPane(store.current.panes, server) });
      });
      close.title = `Close the pane of ${name}`;
      return close;
    });
    const more = panes.length > chipsMax ? [`and ${panes.length - chipsMax} more`] : [];
    const text = panes.length === 0 ? "Panes …" : "+ pane";
    const choose = toggle(text, "Choose servers to stand side by side (v: those that differ)", () =>
      store.set({ tab: "servers" }),
    );
    const none = button({ text: "close all", class: "link" }, () => store.set({ panes: [] }));
    this.panes.replaceChildren(...chips, ...more, choose);
    if (panes.length > 1) this.panes.append(none);
  }
}

function toggle(text: string, label: string, act: () => void): HTMLButtonElement {
  const element = button({ text }, act);
  element.title = label;
  return element;
}

function press(element: HTMLButtonElement, on: boolean): void {
  element.setAttribute("aria-pressed", String(on));
}
