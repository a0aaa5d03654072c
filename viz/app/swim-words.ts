// The words beside the rows of the picture: real text in the page, so it can be read aloud, found
// and selected. A pool of elements holds the rows in sight; they are refilled while one scrolls.
import { rowsInSight, rowY, type SceneView } from "../draw/index.ts";
import { clockText, type Model } from "../model/index.ts";
import { el, setText } from "./dom.ts";
import { rowWords } from "../draw/row-words.ts";

interface Slot {
  readonly element: HTMLElement;
  readonly time: HTMLElement;
  readonly text: HTMLElement;
  readonly note: HTMLElement;
}

export class SwimWords {
  readonly element: HTMLElement;
  private readonly model: Model;
  private readonly slots: Slot[] = [];

  constructor(model: Model) {
    this.model = model;
    this.element = el("div", {
      class: "words",
      role: "listbox",
      tabindex: "0",
      "aria-label": "Events in order of time; j and k go down and up",
    });
  }

  /** Shows the rows in sight, lit ones stronger. Rows too low for text show none. */
  show(view: SceneView, selected: number, lit: ReadonlySet<number>): void {
    const { columns, rowPx, remPx, layout, atMs } = view;
    const left = columns.leftPx + columns.viewPx;
    this.element.style.left = `${left}px`;
    this.element.style.width = `${Math.max(0, view.widthPx - left)}px`;
    this.element.style.height = `${view.heightPx}px`;
    const [first, last] = rowsInSight(view);
    const count = rowPx < remPx ? 0 : last - first + 1;
    let active = "";
    for (let at = 0; at < count; at++) {
      const row = layout.rows.get(first + at);
      if (row === undefined) break;
      const slot = this.slotAt(at);
      const words = rowWords(this.model, row, view);
      const future = row.atMs > atMs;
      const isSelected = row.kind === "event" && row.event === selected;
      const veiled = lit.size > 0 && !(row.kind === "event" && lit.has(row.event));
      const kind = `row ${future ? "future" : words.tone}${veiled ? " veiled" : ""}`;
      if (slot.element.className !== kind) slot.element.className = kind;
      slot.element.style.transform = `translateY(${rowY(view, first + at) - rowPx / 2}px)`;
      slot.element.style.height = `${rowPx}px`;
      slot.element.style.lineHeight = `${rowPx}px`;
      setAttribute(slot.element, "aria-selected", String(isSelected));
      setAttribute(slot.element, "aria-posinset", String(first + at + 1));
      setAttribute(slot.element, "aria-setsize", String(layout.rows.length));
      setText(slot.time, `${clockText(row.atMs)} `);
      setText(slot.text, words.text);
      setText(slot.note, future ? "" : words.note);
      setAttribute(slot.element, "title", future ? "" : words.note);
      if (isSelected) active = slot.element.id;
    }
    for (let at = count; at < this.slots.length; at++) this.slots[at].element.className = "spare";
    setAttribute(this.element, "aria-activedescendant", active);
  }

  private slotAt(at: number): Slot {
    const known = this.slots[at];
    if (known !== undefined) return known;
    const time = el("span", { class: "unseen" });
    const text = el("span", { class: "what" });
    const note = el("span", { class: "note" });
    const element = el("div", { role: "option", id: `row-${at}` }, time, text, note);
    this.element.append(element);
    const slot = { element, time, text, note };
    this.slots.push(slot);
    return slot;
  }
}

function setAttribute(element: HTMLElement, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
