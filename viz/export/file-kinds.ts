// The files that a run can be saved as, one row each: the page's commands and the command line's
// `view --as` are made of this table.
import { lightPalette, pictureOf, svgOf, type PictureOptions } from "../draw/index.ts";
import { filterRoom } from "../find/index.ts";
import type { Model } from "../model/index.ts";
import { dotOf, mermaidMax, mermaidOf } from "./dot.ts";
import { tardisOf } from "./tardis.ts";
import { textView } from "./text.ts";

export interface SaveOptions {
  readonly atMs?: number;
  readonly room?: number;
  /** Which events are shown, as words of the search language; all where it is absent. */
  readonly filter?: string;
  /** True where anomalies stay whatever the filter says (default). */
  readonly keepAnomalies?: boolean;
}

export interface FileKind {
  readonly name: string;
  /** What it is, to follow the words “save as”. */
  readonly about: string;
  readonly ending: string;
  readonly mime: string;
  /** The text; throws with words for the reader where it cannot be made. */
  text(model: Model, options: SaveOptions): string;
}

export const fileKinds: readonly FileKind[] = [
  {
    name: "svg",
    about: "a picture (SVG)",
    ending: "svg",
    mime: "image/svg+xml",
    text: (model, options) => svgText(model, options),
  },
  {
    name: "text",
    about: "plain text",
    ending: "txt",
    mime: "text/plain",
    text: (model, options) => textView(model, { ...options, hiding: hidingOf(model, options) }),
  },
  {
    name: "dot",
    about: "a graph for Graphviz (DOT)",
    ending: "dot",
    mime: "text/plain",
    text: (model, { room }) => dotOf(model, room),
  },
  {
    name: "mermaid",
    about: "a graph for Mermaid",
    ending: "mmd",
    mime: "text/plain",
    text: (model, { room }) => {
      const text = mermaidOf(model, room);
      if (text === undefined) throw new Error(`Mermaid draws at most ${mermaidMax} events`);
      return text;
    },
  },
  {
    name: "tardis",
    about: "a TARDIS scenario",
    ending: "json",
    mime: "application/json",
    text: (model, { room }) => tardisOf(model, room),
  },
  {
    name: "plan",
    about: "the plan of the run",
    ending: "plan.json",
    mime: "application/json",
    text: ({ meta }) => {
      if (meta.plan === null || meta.plan === undefined) throw new Error("the trace holds no plan");
      return `${JSON.stringify(meta.plan, undefined, 2)}\n`;
    },
  },
];

function svgText(model: Model, options: SaveOptions): string {
  const { shapes, w, h } = pictureOf(model, withFilter(model, options));
  const title = `${model.meta.scenario}, seed ${model.meta.seed}`;
  return svgOf(shapes, { w, h, palette: lightPalette, title });
}

/** Options for a picture, with the events that the filter leaves. */
export function withFilter(model: Model, options: SaveOptions & PictureOptions): PictureOptions {
  const { shown } = hidingOf(model, options) ?? {};
  const { layout = { name: "swim", rowsBy: "rank" } } = options;
  return { ...options, layout: { ...layout, ...(shown && { shown }) } };
}

function hidingOf(model: Model, { room = 0, filter = "", keepAnomalies = true }: SaveOptions) {
  if (filter === "") return undefined;
  return filterRoom(model, { room, text: filter, keep: keepAnomalies });
}
