// The panel of delays: a heat map of how late events come from each server to each other one, with
// numbers in it, for colour is never alone. A click looks through the taker's eyes for what was late.
import {
  delaysOf,
  durationText,
  type Delays,
  type Model,
  type PairDelays,
} from "../../model/index.ts";
import { button, el } from "../dom.ts";
import type { PageState, Store } from "../state.ts";
import type { PageParts, Panel } from "./panel.ts";

/** From so many milliseconds on a cell is one shade darker. */
const shades = [100, 300, 1_000, 3_000, 10_000, 60_000] as const;

export class DelaysPanel implements Panel {
  readonly element = el("details", { class: "panel delays" });
  private readonly model: Model;
  private readonly store: Store;
  private readonly body = el("div", { class: "delays-body" });
  private room = -1;

  constructor({ model, store }: PageParts) {
    this.model = model;
    this.store = store;
    const about = el("span", { class: "quiet" }, " over the whole run");
    this.element.append(el("summary", {}, el("b", {}, "How late events come"), about), this.body);
    this.element.addEventListener("toggle", () => this.update(store.current));
  }

  update({ room }: PageState): void {
    if (!this.element.open || room === this.room) return;
    this.room = room;
    this.body.replaceChildren(...this.show(delaysOf(this.model, room)));
  }

  private show({ servers, leftOut, pairs }: Delays): HTMLElement[] {
    const { serverNames } = this.model;
    const head = el("tr", {}, el("th", { scope: "col" }, "from ↓ to →"));
    for (const to of servers) head.append(el("th", { scope: "col" }, serverNames[to]));
    const rows = servers.map((from, a) => {
      const row = el("tr", {}, el("th", { scope: "row" }, serverNames[from]));
      row.append(...pairs[a].map((pair) => this.cell(pair)));
      return row;
    });
    const table = el("table", {}, el("thead", {}, head), el("tbody", {}, ...rows));
    const hint =
      "Half of the events came within this time; below, 95 % did. " +
      "× counts requests that did not get through. A click finds what came late.";
    const parts = [el("p", { class: "quiet" }, hint), el("div", { class: "delays-table" }, table)];
    if (leftOut > 0) {
      const words = `${leftOut} servers to which events come sooner are left out.`;
      parts.push(el("p", { class: "quiet" }, words));
    }
    return parts;
  }

  private cell(pair: PairDelays | undefined): HTMLElement {
    if (pair === undefined) return el("td", { class: "none" }, "–");
    const { from, to, events, medianMs, p95Ms, maxMs, failed } = pair;
    const [maker, taker] = [this.model.serverNames[from], this.model.serverNames[to]];
    const shade = shades.filter((ms) => p95Ms >= ms).length;
    const label =
      `${maker} → ${taker}: ${events} events, half within ${durationText(medianMs)}, ` +
      `95 % within ${durationText(p95Ms)}, all within ${durationText(maxMs)}; ` +
      `${failed} requests failed`;
    const text = events === 0 ? "–" : durationText(medianMs);
    const find = button({ text, class: "plain" }, () => {
      const query = `server:${/\s/.test(maker) ? `"${maker}"` : maker} is:late`;
      this.store.set({ asSeenBy: to, query });
    });
    // The headers of row and column say who; this says the rest.
    find.title = label;
    if (events > 0) find.append(" ", el("small", {}, durationText(p95Ms)));
    if (failed > 0) find.append(" ", el("small", { class: "failed" }, `×${failed}`));
    return el("td", { class: `shade-${shade}` }, find);
  }
}
