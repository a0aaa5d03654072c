// The panel of what if: the history that is shown with an event left out, another time or level, or
// under other rules, worked out in the page; and what differs then.
import { dialects, stableVersions } from "../../../sim/protocol/index.ts";
import { isObject, type EventNode, type Model } from "../../model/index.ts";
import {
  changeText,
  compareHistories,
  isNoChange,
  noChange,
  readChange,
  retell,
  type Change,
  type Retelling,
} from "../../what-if/index.ts";
import { button, el, select } from "../dom.ts";
import { eventLink } from "../event-link.ts";
import { changed, type PageState, type Store } from "../state.ts";
import type { PageParts, Panel } from "./panel.ts";
import { differenceParts } from "./what-if-difference.ts";

/** A room of this size takes some three seconds; larger ones would look like a page that hangs. */
const eventsMax = 100_000;

export class WhatIfPanel implements Panel {
  readonly element: HTMLElement;
  private readonly model: Model;
  private readonly store: Store;
  private readonly body = el("div", { class: "body" });

  constructor({ model, store }: PageParts) {
    this.model = model;
    this.store = store;
    const heading = el("h2", {}, "This history, changed");
    this.element = el("section", { class: "panel what-if", "aria-label": "What if" });
    this.element.append(heading, this.body);
  }

  update(state: PageState, before: PageState | undefined): void {
    if (!changed(state, before, "selected", "change", "room")) return;
    const change = readChange(state.change);
    const event = this.model.events[state.selected];
    this.body.replaceChildren(
      event === undefined
        ? quiet("Select an event to change it.")
        : this.eventControls(event, change),
      this.ruleControls(change, state.room),
      ...this.chips(change),
      ...this.result(change, state.room),
    );
  }

  private set(change: Change): void {
    this.store.set({ change: changeText(change) });
  }

  private eventControls(event: EventNode, change: Change): HTMLElement {
    const { index } = event;
    const line = el("div", { class: "change-event" }, eventLink(this.model, this.store, index));
    const gone = change.dropped.has(index);
    const drop = button({ text: gone ? "Put it back" : "Leave it out" }, () => {
      const dropped = new Set(change.dropped);
      if (!dropped.delete(index)) dropped.add(index);
      this.set({ ...change, dropped });
    });
    const time = numberField("Its time (origin_server_ts)", timeOf(event, change), (value) =>
      this.set({ ...change, timestamps: new Map([...change.timestamps, [index, value]]) }),
    );
    line.append(el("div", { class: "controls" }, drop, el("label", {}, "time ", time)));
    if (event.type === "m.room.power_levels") line.append(this.powerControls(event, change));
    return line;
  }

  private powerControls(event: EventNode, change: Change): HTMLElement {
    const users = event.content["users"];
    const levels = isObject(users) ? Object.entries(users) : [];
    const rows = levels.slice(0, usersMax).map(([user, level]) => {
      const own = change.powers.get(event.index);
      const field = numberField(`Level of ${user}`, own?.get(user) ?? Number(level), (value) => {
        const powers = new Map(change.powers);
        powers.set(event.index, new Map([...(own ?? []), [user, value]]));
        this.set({ ...change, powers });
      });
      return el("label", {}, `${user} `, field);
    });
    return el("div", { class: "controls" }, "levels: ", ...rows);
  }

  private ruleControls(change: Change, room: number): HTMLElement {
    const own = this.model.meta.rooms[room]?.version ?? "?";
    const dialect = this.model.meta.servers[0]?.dialect ?? "?";
    const versions = select(
      {
        label: "Room version",
        options: choices(own, stableVersions),
      },
      (version) => this.set({ ...change, version }),
    );
    const dialectChoice = select(
      { label: "Dialect of state resolution", options: choices(dialect, [...dialects.keys()]) },
      (value) => this.set({ ...change, dialect: value }),
    );
    versions.value = change.version;
    dialectChoice.value = change.dialect;
    return el(
      "div",
      { class: "controls" },
      el("label", {}, "room version ", versions),
      el("label", {}, "dialect ", dialectChoice),
    );
  }

  /** Each part of the change, to be taken back. */
  private chips(change: Change): HTMLElement[] {
    const words = changeText(change)
      .split(" ")
      .filter((word) => word !== "");
    if (words.length === 0) return [];
    const chips = words.map((word) =>
      button({ text: `${this.chipText(word)} ×`, class: "chip" }, () =>
        this.set(readChange(words.filter((each) => each !== word).join(" "))),
      ),
    );
    const reset = button({ text: "As it was", class: "link" }, () => this.set(noChange));
    return [el("div", { class: "controls" }, ...chips, reset)];
  }

  private chipText(word: string): string {
    const [, name, event, rest = ""] = /^(drop|ts|power):(\d+)(?:=(.*))?$/.exec(word) ?? [];
    if (name === undefined) return word.replace(":", " ");
    const id = this.model.events[Number(event)]?.id.slice(0, 7) ?? event;
    if (name === "drop") return `without ${id}`;
    return `${name === "ts" ? "time" : "level"} in ${id}: ${decodeURIComponent(rest)}`;
  }

  private result(change: Change, room: number): HTMLElement[] {
    if (this.model.events.length > eventsMax) {
      return [quiet(`Rooms of more than ${eventsMax} events are not worked out anew in the page.`)];
    }
    if (isNoChange(change)) return [quiet("Nothing is changed yet.")];
    const was = asItWas(this.model, room);
    const is = retell(this.model, room, change);
    if (!was.ok) return [quiet(was.why)];
    if (!is.ok) return [quiet(is.why)];
    const { model, store } = this;
    const difference = compareHistories(was.history, is.history);
    return differenceParts({ model, store }, difference, [was.history.cost, is.history.cost]);
  }
}

const usersMax = 20;

const known = new WeakMap<Model, Map<number, Retelling>>();

/** The history under the same rules without a change: what others are compared with. */
function asItWas(model: Model, room: number): Retelling {
  const rooms = known.get(model) ?? new Map<number, Retelling>();
  known.set(model, rooms);
  const telling = rooms.get(room) ?? retell(model, room, noChange);
  rooms.set(room, telling);
  return telling;
}

/** The room's own first, then all others. */
export function choices(own: string, all: readonly string[]): (readonly [string, string])[] {
  return [
    ["", `${own} (its own)`],
    ...all.filter((id) => id !== own).map((id) => [id, id] as const),
  ];
}

function timeOf({ index, pdu }: EventNode, change: Change): number {
  const own = isObject(pdu) ? Number(pdu["origin_server_ts"]) : 0;
  return change.timestamps.get(index) ?? own;
}

function numberField(label: string, value: number, set: (value: number) => void): HTMLElement {
  const field = el("input", { type: "number", step: "1", "aria-label": label, title: label });
  field.value = String(value);
  field.addEventListener("change", () => {
    if (Number.isSafeInteger(field.valueAsNumber)) set(field.valueAsNumber);
  });
  return field;
}

function quiet(text: string): HTMLElement {
  return el("p", { class: "quiet" }, text);
}
