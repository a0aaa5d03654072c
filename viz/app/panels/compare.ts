// The panel that compares two runs: where they part, what only one of them has, and how they end.
import { compareRuns } from "../../compare/index.ts";
import { clockText, eventText, type Model } from "../../model/index.ts";
import { button, el } from "../dom.ts";
import { eventOr } from "../event-link.ts";
import { chooseFile, whyText } from "../inputs.ts";
import { openFile } from "../worker/open-file.ts";
import type { PageParts, Panel } from "./panel.ts";
import { slotCell } from "./slot-cell.ts";

const rowsMax = 40;

export class ComparePanel implements Panel {
  readonly element = el("section", { class: "panel compare", "aria-label": "Two runs" });
  private readonly parts: PageParts;
  private readonly body = el("div", { class: "body" });
  private shown: Model | undefined;
  private filled = false;

  constructor(parts: PageParts) {
    this.parts = parts;
    this.element.append(el("h2", {}, "This run and another"), this.body);
  }

  update(): void {
    const { model } = this.parts.other;
    if (this.filled && model === this.shown) return;
    this.shown = model;
    this.filled = true;
    this.body.replaceChildren(...(model === undefined ? [this.invitation()] : this.about(model)));
  }

  private invitation(): HTMLElement {
    const words =
      "Open the trace of another run, or tell this story again under “What if”: the page shows where they part.";
    return el("div", {}, el("p", { class: "quiet" }, words), this.chooser());
  }

  private chooser(): HTMLElement {
    const { other } = this.parts;
    return button({ text: "Compare with a file …" }, () =>
      chooseFile((file) => {
        openFile(file).then(
          (b) => other.set(b, file.name),
          (why: unknown) => this.parts.say(`${file.name}: ${whyText(why)}`),
        );
      }),
    );
  }

  private about(b: Model): HTMLElement[] {
    const { model: a, other, store, show } = this.parts;
    const found = compareRuns(a, b);
    const open = button({ text: "Open that run" }, () => show(b));
    const title = el("p", {}, el("b", {}, "A"), " this run, ", el("b", {}, "B"), ` ${other.name} `);
    const parts: HTMLElement[] = [title, el("div", { class: "controls" }, this.chooser(), open)];
    const { first, common, onlyA, onlyB, checks } = found;
    if (first === undefined) {
      parts.push(el("p", { class: "verdict-line" }, "Both did the same, from first to last."));
    } else {
      const at = button({ text: clockText(first.atMs), class: "link number" }, () =>
        store.set({
          atMs: Math.min(first.atMs, a.endMs),
          playing: false,
          ...(first.eventA >= 0 ? { selected: first.eventA } : {}),
        }),
      );
      parts.push(el("p", { class: "verdict-line" }, "They part at ", at));
      parts.push(
        el(
          "dl",
          { class: "facts" },
          el("dt", {}, "A"),
          el("dd", {}, first.a),
          el("dt", {}, "B"),
          el("dd", {}, first.b),
        ),
      );
    }
    const counts = `${common} events in both, ${onlyA.length} only in A, ${onlyB.length} only in B.`;
    parts.push(el("p", {}, counts));
    for (const { check, a: inA, b: inB } of checks) {
      parts.push(el("p", {}, `Check ${check}: A ${inA}, B ${inB}`));
    }
    return [...parts, ...this.endings(found.endings, b), ...this.otherwise(found, b)];
  }

  private endings(rows: ReturnType<typeof compareRuns>["endings"], b: Model): HTMLElement[] {
    if (rows.length === 0) return [el("p", { class: "quiet" }, "All servers end the same.")];
    const { model: a, store } = this.parts;
    const head = ["slot", "A ends with", "B ends with"];
    const body = el("tbody", {});
    for (const row of rows.slice(0, rowsMax)) {
      const inB = row.b < 0 ? "nothing" : eventText(b, b.events[row.b]);
      const slot = slotCell(a, row);
      const servers = el("span", { class: "quiet key" }, ` at ${namesOf(row.servers)}`);
      slot.append(el("br"), servers);
      const cells = [el("td", {}, eventOr(a, store, row.a)), el("td", {}, inB)];
      body.append(el("tr", {}, slot, ...cells));
    }
    const heads = head.map((name) => el("th", { scope: "col" }, name));
    const table = el("table", { class: "slots" }, el("thead", {}, el("tr", {}, ...heads)), body);
    const more = rows.length - rowsMax;
    return more > 0 ? [table, el("p", { class: "quiet" }, `and ${more} more slots`)] : [table];
  }

  private otherwise(found: ReturnType<typeof compareRuns>, b: Model): HTMLElement[] {
    if (found.otherwise.length === 0) return [];
    const { model: a, store } = this.parts;
    const rows = found.otherwise.slice(0, rowsMax).map(({ a: inA, b: inB }) => {
      const there = eventText(b, b.events[inB]);
      return el("li", {}, eventOr(a, store, inA), ` – in B: ${there}`);
    });
    const summary = `${found.otherwise.length} events made otherwise`;
    return [el("details", {}, el("summary", {}, summary), el("ul", {}, ...rows))];
  }
}

function namesOf(servers: readonly string[]): string {
  const more = servers.length - 4;
  return servers.slice(0, 4).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
