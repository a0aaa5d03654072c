// What differs between a history and its changed telling, as parts of the panel of what if.
import { eventText } from "../../model/index.ts";
import {
  differenceSentence,
  noConflict,
  stripOf,
  type History,
  type HistoryDifference,
} from "../../what-if/index.ts";
import { button, el } from "../dom.ts";
import { eventLink, eventOr } from "../event-link.ts";
import type { PageParts } from "./panel.ts";
import { slotCell } from "./slot-cell.ts";

type Cost = History["cost"];
type Parts = Pick<PageParts, "model" | "store">;

/** More rows than this are counted. */
const rowsMax = 40;
/** Cells of the strip: wide enough to be hit. */
const cellsMax = 80;

export function differenceParts(
  parts: Parts,
  difference: HistoryDifference,
  costs: readonly [was: Cost, is: Cost],
): HTMLElement[] {
  const { judged, parted, slots, events } = difference;
  const list: HTMLElement[] = [el("p", { class: "verdict-line" }, differenceSentence(difference))];
  if (parted.length > 0) {
    const first = el("p", {}, "The states part first after ");
    first.append(eventLink(parts.model, parts.store, parted[0]));
    first.append(` (${parted.length} of ${events.length} events have another state after them)`);
    list.push(first, strip(parts, difference));
  }
  if (slots.length > 0) list.push(slotTable(parts, slots));
  if (judged.length > 0) list.push(judgedList(parts, judged));
  return [...list, costLine(costs)];
}

/** All events in a row; where the states differ a cell is hatched, and leads to the first of them. */
function strip({ store }: Parts, difference: HistoryDifference): HTMLElement {
  const cells = stripOf(difference, cellsMax).map(({ events, parted, firstParted }) => {
    if (parted === 0) return el("span", {});
    const label = `another state after ${parted} of ${events} events: go there`;
    const cell = button({ text: "", label, class: parted === events ? "all" : "some" }, () =>
      store.set({ selected: firstParted }),
    );
    return cell;
  });
  const { events, parted } = difference;
  const label = `The same state after ${events.length - parted.length} of ${events.length} events`;
  return el("div", { class: "agreement", role: "group", "aria-label": label }, ...cells);
}

function slotTable({ model, store }: Parts, slots: HistoryDifference["slots"]): HTMLElement {
  const head = ["slot", "as it was", "what if"].map((name) => el("th", { scope: "col" }, name));
  const body = el("tbody", {});
  for (const { type, stateKey, was, is } of slots.slice(0, rowsMax)) {
    const cells = [was, is].map((event) => el("td", {}, eventOr(model, store, event)));
    body.append(el("tr", {}, slotCell(model, { type, stateKey }), ...cells));
  }
  const more = slots.length > rowsMax ? `${slots.length - rowsMax} more` : "";
  const table = el("table", { class: "slots" }, el("thead", {}, el("tr", {}, ...head)), body);
  if (more !== "") table.append(el("caption", {}, more));
  return table;
}

function judgedList({ model, store }: Parts, judged: HistoryDifference["judged"]): HTMLElement {
  const items = judged.slice(0, rowsMax).map(({ event, was, is }) => {
    const why = (is ?? was)?.verdict.detail ?? "";
    const words = is === undefined ? "would be accepted; it was rejected" : "would be rejected";
    return el("li", {}, eventLink(model, store, event), ` ${words}: ${why}`);
  });
  const list = el("ul", { class: "judged" }, ...items);
  const rest = judged.slice(rowsMax);
  if (rest.length > 0) {
    list.append(el("li", { class: "quiet" }, `and ${rest.length} more`));
    list.title = rest
      .slice(0, 5)
      .map(({ event }) => eventText(model, model.events[event]))
      .join("\n");
  }
  return list;
}

function costLine([was, is]: readonly [Cost, Cost]): HTMLElement {
  const rows: readonly (readonly [string, keyof Cost])[] = [
    ["resolutions", "resolutions"],
    ["conflicted", "conflicted"],
    ["auth difference", "authDifference"],
    ["subgraph", "subgraph"],
    ["replayed", "replayed"],
    ["auth checks", "authChecks"],
  ];
  const words = rows
    .filter(([, key]) => was[key] + is[key] > 0)
    .map(([name, key]) => `${name} ${was[key]} → ${is[key]}`);
  return el(
    "p",
    { class: "quiet" },
    words.length === 0 ? noConflict : `Work: ${words.join(" · ")}`,
  );
}
