// The panel of all servers: a heat map of who differed when, with the curve of convergence above it.
// Found by name, sorted by difference, grouped by state; only rows in sight exist, so that ten
// thousand servers are no more than fifty. Here servers are chosen for panes.
import { convergenceCurve, heatStrip } from "../../draw/index.ts";
import { partsOf, scaleOf } from "../../layout/index.ts";
import { divergenceOf, type Divergence, type Model } from "../../model/index.ts";
import { currentPalette, remPx, Surface } from "../canvas.ts";
import { button, el, select, setText } from "../dom.ts";
import { tellingPanes, togglePane } from "../pane-choice.ts";
import { serverRows, worstOf, type ListRow, type Sorting } from "../server-list.ts";
import type { PageState, Store } from "../state.ts";
import type { PageParts, Panel } from "./panel.ts";

/** Stretches of time of a strip. */
const bins = 120;
/** From so many servers on they are grouped at first. */
const groupedMin = 16;
/** Height of a row in units of the text's size; the style sheet says the same. */
const rowRem = 2;

interface Slot {
  readonly element: HTMLElement;
  readonly pane: HTMLInputElement;
  readonly name: HTMLButtonElement;
  readonly facts: HTMLElement;
  readonly strip: Surface;
  row: ListRow | undefined;
}

export class ServersPanel implements Panel {
  readonly element: HTMLElement;
  private readonly model: Model;
  private readonly store: Store;
  private readonly curve = new Surface({ opaque: false, name: "curve" });
  private readonly summary = el("p", { class: "quiet" });
  private readonly list = el("div", { class: "server-list", tabindex: "0" });
  private readonly sizer = el("div", { class: "sizer" });
  private readonly slots: Slot[] = [];
  private readonly open = new Set<number>();
  private divergence: { readonly of: Divergence; readonly worst: Uint16Array; room: number };
  private rows: readonly ListRow[] = [];
  private find = "";
  private sort: Sorting = "difference";
  private grouped: boolean;
  private state: PageState;

  constructor({ model, store }: PageParts) {
    this.model = model;
    this.store = store;
    this.state = store.current;
    this.grouped = model.meta.servers.length >= groupedMin;
    this.divergence = this.workOut(this.state.room);
    this.list.setAttribute("role", "group");
    this.list.setAttribute("aria-label", "Servers");
    this.list.append(this.sizer);
    this.list.addEventListener("scroll", () => this.showRows(), { passive: true });
    new ResizeObserver(() => this.showRows()).observe(this.list);
    const heading = el("h2", {}, "Servers ", this.summary);
    const about = "Servers with a state unlike that of most, over the run:";
    const box = el("div", { class: "curve-box" }, this.curve.element);
    const curve = el("div", { class: "curve-row" }, el("span", { class: "quiet" }, about), box);
    this.element = el("section", { class: "panel servers", "aria-label": "Servers" });
    this.element.append(heading, this.tools(), curve, this.list);
  }

  update(state: PageState): void {
    this.state = state;
    if (state.room !== this.divergence.room) this.divergence = this.workOut(state.room);
    this.fill();
  }

  private workOut(room: number) {
    const of = divergenceOf(this.model, room, partsOf(scaleOf(this.model), bins));
    return { of, worst: worstOf(of), room };
  }

  private tools(): HTMLElement {
    const field = el("input", { type: "search", placeholder: "Find a server", class: "find" });
    field.setAttribute("aria-label", "Find a server");
    field.addEventListener("input", () => {
      this.find = field.value;
      this.list.scrollTop = 0;
      this.fill();
    });
    const sorts = [
      ["difference", "most different first"],
      ["lacking", "most events lacking first"],
      ["name", "by name"],
      ["trace", "as in the trace"],
    ] as const;
    const sort = select({ label: "Sort servers", options: sorts }, (value) => {
      this.sort = sorts.find(([each]) => each === value)?.[0] ?? "difference";
      this.fill();
    });
    const grouped = el("input", { type: "checkbox" });
    grouped.checked = this.grouped;
    grouped.addEventListener("change", () => {
      this.grouped = grouped.checked;
      this.fill();
    });
    const group = el("label", {}, grouped, " group by state");
    const telling = button({ text: "panes of those that differ" }, () => {
      const { atMs, room } = this.store.current;
      this.store.set({ panes: tellingPanes(this.model, atMs, room) });
    });
    return el("div", { class: "server-tools" }, field, sort, group, telling);
  }

