// The command palette: a field in which a few letters find a command. A dialog of the browser's own,
// so the focus stays inside and returns where it was.
import type { Command, CommandGroup } from "./commands/index.ts";
import { el } from "./dom.ts";
import { matchWords } from "./match-words.ts";
import { changed, type PageState, type Store, type View } from "./state.ts";

/** More matches than this are not worth reading. */
const shownMax = 12;

export class Palette implements View {
  readonly element: HTMLDialogElement;
  private readonly commands: readonly Command[];
  private readonly field: HTMLInputElement;
  private readonly list = el("div", {
    role: "listbox",
    id: "palette-list",
    "aria-label": "Commands",
  });
  private found: readonly Command[] = [];
  private at = 0;

  constructor(groups: readonly CommandGroup[], store: Store) {
    this.commands = groups
      .flatMap(({ commands }) => commands)
      .filter(({ keys }) => keys.length < 9);
    this.field = el("input", {
      ...{ type: "text", role: "combobox", "aria-label": "Find a command", class: "palette-field" },
      ...{ "aria-controls": "palette-list", "aria-expanded": "true", autocomplete: "off" },
      placeholder: "What do you want to do?",
    });
    this.field.addEventListener("input", () => this.find());
    this.field.addEventListener("keydown", (event) => this.press(event));
    this.element = el(
      "dialog",
      { class: "palette", "aria-label": "Commands" },
      this.field,
      this.list,
    );
    this.element.addEventListener("close", () => store.set({ palette: false }));
    this.element.addEventListener("click", (event) => {
      if (event.target === this.element) this.element.close();
    });
  }

  update(state: PageState, before: PageState | undefined): void {
    if (!changed(state, before, "palette") || state.palette === this.element.open) return;
    if (!state.palette) {
      this.element.close();
      return;
    }
    this.field.value = "";
    this.find();
    this.element.showModal();
    this.field.focus();
  }

  private find(): void {
    this.found = matchWords(this.commands, this.field.value, ({ name }) => name).slice(0, shownMax);
    this.at = 0;
    this.list.replaceChildren(...this.found.map((command, at) => this.option(command, at)));
    this.markCurrent();
  }

  private option(command: Command, at: number): HTMLElement {
    const option = el("div", { role: "option", id: `palette-${at}`, class: "palette-option" });
    option.append(el("span", {}, command.name));
    const keys = command.shown ?? command.keys[0];
    if (keys !== undefined) option.append(el("kbd", {}, keys));
    option.addEventListener("click", () => this.run(command));
    return option;
  }

  private markCurrent(): void {
    [...this.list.children].forEach((option, at) => {
      option.setAttribute("aria-selected", String(at === this.at));
    });
    this.field.setAttribute(
      "aria-activedescendant",
      this.found.length > 0 ? `palette-${this.at}` : "",
    );
  }

  private press(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && this.found.length > 0) {
      event.preventDefault();
      this.at = (this.at + step + this.found.length) % this.found.length;
      this.markCurrent();
    }
    const command = this.found[this.at];
    if (event.key === "Enter" && command !== undefined) {
      event.preventDefault();
      this.run(command);
    }
  }

  private run(command: Command): void {
    this.element.close();
    command.act();
  }
}
