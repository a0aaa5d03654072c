// The line that says how a live feed stands, with the button that stops and follows it.
import { button, el, setText } from "../dom.ts";
import type { FeedStatus } from "./feed-client.ts";

export interface LiveState {
  readonly status: FeedStatus;
  readonly following: boolean;
  /** Records that came, and those of them that the picture does not show yet. */
  readonly records: number;
  readonly waiting: number;
}

export class LiveBar {
  readonly element: HTMLElement;
  private readonly words = el("span", { role: "status" });
  private readonly toggle: HTMLButtonElement;

  constructor(toggle: () => void) {
    this.toggle = button({ text: "Pause" }, toggle);
    this.element = el("div", { class: "live" }, this.words, this.toggle);
  }

  show(state: LiveState): void {
    const { status, following, records, waiting } = state;
    const sign = { connecting: "◌", connected: "●", "cut off": "◌", ended: "■" }[status];
    const news = following || waiting === 0 ? "" : ` · ${waiting} new wait`;
    const what = following || status === "ended" ? status : `paused, ${status}`;
    setText(this.words, `${sign} live: ${what} · ${records} records${news}`);
    setText(this.toggle, following ? "Pause" : "Follow");
    this.element.dataset["status"] = following ? status : "paused";
    this.toggle.hidden = status === "ended" && waiting === 0;
    // The page puts its parts in anew with each picture.
    if (!this.element.isConnected) document.body.append(this.element);
  }
}
