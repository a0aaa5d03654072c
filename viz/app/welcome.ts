// The page before there is anything to show: what it can open, and how, and the tutorials.
import { button, el } from "./dom.ts";
import { chooseFile } from "./inputs.ts";
import { tutorials } from "./tutorials/index.ts";

/** Shows it in place of all else. */
export function showWelcome(openTutorial: (name: string) => void): void {
  const choose = button({ text: "Choose a file …", class: "primary" }, () => chooseFile());
  const lessons = tutorials.map(({ name, title, about }, at) => {
    const item = button({ text: "" }, () => openTutorial(name));
    item.append(el("b", {}, `${at + 1}. ${title}`), el("span", { class: "quiet" }, about));
    return item;
  });
  document.title = "Rashomon";
  document.body.replaceChildren(
    el(
      "main",
      { class: "welcome" },
      el("h1", {}, "Rashomon"),
      el("p", { class: "lead" }, "What did each server see, and why did it decide so?"),
      el("p", {}, choose, el("span", { class: "quiet" }, " or drop it here, or paste its text.")),
      el("ul", {}, ...kinds.map(([name, about]) => el("li", {}, el("b", {}, name), ` – ${about}`))),
      el("h2", {}, "Learn by looking"),
      el("div", { class: "tutorials" }, ...lessons),
      el(
        "p",
        { class: "quiet" },
        "The page loads and sends nothing: a file stays on this machine.",
      ),
    ),
  );
}

const kinds: readonly (readonly [string, string])[] = [
  ["A trace", "trace.ndjson or trace.ndjson.gz, as a run writes it"],
  ["A room", "events as newline-delimited JSON or as a JSON array, in federation format"],
  ["A TARDIS scenario", "JSON or JSON5, with its annotations"],
  ["A vector", "an object with events, and perhaps state_sets to resolve"],
];
