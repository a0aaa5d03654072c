// The picture's place on the page: it scrolls, keeps the present instant and the selection in
// sight, draws the part in view on two canvases (scene, pointer) and finds what is pointed at.
// Scrolling is the browser's own; only the rows in sight exist, on the canvas and in the page.
import {
  countShapes,
  laneStandings,
  overlayOf,
  rowAt,
  rowsInSight,
  rowTop,
  rowsUntil,
  sceneOf,
  type SceneView,
} from "../draw/index.ts";
import {
  laneAt,
  laneOrder,
  lanesInSight,
  laneX,
  type Row,
  type RoomLayout,
} from "../layout/index.ts";
import { turnsOf, type Model } from "../model/index.ts";
import { currentPalette, remPx, Surface } from "./canvas.ts";
import { el } from "./dom.ts";
import { LaneHeads } from "./lane-heads.ts";
import { layoutNow } from "./layouts.ts";
import { Overview } from "./overview.ts";
import {
  rowPxOf,
  serverOfLane,
  viewOfPicture,
  type Picture,
  type PictureSize,
} from "./picture-geometry.ts";
import { matchRows } from "./matches.ts";
import { litNow, openResolution } from "./resolution-cursor.ts";
import { findRow, neighbourEvent } from "./row-steps.ts";
import { changed, Pace, tabForEvent, type PageState, type Store, type View } from "./state.ts";
import { SwimWords } from "./swim-words.ts";
import { Tip } from "./tip.ts";

export class SwimView implements View {
  readonly element: HTMLElement;
  /** Counts of what the last drawing put on the scene. */
  counts: Record<string, number> = {};
  /** Time that the last drawing took, in milliseconds. */
  drawMs = 0;

  private readonly model: Model;
  private readonly store: Store;
  private readonly scroller: HTMLElement;
  private readonly sizer: HTMLElement;
  private readonly scene = new Surface({ opaque: true, name: "scene" });
  private readonly overlay = new Surface({ opaque: false, name: "overlay" });
  private readonly words: SwimWords;
  private readonly heads: LaneHeads;
  private readonly headsPace = new Pace();
  private readonly tip = new Tip();
  private readonly overview = new Overview(
    (part) => {
      const { scrollHeight, clientHeight } = this.scroller;
      this.scroller.scrollTop = part * scrollHeight - clientHeight / 2;
    },
    () => this.requestDraw(),
  );
  /** Servers from left to right. */
  readonly servers: readonly number[];
  private layout: RoomLayout;
  private state: PageState;
  private hoverRow = -1;
  /** Where the pointer was when it zoomed, from the top of the picture. */
  private anchorY: number | undefined;
  private frame = 0;
  /** Where the window stood when the picture was last drawn. */
  private drawnAt = { top: -1, left: -1 };
  /** Sizes are measured when they may have changed: asking in every frame costs a page layout. */
  private size: PictureSize = { widthPx: 0, heightPx: 0, remPx: 14 };

  constructor(model: Model, store: Store) {
    this.model = model;
    this.store = store;
    this.state = store.current;
    this.layout = layoutNow(model, this.state).layout;
    this.servers = laneOrder(model);
    this.words = new SwimWords(model);
    this.heads = new LaneHeads(model, store);
    const stage = el("div", { class: "stage" });
    stage.append(this.scene.element, this.overlay.element, this.words.element);
    this.sizer = el("div", { class: "sizer" }, stage);
    this.scroller = el("div", { class: "scroller" }, this.sizer);
    this.element = el("section", { class: "swim", "aria-label": "Events by server" });
    const { element: strip } = this.overview;
    const body = el("div", { class: "picture-body" }, this.scroller, strip);
    this.element.append(this.heads.element, body, this.tip.element);
    this.listen();
  }

