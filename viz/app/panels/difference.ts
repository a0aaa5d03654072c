// The panel on how the room's states differ: the camps of servers that agree at the present instant,
// and the slots that two points fill differently. A point is a server, now or at a pinned instant,
// or before or after an event there.
import {
  campsAt,
  clockText,
  pinText,
  stateAt,
  stateDifference,
  type Camp,
  type Model,
  type StatePoint,
} from "../../model/index.ts";
import { slotCause } from "../../why/index.ts";
import { button, el } from "../dom.ts";
import { eventLink } from "../event-link.ts";
import { openResolution } from "../resolution-cursor.ts";
import { serverChoice, whenLine } from "./point-choice.ts";
import { slotCell, slotsMax } from "./slot-cell.ts";
import { changed, type PageState, type Store } from "../state.ts";
import type { PageParts, Panel } from "./panel.ts";

export class DifferencePanel implements Panel {
  readonly element: HTMLElement;
  private readonly model: Model;
  private readonly store: Store;
  private readonly camps = el("p", { class: "camps" });
  private readonly when = el("div", { class: "when" });
  private readonly body = el("div", { class: "body" });
  private readonly choiceA: HTMLSelectElement;
  private readonly choiceB: HTMLSelectElement;
  private shown = "";

  constructor({ model, store }: PageParts) {
    this.model = model;
    this.store = store;
    this.choiceA = serverChoice(model, store, "a");
    this.choiceB = serverChoice(model, store, "b");
    const heading = el("h2", {}, "Difference of state ", this.choiceA, " ↔ ", this.choiceB);
    this.element = el("section", {
      class: "panel difference",
      "aria-label": "Difference of state",
    });
    this.element.append(heading, this.camps, this.when, this.body);
  }

  update(state: PageState, before: PageState | undefined): void {
    const camps = campsAt(this.model, state.atMs, state.room);
    const [a, b] = state.pairChosen ? [state.a, state.b] : pairOf(camps, state);
    this.choiceA.value = String(a);
    this.choiceB.value = String(b);
    const { room, pinA, pinB, atMs: nowMs } = state;
    const pointA: StatePoint = { server: a, room, nowMs, pin: pinA };
    const pointB: StatePoint = { server: b, room, nowMs, pin: pinB };
    const [stateA, stateB] = [stateAt(this.model, pointA), stateAt(this.model, pointB)];
    const pins = `${pinText(pinA)} ${pinText(pinB)}`;
    const shown = camps.map(({ state: id, servers }) => `${id}:${servers}`);
    const key = `${a} ${b} ${stateA} ${stateB} ${pins} ${shown}`;
    if (key === this.shown && !changed(state, before)) return;
    this.shown = key;
    this.showCamps(camps);
    this.when.replaceChildren(whenLine(this.model, this.store));
    this.body.replaceChildren(this.differenceOf({ pointA, pointB, stateA, stateB }));
  }

  private showCamps(camps: readonly Camp[]): void {
    this.camps.replaceChildren();
    if (camps.length === 0) this.camps.append("No server is in the room yet.");
    if (camps.length === 1) {
      this.camps.append(mark("good", "✓"), ` All agree on state S${camps[0].state}.`);
    }
    if (camps.length < 2) return;
    this.camps.append(mark("warn", "≠"), ` ${camps.length} different states: `);
    for (const { state, servers } of camps.slice(0, 12)) {
      const names = servers.slice(0, 4).map((server) => this.model.serverNames[server]);
      if (servers.length > 4) names.push(`${servers.length - 4} more`);
      const chip = el("button", { type: "button", class: "chip" }, `S${state} ${names.join(", ")}`);
      chip.title = "Compare with the largest camp";
      chip.addEventListener("click", () => {
        const other = camps[0].state === state ? camps[1] : camps[0];
        this.store.set({ a: other.servers[0], b: servers[0], pairChosen: true });
      });
      this.camps.append(chip, " ");
    }
  }

  private differenceOf({ pointA, pointB, stateA, stateB }: PairOfStates): HTMLElement {
    const { model } = this;
    const [nameA, nameB] = [pointA, pointB].map(({ server }) => model.serverNames[server] ?? "–");
    if (stateA === undefined || stateB === undefined) {
      const absent = stateA === undefined ? nameA : nameB;
      return el("p", { class: "quiet" }, `${absent} has no state of the room there.`);
    }
    const rows = stateDifference(model, stateA, stateB);
    if (rows.length === 0) {
      return el("p", { class: "quiet" }, `Both hold the same state, S${stateA}.`);
    }
    const body = el("tbody", {});
    for (const { type, stateKey, a, b } of rows.slice(0, slotsMax)) {
      const slot = `${type}\u0000${stateKey}`;
      const cells = [this.side(a, pointA, slot), this.side(b, pointB, slot)];
      body.append(el("tr", {}, slotCell(model, { type, stateKey }), ...cells));
    }
    const head = (name: string, state: number) => el("th", { scope: "col" }, `${name} (S${state})`);
    const first = el("th", { scope: "col" }, `${rows.length} slot${rows.length > 1 ? "s" : ""}`);
    const heads = el("tr", {}, first, head(nameA, stateA), head(nameB, stateB));
    return el("table", { class: "slots" }, el("thead", {}, heads), body);
  }

  /** What a side holds in a slot, with the way to what brought it there. */
  private side(event: number | undefined, point: StatePoint, slot: string): HTMLElement {
    const { model, store } = this;
    const cell = event === undefined ? "nothing" : eventLink(model, store, event);
    const cause = button({ text: "since when?", class: "ask-why" }, () => {
      const found = slotCause(model, point, slot);
      if (found === undefined) return;
      if (found.resolution >= 0) openResolution(model, store, found.resolution);
      else store.set({ atMs: found.atMs, playing: false });
      if (found.resolution >= 0) return;
      const words = found.found ? "since" : "since before";
      cause.textContent = `${words} ${clockText(found.atMs)}, without a resolution`;
    });
    cause.title = "To the resolution that brought it, or to the instant at which it came";
    const kind = event === undefined ? "quiet" : undefined;
    return el("td", { class: kind }, cell, el("br"), cause);
  }
}

interface PairOfStates {
  readonly pointA: StatePoint;
  readonly pointB: StatePoint;
  readonly stateA: number | undefined;
  readonly stateB: number | undefined;
}

/** Until somebody chooses: one server of each of the two largest camps, else the first two. */
function pairOf(camps: readonly Camp[], { a, b }: PageState): [number, number] {
  return camps.length < 2 ? [a, b] : [camps[0].servers[0], camps[1].servers[0]];
}

function mark(kind: string, sign: string): HTMLElement {
  return el("span", { class: `sign ${kind}`, "aria-hidden": "true" }, sign);
}
