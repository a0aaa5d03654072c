// The layered picture on the page: the auth chain of the selected event, or, while a resolution is
// told, what was in conflict and what that rests on. It scrolls both ways; a click selects.
import {
  countShapes,
  fittingZoom,
  layeredEventAt,
  layeredScene,
  layeredSize,
  type LayeredView as View,
} from "../draw/index.ts";
import { layeredLayout, type LayeredLayout } from "../layout/index.ts";
import { authChainOf, chainLinks, eventText, type ChainLinks, type Model } from "../model/index.ts";
import { currentPalette, remPx, Surface } from "./canvas.ts";
import { el, setText } from "./dom.ts";
import { filterOf } from "./filtering.ts";
import { layeredSubject } from "./layered-subject.ts";
import { litNow } from "./resolution-cursor.ts";
import { tabForEvent, type PageState, type Store, type View as PageView } from "./state.ts";

export class LayeredView implements PageView {
  readonly element: HTMLElement;
  /** Counts of what the last drawing put on the scene, and the time that it took. */
  counts: Record<string, number> = {};
  drawMs = 0;
  private readonly model: Model;
  private readonly words = el("p", { class: "layered-words", "aria-live": "polite" });
  private readonly surface = new Surface({ opaque: true, name: "scene" });
  private readonly sizer = el("div", { class: "sizer" });
  private readonly scroller: HTMLElement;
  private layout: LayeredLayout = layeredLayout([], () => []);
  private links: ChainLinks = { parentsOf: () => [], isOver: () => false };
  private shown = "";
  private state: PageState;

  constructor(model: Model, store: Store) {
    this.model = model;
    this.state = store.current;
    this.surface.element.setAttribute("role", "img");
    this.sizer.append(el("div", { class: "stage" }, this.surface.element));
    this.scroller = el("div", { class: "layered-scroller", tabindex: "0" }, this.sizer);
    this.scroller.setAttribute("aria-label", "Auth chain");
    this.scroller.setAttribute("role", "region");
    this.scroller.addEventListener("scroll", () => this.draw(), { passive: true });
    this.scroller.addEventListener("click", (pointer) => {
      const box = this.scroller.getBoundingClientRect();
      const [x, y] = [pointer.clientX - box.left, pointer.clientY - box.top];
      const selected = layeredEventAt(this.viewNow(), x, y);
      if (selected >= 0) store.set({ selected, ...tabForEvent(store.current) });
    });
    new ResizeObserver(() => this.draw()).observe(this.scroller);
    this.element = el("div", { class: "layered" }, this.words, this.scroller);
  }

  update(state: PageState, before: PageState | undefined): void {
    this.state = state;
    // Which of the two pictures stands there is swim-view.ts's to say: it measures right after.
    if (state.layout !== "layered") return;
    const subject = layeredSubject(this.model, state);
    const { filter, keepAnomalies } = state;
    // What the worker has not worked out yet is laid out again when it is there.
    const { pending } = filterOf(this.model, state);
    const words = `${String(pending)} ${String(keepAnomalies)} ${filter}`;
    const key = `${subject.events.join(" ")} ${words}`;
    const anew = key !== this.shown;
    if (anew) this.layOut(subject, key);
    this.draw();
    if (anew || before?.layout !== "layered") this.showSubject();
  }

  private layOut({ about, events: from }: ReturnType<typeof layeredSubject>, key: string): void {
    const { model } = this;
    const { shown } = filterOf(model, this.state);
    const { events, leftOut, hidden } = authChainOf(model, from, { shown });
    this.shown = key;
    this.links = chainLinks(model, events, shown);
    this.layout = layeredLayout(events, (event) => this.links.parentsOf(event));
    const filtered = hidden > 0 ? `, ${hidden} hidden by the filter` : "";
    const more = leftOut > 0 ? `, ${leftOut} further ones left out` : "";
    const count = `${events.length} event${events.length === 1 ? "" : "s"}${filtered}${more}`;
    const dotted = hidden > 0 ? " Dotted lines lead over hidden events." : "";
    const hint = `Lines that say nothing new are left out.${dotted}`;
    setText(this.words, `${about}: ${count}. ${hint}`);
    const names = events.slice(0, 12).map((event) => eventText(model, model.events[event]));
    this.surface.element.setAttribute("aria-label", `${about}: ${names.join("; ")}`);
  }

  private viewNow(): View {
    const { model, layout, state, scroller } = this;
    const view: View = {
      ...{ model, layout, remPx: remPx(), zoom: 1, selected: state.selected },
      ...{ widthPx: scroller.clientWidth, heightPx: scroller.clientHeight },
      ...{ scrollTopPx: scroller.scrollTop, scrollLeftPx: scroller.scrollLeft },
      ...{ atMs: state.atMs, asSeenBy: state.asSeenBy, lit: litNow(model, state) },
      isOver: (parent, child) => this.links.isOver(parent, child),
    };
    const zoom = state.rowRem / 1.6;
    return { ...view, zoom: Math.max(Math.min(zoom, 1.9), fittingZoom(view)) };
  }

  private draw(): void {
    const { clientWidth: w, clientHeight: h } = this.scroller;
    if (w === 0 || h === 0) return;
    const view = this.viewNow();
    const size = layeredSize(view);
    this.sizer.style.width = `${Math.max(size.w, 1)}px`;
    this.sizer.style.height = `${Math.max(size.h, 1)}px`;
    const started = performance.now();
    const shapes = layeredScene(view);
    this.surface.draw(shapes, { w, h, palette: currentPalette() });
    this.counts = countShapes(shapes);
    this.drawMs = performance.now() - started;
  }

  /** The event asked about stands at the end: scroll there. */
  private showSubject(): void {
    const { scroller } = this;
    scroller.scrollTop = scroller.scrollHeight;
    const node = this.layout.nodes.find(({ event }) => event === this.state.selected);
    if (node === undefined) return;
    const { columnMin, columnMax } = this.layout;
    const part = (node.column - columnMin + 0.5) / (columnMax - columnMin + 1);
    scroller.scrollLeft = part * scroller.scrollWidth - scroller.clientWidth / 2;
  }
}
