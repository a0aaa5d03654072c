// The panel on one server's state of the room at the present instant: forward extremities, how the
// state was last resolved, and every slot.
import { everyone } from "../../draw/index.ts";
import { currentAt, slotsOf, type Model } from "../../model/index.ts";
import { el } from "../dom.ts";
import { eventLink } from "../event-link.ts";
import { slotCell, slotsMax } from "./slot-cell.ts";
import type { PageState, Store } from "../state.ts";
import type { PageParts, Panel } from "./panel.ts";

export class StatePanel implements Panel {
  readonly element: HTMLElement;
  private readonly model: Model;
  private readonly store: Store;
  private readonly title = el("h2", {});
  private readonly body = el("div", { class: "body" });
  private shown = "";

  constructor({ model, store }: PageParts) {
    this.model = model;
    this.store = store;
    this.element = el("section", { class: "panel state", "aria-label": "State of the room" });
    this.element.append(this.title, this.body);
  }

  update({ asSeenBy, a, atMs, room }: PageState, before: PageState | undefined): void {
    const { model, store } = this;
    const server = asSeenBy === everyone ? a : asSeenBy;
    const state = currentAt(model, server, atMs, room);
    const tips = model.extremities.at(server, room, atMs) ?? [];
    const resolution = this.resolutionAt(server, room, atMs);
    const key = `${server} ${room} ${state} ${tips} ${resolution}`;
    if (key === this.shown && before !== undefined) return;
    this.shown = key;
    const name = model.serverNames[server] ?? "–";
    this.title.textContent = `State at ${name}${state === undefined ? "" : ` (S${state})`}`;
    if (state === undefined) {
      this.body.replaceChildren(el("p", { class: "quiet" }, `${name} is not in the room yet.`));
      return;
    }
    const slots = slotsOf(model, state);
    const body = el("tbody", {});
    for (const { type, stateKey, event } of slots.slice(0, slotsMax)) {
      const link = el("td", {}, eventLink(model, store, event));
      body.append(el("tr", {}, slotCell(model, { type, stateKey }), link));
    }
    const lines: HTMLElement[] = [];
    const tipLinks = tips.slice(0, 12).map((event) => eventLink(model, store, event));
    const more = tips.length > 12 ? ` and ${tips.length - 12} more` : "";
    const count = `${tips.length} forward extremit${tips.length === 1 ? "y" : "ies"}: `;
    if (tips.length > 0) lines.push(el("p", { class: "tips" }, count, ...tipLinks, more));
    if (resolution !== "") lines.push(el("p", { class: "quiet" }, resolution));
    const hidden = slots.length > slotsMax ? `${slots.length - slotsMax} more slots` : "";
    const table = el("table", { class: "slots" }, el("caption", {}, hidden), body);
    this.body.replaceChildren(...lines, table);
  }

  /** The latest resolution of a server's current state in words; empty where there is none. */
  private resolutionAt(server: number, room: number, atMs: number): string {
    const last = this.model.resolutions[this.model.resolved.at(server, room, atMs) ?? -1];
    if (last === undefined) return "";
    const inputs = last.inputs.map((state) => `S${state}`).join(" + ");
    return (
      `Last resolved: ${inputs} → S${last.output} (${last.algorithm}): ` +
      `${last.conflicted} conflicted, ${last.authDifference} in the auth difference, ` +
      `${last.replayed} replayed, ${last.authChecks} auth checks.`
    );
  }
}
