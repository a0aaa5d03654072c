// The help: how to read the picture, and the keys.
import { button, el } from "./dom.ts";
import type { CommandGroup } from "./commands/index.ts";
import type { PageState, Store, View } from "./state.ts";

const reading = [
  "Each row is one event, in order of time. The large mark stands in its maker's lane.",
  "The small marks in the other lanes say what those servers made of it by the time on the clock.",
  "A number beside a small mark says how late the event came there, from a second on.",
  "Hatching is a fault: the lanes it touches, from its beginning to its end.",
  "A and B are the sides of a partition, and a dashed wall stands between them.",
  "S7 in a lane's head is the state that server holds. Same number, same state.",
  "The strip behind the slider rises where servers held different states.",
  "Two slanted strokes on the strip stand for a long quiet stretch that is shown short.",
  "Panes show the same picture as several servers see it: same event, same place.",
  "Rail draws one history in few columns; a dashed stub is an edge that found no way.",
  "A dashed stub with ? leads to a parent that the trace does not hold.",
  "Messages: a full arrow carries events, a dashed one asks: M missing events, B backfill, S state,",
  "E an event, J a join. Ends: × dropped, ‖ held, ○ timed out, ⊘ refused, ↻ sent again.",
  "Click a lane's head to look through that server's eyes: what it lacked is only dotted.",
];

export class Help implements View {
  readonly element: HTMLElement;

  constructor(groups: readonly CommandGroup[], store: Store) {
    const lists = groups.map(({ title, commands }) => {
      const list = el("dl", { class: "keys" });
      for (const { keys, shown, name } of commands) {
        if (keys.length === 0) continue;
        list.append(el("dt", {}, el("kbd", {}, shown ?? keys[0])), el("dd", {}, name));
      }
      return el("section", {}, el("h3", {}, title), list);
    });
    const close = button({ text: "Close" }, () => store.set({ help: false }));
    const how = el("ul", {}, ...reading.map((words) => el("li", {}, words)));
    this.element = el("div", { class: "help", role: "dialog", "aria-label": "Help" });
    this.element.append(el("h2", {}, "How to read it"), how, el("h2", {}, "Keys"));
    this.element.append(el("div", { class: "key-groups" }, ...lists), close);
    this.element.hidden = true;
  }

  update({ help }: PageState): void {
    this.element.hidden = !help;
  }
}
