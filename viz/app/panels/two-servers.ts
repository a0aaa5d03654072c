// The panel that compares what two servers know: events that one of them lacks at the instant that is
// shown, and those on which they judge differently. Their states stand in the tab of states.
import { compareServers } from "../../compare/index.ts";
import type { Model } from "../../model/index.ts";
import { el, select } from "../dom.ts";
import { eventLink } from "../event-link.ts";
import { changed, type PageState, type Store } from "../state.ts";
import type { PageParts, Panel } from "./panel.ts";

const rowsMax = 30;

export class TwoServersPanel implements Panel {
  readonly element = el("section", { class: "panel two-servers", "aria-label": "Two servers" });
  private readonly model: Model;
  private readonly store: Store;
  private readonly body = el("div", { class: "body" });
  private readonly choiceA: HTMLSelectElement;
  private readonly choiceB: HTMLSelectElement;

  constructor({ model, store }: PageParts) {
    this.model = model;
    this.store = store;
    const options = model.serverNames.map((name, server) => [String(server), name] as const);
    const choose = (side: "a" | "b") => (value: string) =>
      store.set({ [side]: Number(value), pairChosen: true });
    this.choiceA = select({ label: "First server", options }, choose("a"));
    this.choiceB = select({ label: "Second server", options }, choose("b"));
    this.element.append(el("h2", {}, "Events at ", this.choiceA, " ↔ ", this.choiceB), this.body);
  }

  update(state: PageState, before: PageState | undefined): void {
    if (!changed(state, before, "a", "b", "atMs", "room")) return;
    const { model } = this;
    const { a, b } = state;
    this.choiceA.value = String(a);
    this.choiceB.value = String(b);
    const { onlyA, onlyB, judged, same } = compareServers(model, state);
    const [nameA, nameB] = [model.serverNames[a] ?? "–", model.serverNames[b] ?? "–"];
    const verdicts = new Map(judged.map((row) => [row.event, `${row.a} ↔ ${row.b}`]));
    this.body.replaceChildren(
      el("p", { class: "quiet" }, `${same} events on which they agree now.`),
      ...this.list(`Only ${nameA} has`, onlyA),
      ...this.list(`Only ${nameB} has`, onlyB),
      ...this.list(
        "Judged differently",
        [...verdicts.keys()],
        (event) => verdicts.get(event) ?? "",
      ),
    );
  }

  private list(
    title: string,
    events: readonly number[],
    note: (event: number) => string = () => "",
  ): HTMLElement[] {
    if (events.length === 0) return [];
    const rows = events.slice(0, rowsMax).map((event) => {
      return el("li", {}, eventLink(this.model, this.store, event), ` ${note(event)}`);
    });
    if (events.length > rowsMax) {
      rows.push(el("li", { class: "quiet" }, `and ${events.length - rowsMax} more`));
    }
    return [el("h3", {}, `${title} (${events.length})`), el("ul", { class: "events" }, ...rows)];
  }
}