  private fill(): void {
    const { model, find, sort, grouped, open } = this;
    const { atMs, room } = this.state;
    const { worst } = this.divergence;
    this.rows = serverRows(model, { atMs, room, find, sort, grouped, open, worst });
    const count = this.rows.reduce((sum, row) => sum + lengthOf(row), 0);
    setText(this.summary, `${count} of ${model.meta.servers.length}`);
    this.sizer.style.height = `${this.rows.length * rowRem}rem`;
    this.drawCurve();
    this.showRows();
  }

  private drawCurve(): void {
    const box = this.curve.element.parentElement;
    const [w, h] = [box?.clientWidth ?? 0, box?.clientHeight ?? 0];
    if (w === 0) return;
    const size = { w, h, now: this.now(), remPx: remPx() };
    const shapes = convergenceCurve(this.divergence.of, this.model.meta.servers.length, size);
    this.curve.draw(shapes, { w, h, palette: currentPalette() });
  }

  /** The present instant's place over the run, 0 … 1. */
  private now(): number {
    const scale = scaleOf(this.model);
    return scale.toUnit(this.state.atMs) / Math.max(1, scale.length);
  }

  private showRows(): void {
    const height = rowRem * remPx();
    const first = Math.max(0, Math.floor(this.list.scrollTop / height));
    const count = Math.ceil(this.list.clientHeight / height) + 1;
    const shown = this.rows.slice(first, first + count);
    shown.forEach((row, at) => this.showRow(this.slotAt(at), row, (first + at) * height));
    for (const { element } of this.slots.slice(shown.length)) element.hidden = true;
  }

  private showRow(slot: Slot, row: ListRow, y: number): void {
    const { model, state } = this;
    slot.row = row;
    slot.element.hidden = false;
    slot.element.style.transform = `translateY(${y}px)`;
    const servers = row.kind === "group" ? row.servers : [row.server];
    const [head] = servers;
    const name = model.serverNames[head];
    const inGroup = row.kind === "server" && row.inGroup;
    slot.element.className = `server-row${inGroup ? " in-group" : ""}`;
    const more = servers.length - 1;
    const sign = row.kind === "group" ? (row.open ? "▾ " : "▸ ") : "";
    setText(slot.name, more > 0 ? `${sign}${name} + ${more}` : name);
    slot.name.title =
      more > 0
        ? `${name} and ${more} more hold this state; show or hide them`
        : `Look through the eyes of ${name}`;
    slot.pane.checked = servers.every((server) => state.panes.includes(server));
    slot.pane.hidden = row.kind === "group";
    slot.pane.setAttribute("aria-label", `Pane of ${name}`);
    const parts = [row.state === undefined ? "not in the room" : `S${row.state}`];
    if (row.slots > 0) parts.push(`≠ ${row.slots} slot${row.slots > 1 ? "s" : ""}`);
    if (row.kind === "server" && row.lacking > 0) parts.push(`lacks ${row.lacking}`);
    setText(slot.facts, parts.join(" · "));
    slot.facts.classList.toggle("odd", row.slots > 0);
    const box = slot.strip.element.parentElement;
    const [w, h] = [box?.clientWidth ?? 0, box?.clientHeight ?? 0];
    if (w === 0) return;
    const shapes = heatStrip(this.divergence.of, servers, { w, h, now: this.now() });
    slot.strip.draw(shapes, { w, h, palette: currentPalette() });
  }

  private slotAt(at: number): Slot {
    const known = this.slots[at];
    if (known !== undefined) return known;
    const pane = el("input", { type: "checkbox", title: "Give it a pane" });
    const name = el("button", { type: "button", class: "link" });
    const facts = el("span", { class: "server-facts" });
    const strip = new Surface({ opaque: false, name: "heat" });
    const box = el("span", { class: "heat-box" }, strip.element);
    const element = el("div", {}, pane, name, facts, box);
    const slot: Slot = { element, pane, name, facts, strip, row: undefined };
    pane.addEventListener("change", () => {
      if (slot.row?.kind !== "server") return;
      this.store.set({ panes: togglePane(this.store.current.panes, slot.row.server) });
    });
    name.addEventListener("click", () => this.press(slot));
    this.sizer.append(element);
    this.slots.push(slot);
    return slot;
  }

  private press({ row }: Slot): void {
    if (row?.kind === "server") this.store.set({ asSeenBy: row.server });
    if (row?.kind !== "group") return;
    const state = row.state ?? -1;
    if (!this.open.delete(state)) this.open.add(state);
    this.fill();
  }
}

function lengthOf(row: ListRow): number {
  if (row.kind === "group") return row.servers.length;
  return row.inGroup ? 0 : 1;
}
