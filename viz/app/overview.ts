// The overview strip at the right of the picture: the whole room, and a window over the part in
// sight that can be dragged. For the mouse only: keys and the slider go everywhere too.
import { overviewMatches, overviewShapes, type SceneView } from "../draw/index.ts";
import { currentPalette, Surface } from "./canvas.ts";
import { el } from "./dom.ts";

/** Lowest height of the window, so that it can be seen and held. */
const windowMinPx = 6;

export class Overview {
  readonly element: HTMLElement;
  private readonly surface = new Surface({ opaque: true, name: "overview-picture" });
  private readonly window = el("div", { class: "overview-window" });
  private readonly now = el("div", { class: "overview-now" });
  private readonly scrollTo: (part: number) => void;
  /** Measured when it changes: asking in every frame would make the browser lay out the page. */
  private size = { w: 0, h: 0 };
  /** What the strip was drawn from: it is dear for a million events. */
  private drawn: readonly unknown[] = [];

  /**
   * @param scrollTo called with the part of the room, 0 … 1, that comes into the middle
   * @param resized called when the strip wants to be shown in another size
   */
  constructor(scrollTo: (part: number) => void, resized: () => void) {
    this.scrollTo = scrollTo;
    this.element = el("div", { class: "overview", "aria-hidden": "true" });
    this.element.append(this.surface.element, this.now, this.window);
    this.element.title = "The whole room; drag the window over it";
    new ResizeObserver(() => {
      this.size = { w: this.element.clientWidth, h: this.element.clientHeight };
      resized();
    }).observe(this.element);
    this.element.addEventListener("pointerdown", (event) => {
      this.element.setPointerCapture(event.pointerId);
      this.follow(event);
    });
    this.element.addEventListener("pointermove", (event) => {
      if (event.buttons === 1) this.follow(event);
    });
  }

  show(view: SceneView, { nowY, found }: { nowY: number; found: Int32Array }): void {
    const { w, h } = this.size;
    if (w === 0 || h === 0) return;
    const palette = currentPalette();
    const from = [view.layout, found, palette, w, h];
    if (from.some((each, at) => each !== this.drawn[at])) {
      this.drawn = from;
      const shapes = overviewShapes(view, { w, h });
      this.surface.draw([...shapes, ...overviewMatches(view, found, { h })], { w, h, palette });
    }
    const scale = h / Math.max(1, view.layout.places.length * view.rowPx);
    const height = Math.min(h, Math.max(windowMinPx, view.heightPx * scale));
    this.window.style.height = `${height}px`;
    this.window.style.transform = `translateY(${Math.min(h - height, view.scrollTopPx * scale)}px)`;
    this.now.style.transform = `translateY(${(nowY + view.scrollTopPx) * scale}px)`;
  }

  private follow(event: PointerEvent): void {
    const { top, height } = this.element.getBoundingClientRect();
    this.scrollTo(Math.max(0, Math.min(1, (event.clientY - top) / Math.max(1, height))));
  }
}
