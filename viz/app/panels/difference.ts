// The panel on how the room's states differ at the present instant: the camps of servers that
// agree, and the slots that two chosen servers fill differently.
import { campsAt, currentAt, stateDifference, type Camp, type Model } from "../../model/index.ts";
import { el, select } from "../dom.ts";
import { eventLink } from "../event-link.ts";
import { slotCell, slotsMax } from "./slot-cell.ts";
import { changed, type PageState, type Store } from "../state.ts";
import type { PageParts, Panel } from "./panel.ts";

export class DifferencePanel implements Panel {
  readonly element: HTMLElement;
  private readonly model: Model;
  private readonly store: Store;
  private readonly camps = el("p", { class: "camps" });
  private readonly body = el("div", { class: "body" });
  private readonly choiceA: HTMLSelectElement;
  private readonly choiceB: HTMLSelectElement;
  private shown = "";

  constructor({ model, store }: PageParts) {
    this.model = model;
    this.store = store;
    const options = model.serverNames.map((name, server) => [String(server), name] as const);
    this.choiceA = select({ label: "First server to compare", options }, (value) =>
      store.set({ a: Number(value), pairChosen: true }),
    );
    this.choiceB = select({ label: "Second server to compare", options }, (value) =>
      store.set({ b: Number(value), pairChosen: true }),
    );
    const heading = el("h2", {}, "Difference of state ", this.choiceA, " ↔ ", this.choiceB);
    this.element = el("section", {
      class: "panel difference",
      "aria-label": "Difference of state",
    });
    this.element.append(heading, this.camps, this.body);
  }

  update(state: PageState, before: PageState | undefined): void {
    const camps = campsAt(this.model, state.atMs, state.room);
    const [a, b] = state.pairChosen ? [state.a, state.b] : pairOf(camps, state);
    this.choiceA.value = String(a);
    this.choiceB.value = String(b);
    const stateA = currentAt(this.model, a, state.atMs, state.room);
    const stateB = currentAt(this.model, b, state.atMs, state.room);
    const key = `${a} ${b} ${stateA} ${stateB} ${camps.map((c) => `${c.state}:${c.servers}`)}`;
    if (key === this.shown && !changed(state, before)) return;
    this.shown = key;
    this.showCamps(camps);
    this.body.replaceChildren(this.differenceOf({ a, b, stateA, stateB }));
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

  private differenceOf(pair: {
    a: number;
    b: number;
    stateA: number | undefined;
    stateB: number | undefined;
  }): HTMLElement {
    const { model, store } = this;
    const [nameA, nameB] = [model.serverNames[pair.a] ?? "–", model.serverNames[pair.b] ?? "–"];
    if (pair.stateA === undefined || pair.stateB === undefined) {
      const absent = pair.stateA === undefined ? nameA : nameB;
      return el("p", { class: "quiet" }, `${absent} is not in the room at this time.`);
    }
    const rows = stateDifference(model, pair.stateA, pair.stateB);
    if (rows.length === 0) {
      return el("p", { class: "quiet" }, `${nameA} and ${nameB} hold the same state.`);
    }
    const side = (event: number | undefined) =>
      event === undefined
        ? el("td", { class: "quiet" }, "nothing")
        : el("td", {}, eventLink(model, store, event));
    const body = el("tbody", {});
    for (const { type, stateKey, a, b } of rows.slice(0, slotsMax)) {
      body.append(el("tr", {}, slotCell(model, { type, stateKey }), side(a), side(b)));
    }
    const head = (name: string, state: number) => el("th", { scope: "col" }, `${name} (S${state})`);
    const first = el("th", { scope: "col" }, `${rows.length} slot${rows.length > 1 ? "s" : ""}`);
    const heads = el("tr", {}, first, head(nameA, pair.stateA), head(nameB, pair.stateB));
    return el("table", { class: "slots" }, el("thead", {}, heads), body);
  }
}

/** Until somebody chooses: one server of each of the two largest camps, else the first two. */
function pairOf(camps: readonly Camp[], { a, b }: PageState): [number, number] {
  return camps.length < 2 ? [a, b] : [camps[0].servers[0], camps[1].servers[0]];
}

function mark(kind: string, sign: string): HTMLElement {
  return el("span", { class: `sign ${kind}`, "aria-hidden": "true" }, sign);
}
