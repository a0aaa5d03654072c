// Play, step, speed, and the slider over virtual time with faults and disagreement behind it; below
// it one line on what is happening.
import { everyone, timelineOf } from "../draw/index.ts";
import type { TimeScale } from "../layout/index.ts";
import {
  agreementOf,
  clockText,
  faultsAt,
  faultSinceText,
  type Agreement,
  type Model,
  type MomentIndex,
} from "../model/index.ts";
import { currentPalette, remPx, Surface } from "./canvas.ts";
import { button, el, select, setText } from "./dom.ts";
import { speeds, type Player } from "./player.ts";
import { changed, Pace, stepModes, type PageState, type Store, type View } from "./state.ts";

/** Half of the slider's thumb; the style sheet makes it that wide. */
const thumbHalfPx = 7;

export class TimelineBar implements View {
  readonly element: HTMLElement;
  private readonly model: Model;
  private readonly moments: MomentIndex;
  private readonly scale: TimeScale;
  private readonly slider: HTMLInputElement;
  private readonly play: HTMLButtonElement;
  private readonly clock = el("output", { class: "clock" });
  private readonly now = el("p", { class: "now", "aria-live": "polite" });
  private readonly surface = new Surface({ opaque: false, name: "strip" });
  private readonly track: HTMLElement;
  private readonly speed: HTMLSelectElement;
  private readonly mode: HTMLSelectElement;
  private readonly eyes: HTMLSelectElement;
  private readonly pace = new Pace();
  private room: number;
  private agreement: Agreement;
  /** What the strip was drawn from: it is dear for a million events. */
  private drawn: readonly unknown[] = [];

  constructor(
    model: Model,
    parts: {
      readonly store: Store;
      readonly player: Player;
      readonly moments: MomentIndex;
      readonly scale: TimeScale;
      readonly step: (by: 1 | -1) => void;
    },
  ) {
    const { store, player, moments, scale, step } = parts;
    this.model = model;
    this.moments = moments;
    this.scale = scale;
    this.room = store.current.room;
    this.agreement = agreementOf(model, this.room);
    this.play = button({ text: "▶", label: "Play or pause (space)", class: "play" }, () =>
      player.toggle(),
    );
    const back = button({ text: "‹", label: "One step back (←)", class: "back" }, () => step(-1));
    const on = button({ text: "›", label: "One step on (→)", class: "on" }, () => step(1));
    const modes = stepModes.map((mode) => [mode, `by ${mode}`] as const);
    this.mode = select({ label: "What a step goes to (u)", options: modes }, (value) =>
      store.set({ stepBy: stepModes.find((mode) => mode === value) ?? "record" }),
    );
    this.mode.className = "step-mode";
    this.slider = el("input", { type: "range", min: "0", step: "1", "aria-label": "Time" });
    this.slider.max = String(Math.ceil(scale.length));
    this.slider.addEventListener("input", () =>
      store.set({ atMs: Math.min(model.endMs, scale.toMs(Number(this.slider.value))) }),
    );
    const options = speeds.map((each) => [String(each), `${each}×`] as const);
    this.speed = select({ label: "Speed", options }, (value) =>
      store.set({ speed: Number(value) }),
    );
    this.track = el("div", { class: "track" }, this.surface.element, this.slider);
    this.eyes = this.eyesChoice(store);
    const buttons = el("div", { class: "buttons" });
    buttons.append(back, this.play, on, this.mode, this.clock, this.speed);
    const choices = el("div", { class: "choices" }, el("label", {}, "Seen by ", this.eyes));
    if (model.meta.rooms.length > 1) choices.append(this.roomChoice(store));
    new ResizeObserver(() => this.drawStrip()).observe(this.track);
    this.element = el("section", { class: "time", "aria-label": "Time" });
    this.element.append(buttons, this.track, choices, this.now);
  }

  update(state: PageState, before: PageState | undefined): void {
    if (state.room !== this.room) this.agreement = agreementOf(this.model, state.room);
    this.room = state.room;
    if (changed(state, before, "room")) this.drawStrip();
    this.slider.value = String(Math.round(this.scale.toUnit(state.atMs)));
    this.slider.setAttribute("aria-valuetext", clockText(state.atMs));
    setText(this.clock, clockText(state.atMs));
    setText(this.play, state.playing ? "⏸" : "▶");
    if (changed(state, before, "speed")) this.speed.value = String(state.speed);
    if (changed(state, before, "asSeenBy")) this.eyes.value = String(state.asSeenBy);
    if (changed(state, before, "stepBy")) this.mode.value = state.stepBy;
    // A playing trace would talk without end to whoever listens to the page.
    this.now.setAttribute("aria-live", state.playing ? "off" : "polite");
    if (!changed(state, before, "atMs", "playing")) return;
    if (this.pace.due(state.playing)) this.tell(state);
  }

  private drawStrip(): void {
    const w = this.track.clientWidth;
    const h = this.track.clientHeight;
    const rem = remPx();
    const palette = currentPalette();
    const { model, agreement, scale } = this;
    const from = [agreement, w, h, rem, palette];
    if (from.every((each, at) => each === this.drawn[at])) return;
    this.drawn = from;
    const view = { model, agreement, scale, widthPx: w, heightPx: h };
    const shapes = timelineOf({ ...view, remPx: rem, insetPx: thumbHalfPx });
    this.surface.draw(shapes, { w, h, palette });
  }

  /** Faults that are on, then the latest instant's records, most telling first. */
  private tell({ atMs }: PageState): void {
    const latest = this.moments.latest(atMs);
    const faults = faultsAt(this.model, atMs).map((band) => faultSinceText(this.model, band));
    const { sentences, more } = this.moments.told(latest, 3);
    const rest = more > 0 ? ` (and ${more} more)` : "";
    const parts: Node[] = faults.slice(0, 3).map((text) => el("span", { class: "on" }, text));
    if (sentences.length > 0) {
      const when = el("span", { class: "quiet" }, `${clockText(latest)} `);
      parts.push(when, document.createTextNode(sentences.join(" · ") + rest));
    }
    this.now.replaceChildren(...parts);
  }

  private eyesChoice(store: Store): HTMLSelectElement {
    const options = this.model.serverNames.map((name, server) => [String(server), name] as const);
    const all = [[String(everyone), "everyone"] as const, ...options];
    return select({ label: "Seen by (0 to 9)", options: all }, (value) =>
      store.set({ asSeenBy: Number(value) }),
    );
  }

  private roomChoice(store: Store): HTMLElement {
    const options = this.model.meta.rooms.map(({ id }, room) => [String(room), id] as const);
    const choice = select({ label: "Room", options }, (value) =>
      store.set({ room: Number(value), selected: -1 }),
    );
    return el("label", {}, "Room ", choice);
  }
}
