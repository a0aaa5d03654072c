// The panel of whys: three questions about the selected event and one server, each answered with a
// chain of records that can be clicked, and as text to copy into a report.
import type { Model } from "../../model/index.ts";
import {
  chainText,
  whyNotInState,
  whyNotThere,
  whyRefused,
  type Chain,
  type ChainLink,
  type Question,
} from "../../why/index.ts";
import { copyButton } from "../copy.ts";
import { button, el, select } from "../dom.ts";
import { eventLink, specLink, timeLink } from "../event-link.ts";
import { openResolution } from "../resolution-cursor.ts";
import { changed, type Asked, type PageState, type Store } from "../state.ts";
import type { PageParts, Panel } from "./panel.ts";

interface Kind {
  readonly kind: Asked["kind"];
  readonly text: string;
  readonly answer: (model: Model, question: Question) => Chain;
}

const kinds: readonly Kind[] = [
  { kind: "not-in-state", text: "not in the state", answer: whyNotInState },
  { kind: "not-there", text: "not there at all", answer: whyNotThere },
  { kind: "refused", text: "rejected or soft-failed", answer: whyRefused },
];

export class WhyPanel implements Panel {
  readonly element: HTMLElement;
  private readonly model: Model;
  private readonly store: Store;
  private readonly event = el("p", {});
  private readonly server: HTMLSelectElement;
  private readonly choices: readonly HTMLButtonElement[];
  private readonly answer = el("div", { class: "answer", "aria-live": "polite" });

  constructor({ model, store }: PageParts) {
    this.model = model;
    this.store = store;
    const options = model.serverNames.map((name, server) => [String(server), name] as const);
    this.server = select({ label: "At which server", options }, (value) =>
      store.set({ asked: { ...store.current.asked, server: Number(value) } }),
    );
    this.choices = kinds.map(({ kind, text }) =>
      button({ text, class: "choice" }, () =>
        store.set({ asked: { ...store.current.asked, kind } }),
      ),
    );
    const question = el("div", { class: "question", role: "group", "aria-label": "Question" });
    question.append("Why is it ", ...this.choices, " at ", this.server, "?");
    const body = el("div", { class: "body" }, this.event, question, this.answer);
    this.element = el("section", { class: "panel why-panel", "aria-label": "Why" });
    this.element.append(el("h2", { class: "unseen" }, "Why"), body);
  }

  update(state: PageState, before: PageState | undefined): void {
    if (!changed(state, before, "selected", "atMs", "asked", "tab")) return;
    const { model, store } = this;
    const { kind, server } = state.asked;
    this.server.value = String(server);
    this.choices.forEach((choice, at) => {
      choice.setAttribute("aria-pressed", String(kinds[at].kind === kind));
    });
    if (model.events[state.selected] === undefined) {
      const words = "Select an event in the picture (click, or j and k) and ask about it here.";
      this.event.replaceChildren(el("span", { class: "quiet" }, words));
      this.answer.replaceChildren();
      return;
    }
    this.event.replaceChildren(eventLink(model, store, state.selected));
    const ask = kinds.find((each) => each.kind === kind)?.answer ?? whyNotInState;
    const chain = ask(model, { event: state.selected, server, atMs: state.atMs });
    this.answer.replaceChildren(...this.chainElements(chain));
  }

  private chainElements(chain: Chain): HTMLElement[] {
    const list = el("ol", { class: "chain" });
    list.append(...chain.links.map((link) => this.linkElement(link)));
    const copy = copyButton("Copy as text", () => chainText(chain));
    return [
      el("p", { class: "quiet" }, chain.question),
      el("p", { class: "verdict-line" }, chain.answer),
      list,
      el("p", {}, copy),
    ];
  }

  private linkElement({ text, atMs, event, resolution, spec }: ChainLink): HTMLElement {
    const { model, store } = this;
    const item = el("li", {});
    if (atMs !== undefined) item.append(timeLink(store, atMs), " ");
    item.append(text);
    if (spec !== undefined) item.append(" ", specLink(spec));
    const leads = el("span", { class: "leads" });
    // The question's own event stands above; a link to it would only repeat it.
    if (event !== undefined && event !== store.current.selected) {
      leads.append(eventLink(model, store, event));
    }
    if (resolution !== undefined) {
      const title = `Resolution ${resolution + 1} of the trace, step by step`;
      const open = button({ text: "open the resolution", label: title, class: "link" }, () =>
        openResolution(model, store, resolution),
      );
      leads.append(open);
    }
    if (leads.childElementCount > 0) item.append(leads);
    return item;
  }
}
