// Finding: a field for the query, how many events fit, and each of its terms as a chip that can be
// taken out. The language is viz/find's; matches are marked in the picture.
import { fields, type Query, type Term } from "../find/index.ts";
import type { Model } from "../model/index.ts";
import { button, el, setText } from "./dom.ts";
import { matchesOf, neighbourMatch } from "./matches.ts";
import { changed, tabForEvent, type PageState, type Store, type View } from "./state.ts";

/** A search starts when typing pauses for this long. */
const pauseMs = 120;

export class Finder implements View {
  readonly element: HTMLElement;
  /** The terms as chips, and what was not understood; hidden while there is no query. */
  readonly chips = el("div", { class: "found", hidden: true });
  private readonly model: Model;
  private readonly store: Store;
  private readonly field: HTMLInputElement;
  private readonly count = el("output", { class: "count" });
  private timer = 0;
  /** Where somebody wants to go as soon as the search is done; 0 for nowhere. */
  private goWhenFound: 1 | -1 | 0 = 0;

  constructor(model: Model, store: Store) {
    this.model = model;
    this.store = store;
    const examples = fields.map(({ example, about }) => `${example} – ${about}`).join("\n");
    this.field = el("input", {
      ...{ type: "search", "aria-label": "Find events", placeholder: "Find (/)", class: "find" },
      ...{ spellcheck: "false", autocomplete: "off", title: `All words must fit.\n${examples}` },
    });
    this.field.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.goWhenFound = 0;
      this.timer = window.setTimeout(() => store.set({ query: this.field.value }), pauseMs);
    });
    this.field.addEventListener("keydown", (event) => this.press(event));
    const back = button({ text: "‹", label: "Match before (G)" }, () => this.go(-1));
    const on = button({ text: "›", label: "Next match (g)" }, () => this.go(1));
    this.element = el("div", { class: "finder", role: "search" }, this.field, this.count, back, on);
  }

  update(state: PageState, before: PageState | undefined): void {
    if (!changed(state, before, "query", "selected", "answers")) return;
    const { query, events, pending } = matchesOf(this.model, state.query);
    const active = state.query.trim() !== "";
    this.element.classList.toggle("active", active);
    const place = events.indexOf(state.selected);
    const shown = place < 0 ? `${events.length}` : `${place + 1} of ${events.length}`;
    setText(this.count, pending ? "searching …" : active ? shown : "");
    if (changed(state, before, "query")) {
      if (document.activeElement !== this.field) this.field.value = state.query;
      this.showChips(query, active);
    }
    if (!pending && this.goWhenFound !== 0) this.go(this.goWhenFound);
  }

  private showChips(query: Query, active: boolean): void {
    this.chips.hidden = !active;
    const chips = query.terms.map((term) => this.chip(term));
    const words = query.problems.map((text) => el("span", { class: "problem" }, text));
    this.chips.replaceChildren(...chips, ...words);
  }

  /** Puts the cursor into the field. */
  focus(): void {
    this.field.focus();
    this.field.select();
  }

  /** Selects the next match or the one before; where matches are not there yet, once they are. */
  go(by: 1 | -1): void {
    this.flush();
    const { selected, query } = this.store.current;
    const matches = matchesOf(this.model, query);
    this.goWhenFound = matches.pending ? by : 0;
    const event = neighbourMatch(matches, selected, by);
    if (event >= 0) this.store.set({ selected: event, ...tabForEvent(this.store.current) });
  }

  private press(event: KeyboardEvent): void {
    if (event.key === "Enter") this.go(event.shiftKey ? -1 : 1);
    if (event.key === "Escape") {
      this.field.blur();
      event.stopPropagation();
    }
  }

  /** What was typed counts at once, however short the pause. */
  private flush(): void {
    clearTimeout(this.timer);
    if (document.activeElement !== this.field) return;
    if (this.store.current.query !== this.field.value) this.store.set({ query: this.field.value });
  }

  private chip({ source, negated }: Term): HTMLElement {
    const label = `Take “${source}” out of the query`;
    const chip = button(
      { text: `${source} ×`, label, class: negated ? "chip not" : "chip" },
      () => {
        const { terms } = matchesOf(this.model, this.store.current.query).query;
        const rest = terms.map((term) => term.source).filter((each) => each !== source);
        this.field.value = rest.join(" ");
        this.store.set({ query: rest.join(" ") });
      },
    );
    return chip;
  }
}
