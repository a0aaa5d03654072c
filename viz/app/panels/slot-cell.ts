// The head of a row in a table of state: a slot's type and state key.
import { userText, type Model } from "../../model/index.ts";
import { el } from "../dom.ts";

/** More slots than this are counted, not listed. */
export const slotsMax = 500;

/** Without the prefix `m.room.` and the servers' common suffix; the tooltip has all. */
export function slotCell(
  model: Model,
  { type, stateKey }: { type: string; stateKey: string },
): HTMLElement {
  const cell = el("th", { scope: "row" }, type.replace(/^m\.room\./, ""));
  cell.title = `${type} “${stateKey}”`;
  if (stateKey !== "")
    cell.append(el("br"), el("span", { class: "key" }, userText(model, stateKey)));
  return cell;
}
