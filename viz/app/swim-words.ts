// The words beside the rows of the picture: real text in the page, so it can be read aloud, found
// and selected. A pool of elements holds the rows in sight. A row keeps its element while it is in
// sight, and all move with the list that holds them: scrolling writes only what came into sight.
import { rowsInSight, type SceneView } from "../draw/index.ts";
import type { Row } from "../layout/index.ts";
import { clockText, type Model } from "../model/index.ts";
import { el } from "./dom.ts";
import { rowWords } from "../draw/row-words.ts";

/** What an element of the pool shows; compared before it is written, for writing is dear. */
interface Shown {
  readonly place: number;
  readonly top: string;
  readonly height: string;
  readonly kind: string;
  readonly text: string;
  readonly note: string;
  /** What is read aloud. */
  readonly label: string;
  readonly selected: boolean;
}

interface Slot {
  readonly element: HTMLElement;
  readonly text: HTMLElement;
  readonly note: HTMLElement;
  shown: Shown;
}

const spare = "spare";
const nothing: Shown = {
  ...{ place: 0, top: "", height: "", kind: spare, text: "", note: "", label: "" },
  selected: false,
};

/** The list begins anew after so many pixels: far from its beginning places would be inexact. */
const baseStepPx = 100_000;

export class SwimWords {
  readonly element: HTMLElement;
  private readonly list = el("div", { class: "words-list", role: "presentation" });
  private readonly model: Model;
  /** In the order of the elements in the page. */
  private readonly slots: Slot[] = [];
  /** The row of the first slot. */
  private first = 0;
  private active = "";
  private rows = 0;

  constructor(model: Model) {
    this.model = model;
    this.element = el("div", {
      class: "words",
      role: "listbox",
      tabindex: "0",
      "aria-label": "Events in order of time; j and k go down and up",
    });
    this.element.append(this.list);
  }

  /** Shows the rows in sight, lit ones stronger. Rows too low for text show none. */
  show(view: SceneView, selected: number, lit: ReadonlySet<number>): void {
    const { columns, rowPx, remPx, layout, scrollTopPx } = view;
    const { style } = this.element;
    const left = columns.leftPx + columns.viewPx;
    style.left = `${left}px`;
    style.width = `${Math.max(0, view.widthPx - left)}px`;
    style.height = `${view.heightPx}px`;
    const basePx = Math.floor(scrollTopPx / baseStepPx) * baseStepPx;
    this.list.style.transform = `translateY(${basePx - scrollTopPx}px)`;
    const [first, last] = rowsInSight(view);
    let active = "";
    this.slotsFor(first, rowPx < remPx ? 0 : last - first + 1).forEach((slot, at) => {
      const row = layout.rows.get(first + at);
      if (row === undefined) return hide(slot);
      const topPx = layout.places.of(first + at) * rowPx - basePx;
      const shown = this.shownOf(view, row, { place: first + at + 1, topPx, selected, lit });
      write(slot, shown);
      if (shown.selected) active = slot.element.id;
    });
    this.tellOf(layout.rows.length, active);
  }

  private shownOf(
    view: SceneView,
    row: Row,
    at: { place: number; topPx: number; selected: number; lit: ReadonlySet<number> },
  ): Shown {
    const { text, note, tone } = rowWords(this.model, row, view);
    const future = row.atMs > view.atMs;
    const event = row.kind === "event" ? row.event : -1;
    const noted = !future && note !== "";
    const veiled = at.lit.size > 0 && !at.lit.has(event);
    const kind = ["row", future ? "future" : tone, veiled ? "veiled" : "", noted ? "noted" : ""];
    return {
      ...{ place: at.place, top: `${at.topPx}px`, height: `${view.rowPx}px`, text },
      ...{ kind: kind.filter(Boolean).join(" "), note: noted ? note : "" },
      label: `${clockText(row.atMs)} ${text}${noted ? ` ${note}` : ""}`,
      selected: event >= 0 && event === at.selected,
    };
  }

  /** Elements for so many rows, in the page in their order; those of rows still in sight stay. */
  private slotsFor(first: number, count: number): readonly Slot[] {
    const { slots } = this;
    while (slots.length < count) slots.push(this.newSlot(slots.length));
    const by = first - this.first;
    this.first = first;
    if (by !== 0 && Math.abs(by) < count) {
      const moved = by > 0 ? slots.splice(0, by) : slots.splice(by);
      const elements = moved.map(({ element }) => element);
      if (by > 0) this.list.append(...elements);
      else this.list.prepend(...elements);
      slots.splice(by > 0 ? slots.length : 0, 0, ...moved);
    }
    slots.slice(count).forEach(hide);
    return slots.slice(0, count);
  }

  private newSlot(at: number): Slot {
    const text = el("span", { class: "what" });
    const note = el("span", { class: "note" });
    const element = el("div", { role: "option", id: `row-${at}`, class: spare }, text, " ", note);
    element.setAttribute("aria-selected", "false");
    element.setAttribute("aria-setsize", String(this.rows));
    this.list.append(element);
    return { element, text, note, shown: nothing };
  }

  /** How many rows there are, and which one is selected. */
  private tellOf(rows: number, active: string): void {
    if (rows !== this.rows) {
      for (const { element } of this.slots) element.setAttribute("aria-setsize", String(rows));
    }
    if (active !== this.active) this.element.setAttribute("aria-activedescendant", active);
    this.rows = rows;
    this.active = active;
  }
}

function hide(slot: Slot): void {
  if (slot.shown.kind === spare) return;
  slot.element.className = spare;
  slot.shown = { ...slot.shown, kind: spare };
}

function write(slot: Slot, next: Shown): void {
  const { element, text, note, shown } = slot;
  slot.shown = next;
  if (shown.kind !== next.kind) element.className = next.kind;
  if (shown.top !== next.top) element.style.top = next.top;
  if (shown.height !== next.height) {
    element.style.height = next.height;
    element.style.lineHeight = next.height;
  }
  if (shown.text !== next.text) text.textContent = next.text;
  if (shown.note !== next.note) {
    note.textContent = next.note;
    element.title = next.note;
  }
  if (shown.label !== next.label) element.setAttribute("aria-label", next.label);
  if (shown.place !== next.place) element.setAttribute("aria-posinset", String(next.place));
  if (shown.selected !== next.selected) {
    element.setAttribute("aria-selected", String(next.selected));
  }
}
