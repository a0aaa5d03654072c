// The line of filters above the picture: each as a chip with what it hides, how many events are out
// of sight, and what becomes of anomalies. Beside it the values that can be hidden with a click.
import type { Facet, Filter } from "../find/index.ts";
import { hidingWord } from "../find/index.ts";
import { userText, type Model } from "../model/index.ts";
import { button, el } from "./dom.ts";
import { facetsIn, filterOf, toggleWord, wordsOf, type FilterNow } from "./filtering.ts";
import { changed, type PageState, type Store, type View } from "./state.ts";

const titles: Readonly<Record<Facet["name"], string>> = {
  ...{ type: "Type", sender: "Sender", server: "Server", worst: "Verdict (the gravest)" },
};

/** More values than this of one kind are not listed; the search field takes any. */
const listedMax = 40;

export class FilterBar implements View {
  /** Opens the list of values; stands among the picture's buttons. */
  readonly opener: HTMLElement;
  /** What is hidden; hidden itself while nothing is. */
  readonly element = el("div", { class: "filters", role: "group", hidden: true });
  private readonly model: Model;
  private readonly store: Store;
  private readonly summary = el("summary", {}, "Filter");
  private readonly values = el("div", { class: "facets" });
  private readonly details: HTMLDetailsElement;

  /** `signal` ends it. */
  constructor(model: Model, store: Store, signal: AbortSignal) {
    this.model = model;
    this.store = store;
    this.element.setAttribute("aria-label", "Filters");
    this.details = el("details", { class: "filter-choice" }, this.summary, this.values);
    this.summary.title = "Hide events by type, sender, server or verdict";
    this.details.addEventListener("toggle", () => this.listValues(store.current));
    this.details.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.details.open) return;
      this.details.open = false;
      this.summary.focus();
      event.stopPropagation();
    });
    const closeOutside = ({ target }: Event) => {
      if (target instanceof Node && !this.details.contains(target)) this.details.open = false;
    };
    document.addEventListener("pointerdown", closeOutside, { signal });
    this.opener = this.details;
  }

  update(state: PageState, before: PageState | undefined): void {
    const own = [
      "filter",
      "keepAnomalies",
      "room",
      "selected",
      "layout",
      "query",
      "answers",
    ] as const;
    if (!changed(state, before, ...own)) return;
    if (changed(state, before, "filter", "room", "answers")) this.listValues(state);
    const filter = filterOf(this.model, state);
    const active = filter.pending || filter.terms.length > 0 || filter.problems.length > 0;
    this.element.hidden = !active;
    if (!active) return this.element.replaceChildren();
    const chips = filter.terms.map(({ term, hides }) => {
      const text = `${term.source} hides ${hides} ×`;
      const chip = button({ text, class: term.negated ? "chip not" : "chip" }, () =>
        this.store.set({ filter: toggleWord(state.filter, term.source) }),
      );
      chip.title = "Take this out of the filter";
      return chip;
    });
    const words = filter.problems.map((text) => el("span", { class: "problem" }, text));
    const clear = button({ text: "show all", class: "link" }, () => this.store.set({ filter: "" }));
    this.element.replaceChildren(this.count(filter), ...chips, ...words, clear);
    this.element.append(...this.anomalies(filter, state), ...this.lost(filter, state));
  }

  private count({ hidden, total, pending }: FilterNow): HTMLElement {
    const words = pending ? "filtering …" : `${hidden} of ${total} events hidden`;
    return el("b", { role: "status" }, words);
  }

  /** Anomalies among what the words would hide: they stay, or it is said that they do not. */
  private anomalies({ anomalies }: Filter, { keepAnomalies }: PageState): HTMLElement[] {
    if (anomalies === 0) return [];
    const many = anomalies > 1;
    const words = keepAnomalies
      ? `${anomalies} anomal${many ? "ies stay" : "y stays"} in sight`
      : `${anomalies} anomal${many ? "ies are" : "y is"} hidden`;
    const text = keepAnomalies ? "hide them too" : "show them";
    const change = button({ text, class: "link" }, () =>
      this.store.set({ keepAnomalies: !keepAnomalies }),
    );
    return [el("span", { class: keepAnomalies ? "" : "problem" }, words, " ", change)];
  }

  /** The selected event may be among what is hidden; of its own auth chain it never is. */
  private lost({ shown }: Filter, { selected, layout }: PageState): HTMLElement[] {
    if (layout === "layered" || shown === undefined || selected < 0) return [];
    if (shown[selected] === 1) return [];
    return [el("span", { class: "problem" }, "the selected event is hidden")];
  }

  private listValues(state: PageState): void {
    if (!this.details.open) return;
    const facets = facetsIn(this.model, state.room);
    if (facets === undefined) return this.values.replaceChildren("counting …");
    const words = new Set(wordsOf(state.filter));
    const lists = (Object.keys(titles) as Facet["name"][]).map((name) => {
      const own = facets.filter((facet) => facet.name === name);
      const list = el("fieldset", {}, el("legend", {}, titles[name]));
      list.append(...own.slice(0, listedMax).map((facet) => this.box(facet, words)));
      if (own.length > listedMax) list.append(`and ${own.length - listedMax} more`);
      return list;
    });
    const only = button({ text: "Show only what the search finds (h)" }, () => {
      const { query } = this.store.current;
      this.store.set({ filter: [state.filter, query].filter(Boolean).join(" ") });
    });
    only.disabled = state.query.trim() === "";
    const { activeElement } = document;
    const had = activeElement instanceof HTMLInputElement ? activeElement.value : "";
    this.values.replaceChildren(...lists, only);
    // The list is made anew at each click; whoever goes through it with keys stays where they are.
    const boxes = [...this.values.querySelectorAll("input")];
    if (had !== "") boxes.find(({ value }) => value === had)?.focus();
  }

  private box(facet: Facet, words: ReadonlySet<string>): HTMLElement {
    const word = hidingWord(facet);
    const box = el("input", { type: "checkbox", disabled: word === undefined, value: word ?? "" });
    box.checked = word === undefined || !words.has(word);
    box.addEventListener("change", () => {
      if (word === undefined) return;
      this.store.set({ filter: toggleWord(this.store.current.filter, word) });
    });
    const shown = facet.name === "sender" ? userText(this.model, facet.value) : facet.value;
    const name = el("span", { class: "what" }, shown === "" ? "(none)" : shown);
    name.title = facet.value;
    return el("label", {}, box, name, el("span", { class: "quiet" }, String(facet.count)));
  }
}
