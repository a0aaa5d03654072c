// Light or dark: the system's choice until somebody presses the button.
import { forgetPalette } from "./canvas.ts";
import { button } from "./dom.ts";

const themes = ["system", "light", "dark"] as const;

export class Theme {
  readonly button: HTMLButtonElement;
  private at = 0;
  private readonly refresh: () => void;

  /** `refresh` is called when colours changed and all must be drawn again. */
  constructor(refresh: () => void) {
    this.refresh = refresh;
    this.button = button({ text: "◐", label: "Colours: as the system" }, () => this.next());
    for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
      matchMedia(query).addEventListener("change", () => this.show());
    }
  }

  private next(): void {
    this.at = (this.at + 1) % themes.length;
    const theme = themes[this.at];
    document.documentElement.dataset["theme"] = theme;
    this.button.textContent = { system: "◐", light: "☀", dark: "☾" }[theme];
    const words = theme === "system" ? "as the system" : theme;
    this.button.title = `Colours: ${words}`;
    this.button.setAttribute("aria-label", this.button.title);
    this.show();
  }

  private show(): void {
    forgetPalette();
    this.refresh();
  }
}
