// Playing: virtual time that runs with the real one, times a speed, until the trace's end. Quiet
// stretches that the scale shortens go by as fast as they look.
import type { TimeScale } from "../layout/index.ts";
import type { PageState, Store, View } from "./state.ts";

/** Speeds on offer: virtual time to real time. */
export const speeds = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800] as const;

/** The speed at which a run of this length takes about twenty seconds. */
export function fittingSpeed(lengthMs: number): number {
  const wanted = lengthMs / 20_000;
  return speeds.find((speed) => speed >= wanted * 0.75) ?? speeds[speeds.length - 1];
}

export class Player implements View {
  private readonly store: Store;
  private readonly scale: TimeScale;
  private lastFrame = 0;
  private running = false;
  /** The place on the scale with its fraction; the state holds whole milliseconds. */
  private place = 0;

  constructor(store: Store, scale: TimeScale) {
    this.store = store;
    this.scale = scale;
  }

  /** Starts or stops; a start at the end begins anew. */
  toggle(): void {
    const { playing, atMs } = this.store.current;
    if (!playing && atMs >= this.scale.endMs) this.store.set({ playing: true, atMs: 0 });
    else this.store.set({ playing: !playing });
  }

  update({ playing }: PageState): void {
    if (!playing || this.running) return;
    this.running = true;
    this.lastFrame = performance.now();
    this.place = this.scale.toUnit(this.store.current.atMs);
    requestAnimationFrame((now) => this.tick(now));
  }

  private tick(now: number): void {
    const { playing, speed, atMs } = this.store.current;
    if (!playing) {
      this.running = false;
      return;
    }
    // Somebody moved the slider while it played.
    if (this.scale.toMs(this.place) !== atMs) this.place = this.scale.toUnit(atMs);
    // A tab that slept does not jump: no frame counts for more than a quarter of a second.
    this.place += Math.min(250, Math.max(0, now - this.lastFrame)) * speed;
    this.lastFrame = now;
    if (this.place >= this.scale.length) {
      this.running = false;
      this.store.set({ atMs: this.scale.endMs, playing: false });
      return;
    }
    this.store.set({ atMs: this.scale.toMs(this.place) });
    requestAnimationFrame((next) => this.tick(next));
  }
}
