// The legend, always on screen: every form and drawing with its meaning.
import { turnSign } from "../draw/index.ts";
import { groupedMin } from "../layout/index.ts";
import { el } from "./dom.ts";
import { changed, type PageState, type View } from "./state.ts";
import { markIcon } from "./verdict-icon.ts";

export class Legend implements View {
  readonly element = el("footer", {
    ...{ class: "legend", "aria-label": "Legend", tabindex: "0" },
  });

  /** True where many servers share lanes. */
  private readonly shared: boolean;

  constructor(servers: number) {
    this.shared = servers >= groupedMin;
  }

  /** Painted anew when the theme changes, which shows all from the beginning. */
  update(state: PageState, before: PageState | undefined): void {
    if (!changed(state, before)) return;
    const item = (icon: HTMLElement, words: string) => el("span", { class: "item" }, icon, words);
    const color = "lane-0";
    this.element.replaceChildren(
      item(markIcon("accepted", { color }), "message"),
      item(markIcon("accepted", { form: "square", color }), "state event"),
      item(markIcon("accepted", { form: "diamond", color }), "create"),
      item(markIcon("soft-failed", { color }), "soft-failed"),
      item(markIcon("rejected", { color }), "rejected"),
      item(markIcon("dropped", { color }), "dropped"),
      item(markIcon("outlier", { color }), "outlier"),
      item(markIcon("unknown", { color }), "not there"),
      item(el("span", { class: "late" }, "+8.2s"), "came that late"),
      item(el("span", { class: "late" }, turnSign), "resolution takes back"),
      item(el("span", { class: "hatched" }), "fault"),
      item(el("span", { class: "state odd" }, "S7"), "unlike most states"),
    );
    if (!this.shared) return;
    this.element.append(
      item(el("span", { class: "share" }), "so many of a lane’s servers have it"),
    );
  }
}