  update(state: PageState, before: PageState | undefined): void {
    this.state = state;
    const hidden = state.layout === "layered";
    this.element.classList.toggle("is-layered", hidden);
    // The layered picture stands in its place; sizes can be asked again when it is back.
    if (hidden) return;
    if (before === undefined || before.layout === "layered") this.measure();
    const back = before?.layout === "layered";
    const last = this.layout;
    const next = layoutNow(this.model, state).layout;
    const anew = before !== undefined && (back || next !== last);
    const middle = anew ? this.middleRow() : 0;
    this.layout = next;
    const view = this.viewNow();
    this.sizer.style.height = `${Math.max(1, this.layout.places.length * view.rowPx)}px`;
    this.sizer.style.width = `${view.widthPx + view.columns.totalPx - view.columns.viewPx}px`;
    if (changed(state, before, "rowRem") && before !== undefined) this.keepRow(before, view);
    if (anew && next.room === last.room) this.scrollToRow(sameRow(last, next, middle), view);
    if (changed(state, before, "atMs") || next.room !== last.room) this.showNow(view);
    if (changed(state, before, "selected")) this.showSelected(view);
    this.draw();
  }

  /** See row-steps.ts. @param state as it is now: keys may come faster than pictures */
  neighbourEvent(step: 1 | -1, state: PageState): number {
    return neighbourEvent(this.layout, step, state);
  }

  findRow(step: 1 | -1, from: PageState, wanted: (row: Row) => boolean): Row | undefined {
    return findRow(this.layout, { step, from }, wanted);
  }

  private listen(): void {
    new ResizeObserver(() => this.store.refresh()).observe(this.element);
    this.scroller.addEventListener("scroll", () => this.follow(), { passive: true });
    this.scroller.addEventListener("pointermove", (event) => this.point(event));
    this.scroller.addEventListener("pointerleave", () => {
      this.hoverRow = -1;
      this.tip.hide();
      this.drawOverlay(this.viewNow());
    });
    this.scroller.addEventListener("wheel", (event) => this.zoom(event), { passive: false });
    this.scroller.addEventListener("click", (event) => {
      const row = this.layout.rows.get(this.rowAtPointer(event));
      if (row?.kind === "event")
        this.store.set({ selected: row.event, ...tabForEvent(this.state) });
      else if (row?.kind === "turn") {
        openResolution(this.model, this.store, turnsOf(this.model)[row.turn].resolution);
      } else if (row !== undefined) this.store.set({ atMs: row.atMs });
    });
  }

  private zoom(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const rem = rowPxOf(this.picture(), this.state) / this.size.remPx;
    const next = Math.min(3, rem * 2 ** (-event.deltaY / 160));
    this.anchorY = event.clientY - this.scroller.getBoundingClientRect().top;
    this.store.set({ rowRem: next });
  }

  /** After a scroll of ours the picture is drawn already. */
  private follow(): void {
    const { scrollTop: top, scrollLeft: left } = this.scroller;
    if (top !== this.drawnAt.top || left !== this.drawnAt.left) this.requestDraw();
  }

