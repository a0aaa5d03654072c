// The inspector of one event: who made it and when, what every server made of it and why, its
// place in the graph, what became of it on the wire, and the PDU itself.
import {
  childrenOf,
  arrivalNotes,
  checkText,
  clockText,
  currentAt,
  durationText,
  eventText,
  operationOf,
  prettyJson,
  requestsWith,
  userText,
  type Arrival,
  type EventNode,
  type Model,
} from "../../model/index.ts";
import { formOf, laneToken } from "../../draw/index.ts";
import { button, el } from "../dom.ts";
import { eventLink, specLink } from "../event-link.ts";
import { changed, type Asked, type PageState, type Store } from "../state.ts";
import { wayText } from "../tip.ts";
import { markIcon, verdictBadge } from "../verdict-icon.ts";
import { askButton } from "./ask-button.ts";
import type { PageParts, Panel } from "./panel.ts";
import { pinAround } from "./point-choice.ts";

/** More servers or requests than this are counted, not listed. */
const listedMax = 200;
const wireMax = 30;

export class EventPanel implements Panel {
  readonly element: HTMLElement;
  private readonly model: Model;
  private readonly store: Store;
  private readonly body = el("div", { class: "body" });
  private jsonOpen = false;

  constructor({ model, store }: PageParts) {
    this.model = model;
    this.store = store;
    const heading = el("h2", { class: "unseen" }, "Event");
    this.element = el("section", { class: "panel event", "aria-label": "Event" });
    this.element.append(heading, this.body);
  }

  update(state: PageState, before: PageState | undefined): void {
    const event = this.model.events[state.selected];
    const timeMatters = event !== undefined;
    if (!changed(state, before, "selected") && !(timeMatters && this.staleAt(state, before)))
      return;
    this.body.replaceChildren(
      ...(event === undefined ? [this.invitation()] : this.about(event, state.atMs)),
    );
  }

  /** True where an arrival of the event lies between two instants, so that the table changes. */
  private staleAt(state: PageState, before: PageState | undefined): boolean {
    if (before === undefined) return true;
    const low = Math.min(state.atMs, before.atMs);
    const high = Math.max(state.atMs, before.atMs);
    if (low === high) return false;
    return this.model.arrivals
      .ofEvent(state.selected)
      .some(({ atMs }) => atMs > low && atMs <= high);
  }

  private invitation(): HTMLElement {
    const words = "Click an event, or press j and k, to see what every server made of it and why.";
    return el("p", { class: "quiet" }, words);
  }

  private about(event: EventNode, atMs: number): HTMLElement[] {
    const { model } = this;
    const arrivals = model.arrivals.ofEvent(event.index).sort((a, b) => a.atMs - b.atMs);
    const title = el("h3", {});
    title.append(
      markIcon("accepted", { form: formOf(event), color: laneToken(event.server) }),
      eventText(model, event),
    );
    return [title, this.facts(event), this.table(event, { arrivals, atMs }), ...this.rest(event)];
  }

  private facts(event: EventNode): HTMLElement {
    const { model } = this;
    const key = event.stateKey === undefined ? "" : ` · state key “${event.stateKey}”`;
    const facts = el("dl", { class: "facts" });
    const add = (name: string, ...values: (Node | string)[]) =>
      facts.append(el("dt", {}, name), el("dd", {}, ...values));
    add("type", event.type + key);
    add("made", `by ${model.serverNames[event.server]} at ${clockText(event.atMs)}`);
    add("id", el("code", { class: "id" }, event.id));
    const op = model.ops[operationOf(model, event.index)];
    if (op !== undefined) add("because", `${userText(model, op.user)}: ${op.action}`);
    const missing = event.missingPrev === 0 ? "" : ` and ${event.missingPrev} not in the trace`;
    add("prev events", ...this.links(event.prev), missing);
    const children = childrenOf(model, event.index);
    if (children.length > 0) add("followed by", ...this.links(children));
    return facts;
  }

  private links(events: readonly number[]): (Node | string)[] {
    if (events.length === 0) return ["–"];
    const shown = events.slice(0, 8).map((at) => eventLink(this.model, this.store, at));
    return events.length > 8 ? [...shown, `and ${events.length - 8} more`] : shown;
  }

  private table(
    event: EventNode,
    { arrivals, atMs }: { arrivals: readonly Arrival[]; atMs: number },
  ): HTMLElement {
    const { model } = this;
    const body = el("tbody", {});
    const servers = new Set(arrivals.map(({ server }) => server));
    const firstLater = arrivals.findIndex((arrival) => arrival.atMs > atMs);
    for (const [at, arrival] of arrivals.slice(0, listedMax).entries()) {
      if (at === firstLater) body.append(laterRow(atMs));
      body.append(...this.arrivalRows(event, arrival, atMs));
    }
    const lacking = model.meta.servers.flatMap((_, server) => (servers.has(server) ? [] : server));
    for (const server of lacking.slice(0, listedMax)) {
      const row = el("tr", { class: "quiet" }, el("td", {}, model.serverNames[server]));
      row.append(el("td", { colspan: "2" }, "never"), el("td", {}, verdictBadge("unknown")));
      row.append(el("td", {}, this.ask("not-there", server, event)));
      body.append(row);
    }
    const hidden =
      Math.max(0, arrivals.length - listedMax) + Math.max(0, lacking.length - listedMax);
    const table = el("table", { class: "arrivals" });
    table.append(headRow("server", "when", "how", "verdict", "state"));
    table.append(body);
    if (hidden > 0) table.append(el("caption", {}, `${hidden} more arrivals are not listed`));
    return table;
  }

