// One line over the page on something that did not work, until it is closed or things go well.
import { button, el } from "./dom.ts";

const quietMs = 6_000;

export class Notice {
  private timer = 0;
  private readonly words = el("span", {});
  private readonly element = el("div", { class: "notice", role: "alert" });

  constructor() {
    const close = button({ text: "×", label: "Close this message" }, () => this.hide());
    this.element.append(this.words, close);
  }

  /** Shows words; `quiet` ones are good news, and go by themselves after a while. `busy` ones stay. */
  show(words: string, kind: "bad" | "quiet" | "busy" = "bad"): void {
    clearTimeout(this.timer);
    if (kind === "quiet") this.timer = window.setTimeout(() => this.hide(), quietMs);
    this.words.textContent = words;
    this.element.className = `notice ${kind === "bad" ? kind : "quiet"}`;
    // The page puts its parts in anew when it opens a file, so the place may have been lost.
    document.body.append(this.element);
  }

  hide(): void {
    this.element.remove();
  }
}