  private requestDraw(): void {
    if (this.frame !== 0) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  private draw(): void {
    const started = performance.now();
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    const { scrollTop: top, scrollLeft: left } = this.scroller;
    this.drawnAt = { top, left };
    const view = this.viewNow();
    const { widthPx: w, heightPx: h } = view;
    const shapes = sceneOf(view);
    this.scene.draw(shapes, { w, h, palette: currentPalette() });
    this.counts = countShapes(shapes);
    this.drawOverlay(view);
    const lit = new Set(litNow(this.model, this.state).map(({ event }) => event));
    this.words.show(view, this.state.selected, lit);
    if (this.headsPace.due(this.state.playing)) this.heads.show(view, this.state);
    const nowY = rowTop(view, rowsUntil(this.layout, view.atMs));
    this.overview.show(view, { nowY, found: matchRows(this.model, this.state.query, this.layout) });
    this.drawMs = performance.now() - started;
  }

  private drawOverlay(view: SceneView): void {
    const lit = litNow(this.model, this.state);
    const { selected } = this.state;
    const pointed = {
      hoverRow: this.hoverRow,
      selected,
      lit,
      found: matchRows(this.model, this.state.query, this.layout),
    };
    const size = { w: view.widthPx, h: view.heightPx, palette: currentPalette() };
    this.overlay.draw(overlayOf(view, pointed), size);
  }

  private measure(): void {
    const { clientWidth: widthPx, clientHeight: heightPx } = this.scroller;
    this.size = { widthPx, heightPx, remPx: remPx() };
  }

  private viewNow(): SceneView {
    const { scrollTop: top, scrollLeft: left } = this.scroller;
    return viewOfPicture(this.picture(), { top, left });
  }

  private picture(): Picture {
    const { model, layout, servers, size, state } = this;
    return { model, layout, servers, size, state };
  }

  /** The row in the middle of the window. */
  private middleRow(): number {
    const [first, last] = rowsInSight(this.viewNow());
    return Math.floor((first + last) / 2);
  }

  private scrollToRow(row: number, { rowPx, heightPx }: SceneView): void {
    this.scroller.scrollTop = this.layout.places.of(row) * rowPx - heightPx / 2;
  }

  /** Keeps the line between past and future in sight, with more of the past than of the future. */
  private showNow({ rowPx, heightPx, scrollTopPx }: SceneView): void {
    const y = this.layout.places.of(rowsUntil(this.layout, this.state.atMs)) * rowPx;
    const inSight = y > scrollTopPx + heightPx * 0.12 && y < scrollTopPx + heightPx * 0.92;
    if (!inSight) this.scroller.scrollTop = y - heightPx * 0.72;
  }

  private showSelected({ rowPx, heightPx, columns, scrollLeftPx }: SceneView): void {
    const row = this.state.selected < 0 ? -1 : this.layout.rowOfEvent[this.state.selected];
    if (row === undefined || row < 0) return;
    const lane = this.layout.lane[this.state.selected];
    const alone = this.state.panes.length === 0;
    if (alone && !lanesInSight(columns, scrollLeftPx).includes(lane)) {
      this.scroller.scrollLeft = laneX(columns, lane, 0) - columns.leftPx - columns.viewPx / 2;
    }
    const y = this.layout.places.of(row) * rowPx;
    const top = this.scroller.scrollTop;
    if (y < top + rowPx || y > top + heightPx - 2 * rowPx) {
      this.scroller.scrollTop = y - heightPx * 0.45;
    }
  }

  /** Zooming keeps the row under the pointer (or in the middle) where it is. */
  private keepRow(before: PageState, view: SceneView): void {
    const y = this.anchorY ?? view.heightPx / 2;
    const place = (view.scrollTopPx + y) / rowPxOf(this.picture(), before);
    this.scroller.scrollTop = place * view.rowPx - y;
    this.anchorY = undefined;
  }

  private rowAtPointer(event: MouseEvent): number {
    const view = this.viewNow();
    const y = event.clientY - this.scroller.getBoundingClientRect().top;
    return rowAt(view, y);
  }

  private point(pointer: PointerEvent): void {
    const view = this.viewNow();
    const box = this.scroller.getBoundingClientRect();
    const row = this.rowAtPointer(pointer);
    const lane = laneAt(view.columns, pointer.clientX - box.left, view.scrollLeftPx);
    const at = this.layout.rows.get(row);
    const server = serverOfLane(view, lane);
    const shared = view.split === undefined ? view.columns.members?.has(server) : false;
    if (at?.kind === "event" && shared === true) {
      const { event } = at;
      const found = laneStandings(this.model, view.columns, { event, atMs: view.atMs }).get(server);
      if (found !== undefined) this.tip.showShared(found, view.atMs, pointer);
    } else if (at?.kind === "event" && server >= 0) {
      this.tip.show(this.model, { event: at.event, server, atMs: view.atMs }, pointer);
    } else this.tip.hide();
    if (row === this.hoverRow) return;
    const [first, last] = rowsInSight(view);
    this.hoverRow = row >= first && row <= last ? row : -1;
    this.drawOverlay(view);
  }
}

/** The row of a layout at which another one is; by time where a filter shows other events. */
function sameRow(of: RoomLayout, other: RoomLayout, row: number): number {
  if (of.rows.length === other.rows.length) return row;
  return rowsUntil(other, of.rows.times[row] ?? 0) - 1;
}