  private arrivalRows(event: EventNode, arrival: Arrival, atMs: number): HTMLElement[] {
    const { model } = this;
    const later = arrival.atMs > atMs;
    const late = arrival.atMs - event.atMs;
    const kind = later ? "later" : undefined;
    const server = el("td", { class: `server lane-${arrival.server % 7}` });
    server.append(model.serverNames[arrival.server]);
    const when = el("td", { class: "number" }, clockText(arrival.atMs));
    if (late > 0) {
      const kindOfDelay = late >= 1000 ? "late" : "soon";
      when.append(" ", el("span", { class: kindOfDelay }, `+${durationText(late)}`));
    }
    const row = el("tr", { class: kind }, server, when, el("td", {}, wayText(arrival)));
    row.append(el("td", {}, verdictBadge(arrival.lost ? "unknown" : arrival.verdict)));
    row.append(el("td", {}, this.askAbout(event, arrival, atMs), this.around(event, arrival)));
    const rows = [row];
    for (const { text, spec } of arrivalNotes(arrival)) {
      const cell = el("td", { colspan: "5" }, `${text} `, specLink(spec));
      rows.push(el("tr", { class: `quiet${later ? " later" : ""}` }, cell));
    }
    if (arrival.why === undefined) return rows;
    const { why } = arrival;
    const cell = el("td", { colspan: "5" }, el("strong", {}, why.detail));
    cell.append(el("br"), `Failed ${checkText(why)}`, why.rule === "" ? "" : `, rule ${why.rule}`);
    cell.append(". ", specLink(why.spec));
    rows.push(el("tr", { class: `why ${arrival.verdict}${later ? " later" : ""}` }, cell));
    return rows;
  }

  /** What there is to ask about an event at a server at the instant that is shown. */
  private askAbout(event: EventNode, arrival: Arrival, atMs: number): HTMLElement | undefined {
    const { verdict, server } = arrival;
    if (arrival.atMs > atMs || arrival.lost) return this.ask("not-there", server, event);
    if (verdict !== "accepted" && verdict !== "outlier") return this.ask("refused", server, event);
    if (event.stateKey === undefined) return undefined;
    const state = currentAt(this.model, server, atMs, event.room);
    if (state === undefined) return undefined;
    const slot = `${event.type}\u0000${event.stateKey}`;
    const holds = this.model.states.slots(state).get(slot)?.event === event.index;
    if (!holds) return this.ask("not-in-state", server, event);
    return el("span", { class: "quiet", title: `S${state} holds it` }, `in S${state}`);
  }

  /** Leads to the difference between the states before and after the event at a server. */
  private around(event: EventNode, { server, before, after }: Arrival): HTMLElement | undefined {
    if (before === undefined || after === undefined || before === after) return undefined;
    const label = `What it changed at ${this.model.serverNames[server]}: S${before} → S${after}`;
    return button({ text: "Δ", label, class: "ask-why" }, () =>
      this.store.set(pinAround(event.index, server)),
    );
  }

  private ask(kind: Asked["kind"], server: number, { index }: EventNode): HTMLElement {
    const { model, store } = this;
    return askButton({ model, store }, { kind, server, event: index });
  }

  private rest(event: EventNode): HTMLElement[] {
    const parts: HTMLElement[] = [];
    const wire = requestsWith(this.model, event.index).map((at) => this.model.net[at]);
    if (wire.length > 0) {
      const list = el("ul", { class: "wire" });
      for (const { sentMs, atMs, from, to, request, result } of wire.slice(0, wireMax)) {
        const [a, b] = [this.model.serverNames[from], this.model.serverNames[to]];
        const took = `${clockText(sentMs)} → ${clockText(atMs)}`;
        const kind = result === "delivered" ? undefined : "bad";
        list.append(el("li", { class: kind }, `${took}  ${a} → ${b}  ${request}: ${result}`));
      }
      const count = wire.length > wireMax ? `${wire.length}, first ${wireMax}` : `${wire.length}`;
      parts.push(el("details", {}, el("summary", {}, `On the wire (${count})`), list));
    }
    const json = el("details", { open: this.jsonOpen }, el("summary", {}, "PDU"));
    const { leftOut } = this.model;
    if (leftOut !== "")
      json.append(el("p", { class: "quiet" }, `This file leaves out ${leftOut}.`));
    json.append(el("pre", { tabindex: "0" }, prettyJson(event.pdu)));
    json.addEventListener("toggle", () => {
      this.jsonOpen = json.open;
    });
    return [...parts, json];
  }
}

/** Stands between what had arrived by the time that is shown and what came after it. */
function laterRow(atMs: number): HTMLElement {
  const words = `after ${clockText(atMs)}, the time that is shown`;
  return el("tr", { class: "divider" }, el("td", { colspan: "4" }, words));
}

function headRow(...names: string[]): HTMLElement {
  return el("thead", {}, el("tr", {}, ...names.map((name) => el("th", { scope: "col" }, name))));
}
