// One stage of a resolution on the page: its title, what it does, and its rows as a table. Every
// row leads to its event, and a click on a stage or a check puts the cursor there.
import type { KeyExplanation } from "../../../sim/protocol/index.ts";
import {
  checkRowText,
  decisionText,
  orderValueName,
  orderValueText,
  outcomeWords,
  stageAbout,
  stageTitle,
  type ResolutionStory,
  type Stage,
} from "../../why/index.ts";
import { button, el } from "../dom.ts";
import { eventLink, eventOr, specLink } from "../event-link.ts";
import type { PageParts } from "./panel.ts";
import { slotCell } from "./slot-cell.ts";

type Parts = Pick<PageParts, "model" | "store">;

/** More rows than this are counted, not listed. */
const rowsMax = 300;

export interface StageElement {
  readonly element: HTMLElement;
  /** Marks the stage as the cursor's (with a row, -1 for the whole), or as not. */
  mark(row: number | undefined): void;
  /** What should be in sight when the cursor is on a row. */
  current(row: number): Element;
}

interface Telling {
  readonly story: ResolutionStory;
  readonly stage: Stage;
  /** Puts the cursor on a row, -1 for the stage. */
  readonly goTo: (row: number) => void;
}

export function stageElement(parts: Parts, telling: Telling): StageElement {
  const { stage, story, goTo } = telling;
  const title = button({ text: stageTitle(stage), class: "stage-title" }, () => goTo(-1));
  const element = el("li", { class: "stage-item" }, el("h3", {}, title));
  element.append(el("p", { class: "quiet" }, stageAbout(stage, story)));
  const rows = rowsOf(parts, telling);
  if (rows !== undefined) element.append(rows.table);
  const checks = stage.kind === "auth-checks" ? (rows?.rows ?? []) : [];
  return {
    element,
    mark: (row) => {
      element.classList.toggle("current", row !== undefined);
      if (row === undefined) element.removeAttribute("aria-current");
      else element.setAttribute("aria-current", "step");
      checks.forEach((each, at) => each.classList.toggle("current", at === row));
    },
    current: (row) => checks[row] ?? element,
  };
}

interface Rows {
  readonly table: HTMLElement;
  readonly rows: readonly HTMLElement[];
}

function rowsOf(parts: Parts, { stage, story, goTo }: Telling): Rows | undefined {
  const { model, store } = parts;
  const cell = (event: number) => el("td", {}, eventOr(model, store, event));
  const labels = story.explanation.labels;
  switch (stage.kind) {
    case "split": {
      const rows = stage.slots.map((slot) =>
        el("tr", {}, slotCell(model, slot), ...slot.held.map(cell)),
      );
      return tableOf(["slot", ...labels], rows);
    }
    case "auth-difference": {
      const rows = stage.events.map(({ event, inChainsOf }) =>
        el("tr", {}, cell(event), el("td", {}, inChainsOf.map((at) => labels[at]).join(", "))),
      );
      return tableOf(["event", "in chains of"], rows);
    }
    case "conflicted-subgraph":
    case "mainline": {
      const name = stage.kind === "mainline" ? "newest first" : "event";
      const rows = stage.events.map((event) => el("tr", {}, cell(event)));
      return tableOf([name], rows);
    }
    case "power-order":
    case "mainline-order": {
      const rows = stage.rows.map((row, at) => {
        const why = decisionText(stage, row, stage.rows[at + 1]);
        const value = el("td", { class: "number" }, orderValueText(stage, row));
        return el("tr", {}, cell(row.event), value, el("td", {}, why));
      });
      return tableOf(["event", orderValueName(stage), "before the next because"], rows);
    }
    case "auth-checks": {
      const rows = stage.rows.map((row, at) => {
        const outcome = el("td", { class: row.verdict.ok ? "good" : "bad" });
        outcome.append(row.verdict.ok ? "✓ " : "✗ ", checkRowText(row));
        const old = row.verdict.ok && row.replaced >= 0 && row.replaced !== row.event;
        if (old) outcome.append(" ", eventLink(model, store, row.replaced));
        if (!row.verdict.ok) outcome.append(" ", specLink(row.verdict.spec));
        const tr = el("tr", { class: "check" }, cell(row.event), outcome);
        tr.addEventListener("click", () => goTo(at));
        return tr;
      });
      return tableOf(["event", "outcome"], rows);
    }
    case "unconflicted": {
      const rows = stage.overridden.map((row) =>
        el("tr", {}, slotCell(model, row), cell(row.to), cell(row.from)),
      );
      return tableOf(["slot", "put back", "instead of"], rows);
    }
    case "result": {
      const rows = story.explanation.keys.map((key) => keyRow(parts, key));
      return tableOf(["slot", "what became of it"], rows);
    }
  }
}

function tableOf(heads: readonly string[], rows: readonly HTMLElement[]): Rows | undefined {
  if (rows.length === 0) return undefined;
  const head = el("tr", {}, ...heads.map((name) => el("th", { scope: "col" }, name)));
  const body = el("tbody", {});
  body.append(...rows.slice(0, rowsMax));
  const table = el("table", { class: "rows" }, el("thead", {}, head), body);
  if (rows.length > rowsMax) table.append(el("caption", {}, `${rows.length - rowsMax} more rows`));
  return { table, rows };
}

/** The winner of a slot, then each event that was replayed for it with its outcome. */
function keyRow({ model, store }: Parts, key: KeyExplanation): HTMLElement {
  const outcome = el("td", {});
  const link = (id: string) => {
    const event = model.indexOfId.get(id);
    return event === undefined ? id : eventLink(model, store, event);
  };
  const winner = key.winner;
  const stays = winner === null ? "nothing stays" : link(winner.id);
  outcome.append(
    el("div", { class: winner === null ? "loser" : "winner" }, winner === null ? "–" : "▲", stays),
  );
  for (const { event, outcome: end } of key.replayed) {
    if (event.id === winner?.id) continue;
    const words = el("span", {}, link(event.id), ` ${outcomeWords(end)}`);
    outcome.append(el("div", { class: "loser" }, el("span", {}, "▽"), words));
  }
  return el("tr", {}, slotCell(model, key), outcome);
}
