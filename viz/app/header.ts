// The page's head: which run this is, and what its checks say. A click on a verdict shows what the
// check has to say and leads to the event it points at.
import type { VerdictRecord } from "../../sim/trace/records.ts";
import type { Model } from "../model/index.ts";
import { button, el } from "./dom.ts";
import { eventLink } from "./event-link.ts";
import type { Store } from "./state.ts";
import type { Theme } from "./theme.ts";

const signs = { held: "✓", broken: "✗", unknown: "?" } as const;

export class Header {
  readonly element: HTMLElement;
  private readonly model: Model;
  private readonly store: Store;
  private readonly detail = el("div", { class: "detail", hidden: true });
  private open: VerdictRecord | "held" | undefined;

  /** `story` is what happened in the run, under its name. */
  constructor(
    model: Model,
    { store, theme, story }: { store: Store; theme: Theme; story: HTMLElement },
  ) {
    this.model = model;
    this.store = store;
    const { meta } = model;
    const title = el("h1", {}, meta.scenario);
    if (meta.about !== undefined) title.title = meta.about;
    const rooms = [...new Set(meta.rooms.map(({ version }) => version))].join(", ");
    const facts = [
      meta.seed === "" ? "" : `seed ${meta.seed}`,
      `${meta.servers.length} server${meta.servers.length === 1 ? "" : "s"}`,
      `${model.events.length} events`,
      rooms === "" ? "" : `room version ${rooms}`,
      meta.level === "full" ? "" : `trace level ${meta.level}`,
    ];
    const help = button({ text: "?", label: "Help and keys (?)" }, () =>
      store.set({ help: !store.current.help }),
    );
    const tools = el("span", { class: "tools" }, theme.button, help);
    const line = facts.filter((fact) => fact !== "").join(" · ");
    const names = el("div", { class: "names" }, title, el("span", { class: "quiet" }, line));
    this.element = el("header", {}, names, this.chips(), tools, this.detail, story);
    this.element.append(...this.troubles());
  }

  private chips(): HTMLElement {
    const chips = el("div", { class: "verdicts", role: "group", "aria-label": "Checks" });
    const { verdicts } = this.model;
    if (verdicts.length === 0) chips.append(el("span", { class: "quiet" }, "no checks were run"));
    for (const result of ["broken", "unknown"] as const) {
      const some = verdicts.filter((verdict) => verdict.result === result);
      chips.append(...some.map((verdict) => this.chip(verdict)));
    }
    const held = verdicts.filter(({ result }) => result === "held");
    if (held.length === 0) return chips;
    const all = held.length === verdicts.length ? "all " : "";
    const sum = `✓ ${all}${held.length} check${held.length === 1 ? "" : "s"} held`;
    const chip = button({ text: sum, class: "chip held" }, () => this.toggleHeld(held));
    chip.title = held.map(({ check }) => check).join(", ");
    chips.append(chip);
    return chips;
  }

  private chip(verdict: VerdictRecord): HTMLElement {
    const chip = el("button", { type: "button", class: `chip ${verdict.result}` });
    const sign = el("span", { "aria-hidden": "true" }, signs[verdict.result]);
    chip.append(sign, ` ${verdict.check} `, el("span", { class: "word" }, verdict.result));
    chip.title = verdict.detail;
    chip.addEventListener("click", () => this.toggle(verdict));
    return chip;
  }

  /** Checks that held are one chip until somebody asks: what broke must not drown among them. */
  private toggleHeld(held: readonly VerdictRecord[]): void {
    const close = this.open === "held";
    this.open = close ? undefined : "held";
    this.detail.hidden = close;
    if (close) return;
    const items = held.map((verdict) => el("li", {}, this.chip(verdict)));
    this.detail.replaceChildren(el("ul", { class: "held-list" }, ...items));
  }

  private toggle(verdict: VerdictRecord): void {
    const close = this.open === verdict;
    this.open = close ? undefined : verdict;
    this.detail.hidden = close;
    if (close) return;
    const { model, store } = this;
    const text = el("p", {}, `${verdict.check} is ${verdict.result}: ${verdict.detail} `);
    const servers = verdict.servers.flatMap((at) => model.serverNames[at] ?? []);
    if (servers.length > 0) text.append(`Servers: ${servers.slice(0, 12).join(", ")}. `);
    for (const event of verdict.events.slice(0, 8)) text.append(eventLink(model, store, event));
    this.detail.replaceChildren(text);
    const [first] = verdict.events;
    const [a, b] = verdict.servers;
    if (first !== undefined) store.set({ selected: first });
    if (a !== undefined && b !== undefined) store.set({ a, b, pairChosen: true });
  }

  private troubles(): HTMLElement[] {
    const { troubles } = this.model;
    if (troubles.length === 0) return [];
    const list = el("ul", {}, ...troubles.map((words) => el("li", {}, words)));
    // Without a seed it is no run but a room from a file.
    const summary =
      this.model.meta.seed === ""
        ? `${troubles.length} remark${troubles.length > 1 ? "s" : ""} on the file`
        : `${troubles.length} records of the trace could not be used`;
    return [el("details", { class: "troubles" }, el("summary", {}, summary), list)];
  }
}
