// What the page shows, as one value; everything on screen follows from it and the model. Changes
// are gathered and shown once a frame.
import type { Pin } from "../model/index.ts";

/** What a step goes to; see stepping.ts. */
export const stepModes = ["record", "event", "resolution", "anomaly"] as const;
export type StepMode = (typeof stepModes)[number];

export interface PageState {
  readonly atMs: number;
  readonly playing: boolean;
  /** Virtual milliseconds for each real one. */
  readonly speed: number;
  /** What a step goes to; see stepping.ts. */
  readonly stepBy: StepMode;
  /** The anomaly at which one stands, a place in `findingsOf`; -1 for none. */
  readonly finding: number;
  readonly room: number;
  /** The server through whose eyes we look; -1 for everyone. */
  readonly asSeenBy: number;
  /** Selected event, -1 for none. */
  readonly selected: number;
  /** The two servers whose states are compared. */
  readonly a: number;
  readonly b: number;
  /** True once somebody chose `a` or `b`; until then the page picks two that differ. */
  readonly pairChosen: boolean;
  /** Where a side is not the present instant: an instant, or before or after an event. */
  readonly pinA: Pin | undefined;
  readonly pinB: Pin | undefined;
  /** How events are laid out; `layered` shows the auth chain of the selected event. */
  readonly layout: LayoutChoiceName;
  /** Rows one below the other, or by true time. */
  readonly rowsBy: "rank" | "time";
  /** Servers with a pane of their own, from left to right; empty for one picture for all. */
  readonly panes: readonly number[];
  /** Groups of lanes that are unfolded; see viz/layout/lane-groups.ts. */
  readonly unfolded: readonly number[];
  /** True where requests between servers are drawn as arrows. */
  readonly messages: boolean;
  /** Height of a row in units of the text's size. */
  readonly rowRem: number;
  readonly help: boolean;
  /** What is looked for; see viz/find. */
  readonly query: string;
  /** A query that says which events stay in sight; all where it is empty. See viz/find/filter.ts. */
  readonly filter: string;
  /** True where anomalies stay in sight whatever the filter says. */
  readonly keepAnomalies: boolean;
  /** True while the command palette is open. */
  readonly palette: boolean;
  /** The open tab of the inspector; ids are in panels/index.ts. */
  readonly tab: string;
  /** The resolution that is told, as an index of the model; -1 for none chosen. */
  readonly resolution: number;
  /** The step of its story at which the cursor stands. */
  readonly step: number;
  /** What is asked in the tab of whys. */
  readonly asked: Asked;
  /** How the history is changed to see what then; see viz/what-if/change.ts. */
  readonly change: string;
  /** The lesson of the tutorial that is shown, from 0. */
  readonly lesson: number;
  /** How many answers came from the worker: what rests on one is looked at again. */
  readonly answers: number;
}

/** The layouts that the page offers. */
export const layoutNames = ["swim", "rail", "layered"] as const;
export type LayoutChoiceName = (typeof layoutNames)[number];

/** More panes than this cannot be told apart, or scrolled through. */
export const panesMax = 64;

/** A why question; the event is the selected one, the instant the present one. */
export interface Asked {
  readonly kind: "not-in-state" | "not-there" | "refused";
  readonly server: number;
}

/** A part of the page. `update` is called with what it showed before, undefined the first time. */
export interface View {
  update(state: PageState, before: PageState | undefined): void;
}

export class Store {
  private state: PageState;
  private shown: PageState | undefined;
  private readonly views: View[] = [];
  private frame = 0;
  private waiting: (() => void)[] = [];

  constructor(state: PageState) {
    this.state = state;
  }

  get current(): PageState {
    return this.state;
  }

  add(view: View): void {
    this.views.push(view);
  }

  set(patch: Partial<PageState>): void {
    this.state = { ...this.state, ...patch };
    this.requestShow();
  }

  /** Shows all again, as after a change of size or colours. */
  refresh(): void {
    this.shown = undefined;
    this.requestShow();
  }

  /** Resolves when everything that was set is on screen. */
  async shownAll(): Promise<void> {
    if (this.frame === 0) return;
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  private requestShow(): void {
    if (this.frame === 0) this.frame = requestAnimationFrame(() => this.show());
  }

  private show(): void {
    this.frame = 0;
    const { state, shown } = this;
    this.shown = state;
    for (const view of this.views) view.update(state, shown);
    if (this.frame !== 0) return;
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }
}

/** True where any of the named parts changed (and always the first time). */
export function changed(
  state: PageState,
  before: PageState | undefined,
  ...names: (keyof PageState)[]
): boolean {
  return before === undefined || names.some((name) => state[name] !== before[name]);
}

/** Choosing an event opens its tab, unless one is open that speaks of events itself. */
export function tabForEvent({ tab }: Pick<PageState, "tab">): Pick<PageState, "tab"> {
  return { tab: tab === "state" ? "event" : tab };
}

/** While a trace plays, what changes more often than this cannot be read anyway. */
const calmMs = 250;

/** The pace of a part of the page that follows a playing trace more slowly than the picture. */
export class Pace {
  private lastMs = 0;

  /** True when it is time to show again; always while nothing plays. */
  due(playing: boolean): boolean {
    const now = performance.now();
    if (playing && now - this.lastMs < calmMs) return false;
    this.lastMs = now;
    return true;
  }
}

/** A view that follows a playing trace at a slower pace, and is up to date once it stands still. */
export function calmly(view: View): View {
  const pace = new Pace();
  let shown: PageState | undefined;
  return {
    update(state, before) {
      if (!pace.due(state.playing && before !== undefined)) return;
      view.update(state, before === undefined ? undefined : shown);
      shown = state;
    },
  };
}
