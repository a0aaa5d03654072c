// A report as one HTML file: a title, the outcome in a word, what to know, and sections. All reports
// of loads and comparisons are such pages. No outside address, no secret; works without its script.
import { escape } from "./html.ts";
import { script } from "./script.ts";
import { style } from "./style.ts";

/** How an outcome is shown: its colour, and its words. */
export interface Chip {
  readonly kind: "held" | "broken" | "incomplete";
  readonly words: string;
}

export interface Note {
  readonly text: string;
  /** `bad`: something went wrong. `plain`: said, not warned of. */
  readonly kind?: "bad" | "plain";
}

export interface PageDocument {
  readonly title: string;
  readonly chip: Chip;
  /** The answer in a sentence, in large letters. */
  readonly answer?: string;
  /** What it is about, in a sentence. */
  readonly about?: string;
  readonly notes?: readonly Note[];
  /** HTML between the notes and the first section. */
  readonly lead?: string;
  /** Head and HTML; a section without content is left out. */
  readonly sections: readonly (readonly [head: string, content: string])[];
  /** More CSS. */
  readonly style?: string;
  /** True: plots over time, whose values are shown under the pointer. */
  readonly pointing?: boolean;
}

export function pageDocument(page: PageDocument): string {
  const { title, chip, answer, about, notes = [], lead = "", sections, pointing = false } = page;
  const scripts = pointing ? "; script-src 'unsafe-inline'" : "";
  const items = notes.map(({ text, kind = "" }) => `<li class="${kind}">${escape(text)}</li>`);
  const parts = [
    `<header><h1>${escape(title)}</h1><span class="chip ${chip.kind}">${escape(chip.words)}</span></header>`,
    answer === undefined ? "" : `<p class="answer">${escape(answer)}</p>`,
    about === undefined ? "" : `<p class="sub">${escape(about)}</p>`,
    items.length === 0 ? "" : `<ul class="notes">${items.join("")}</ul>`,
    lead,
    ...sections
      .filter(([, content]) => content !== "")
      .map(([head, content]) => `<section><h2>${escape(head)}</h2>\n${content}</section>`),
    pointing ? '<div id="readout" aria-hidden="true">.</div>' : "",
  ];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; style-src 'unsafe-inline'${scripts}">
<title>${escape(title)} · Rashomon</title>
<style>${style}${page.style ?? ""}</style>
<main>
${parts.filter((part) => part !== "").join("\n")}
</main>
${pointing ? `<script>${script}</script>\n` : ""}</html>
`;
}

/** A figure that is looked for first; `more` stands small below it. */
export type Tile = readonly [name: string, value: string, more: string];

export function tiles(cells: readonly Tile[]): string {
  const tile = ([name, value, more]: Tile) =>
    `<div><dt>${escape(name)}</dt><dd>${escape(value)}<small>${escape(more)}</small></dd></div>`;
  return `<dl class="tiles">${cells.map(tile).join("")}</dl>`;
}

/** Name and value, as text. */
export type Fact = readonly [name: string, value: string];

/** The list at a report's end; commands and sums (`code`) are set as such. */
export function factList(facts: readonly Fact[], code: ReadonlySet<string> = usualCode): string {
  const rows = facts.map(([name, value]) => {
    const text = escape(value);
    return `<dt>${escape(name)}</dt><dd>${code.has(name) ? `<code>${text}</code>` : text}</dd>`;
  });
  return `<dl class="facts">${rows.join("")}</dl>`;
}

const usualCode: ReadonlySet<string> = new Set(["Again", "Stage"]);
