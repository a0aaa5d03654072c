// Builds the replay page: one HTML file with its script, its style and, last, a trace. The page's
// policy names its own script and style by hash and allows nothing else, so neither a trace's
// content nor a network can bring anything in. This file writes nothing to disk, and loads esbuild
// only when a page is built: the published program embeds traces without it.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { writeTrace } from "../sim/trace/write.ts";
import { comparisonText } from "./compare/index.ts";
import { cutTrace, redactTrace, type Window } from "./excerpt/index.ts";
import { fileKinds, type SaveOptions } from "./export/index.ts";
import { tutorials } from "./app/tutorials/index.ts";
import {
  answerText,
  answerWhatIf,
  changeOfDeeds,
  type Answer,
  type Deeds,
} from "./what-if/index.ts";
import {
  gatherModel,
  openModel,
  pack,
  readRecords,
  type Model,
  type ModelData,
} from "./model/index.ts";

export { isTraceSource, streamTrace, type ByteSource } from "./input/index.ts";
export { parseLossless } from "./model/read-records.ts";
export type { ModelData };

/** `disk`: reaches nothing at all. `live`: reaches the server that it came from, for its feed. */
export type PageKind = "disk" | "live";

/**
 * The page without a trace: opened as it is, it asks for one. Bundles `viz/app` with esbuild, so
 * it needs the repository; a published package carries the result and needs only `embedTrace`.
 *
 * @example
 * const page = embedTrace(await buildPage(), writeTrace(records));
 */
export async function buildPage(kind: PageKind = "disk"): Promise<string> {
  const folder = join(import.meta.dirname, "app");
  const [template, style, script] = await Promise.all([
    readFile(join(folder, "page.html"), "utf8"),
    bundle(join(folder, "style.css")),
    bundle(join(folder, kind === "live" ? "live/main.ts" : "main.ts")),
  ]);
  // What a hash covers is the text between the tags, to the byte.
  return fill(template, {
    POLICY: policyFor({ script, style, kind }),
    STYLE: style,
    SCRIPT: script,
  });
}

/** The kinds of files that `traceAs` makes. */
export const traceKinds: readonly string[] = fileKinds.map(({ name }) => name);

/**
 * A trace in another form, with the facts of the page at its end or at another instant. Throws
 * where it cannot take that form.
 */
export function traceAs(kind: string, data: ModelData, options: SaveOptions = {}): string {
  const found = fileKinds.find(({ name }) => name === kind);
  if (found === undefined) throw new Error(`there is no form ${kind}`);
  return found.text(openModel(data), options);
}

/** How two traces differ, as plain text. */
export function compareTraces(
  a: { readonly name: string; readonly data: ModelData },
  b: { readonly name: string; readonly data: ModelData },
): string {
  return comparisonText(openModel(a.data), openModel(b.data), { a: a.name, b: b.name });
}

/** How a room of a trace would come out with a change. Throws in words where it cannot be told. */
export function whatIf(
  data: ModelData,
  deeds: Deeds,
  room: number,
): { readonly answer: Answer; readonly text: string } {
  const model: Model = openModel(data);
  if (model.meta.rooms[room] === undefined) throw new Error(`there is no room ${room + 1}`);
  const answer = answerWhatIf(model, room, changeOfDeeds(model, deeds));
  return { answer, text: answerText(answer) };
}

/** The viewer's data of a trace that is one text; lines that are no records are named in it. */
export function dataOfTrace(traceNdjson: string): ModelData {
  const reading = readRecords(traceNdjson);
  if (!reading.ok) throw new Error(reading.message);
  return gatherModel(reading.records, { skipped: reading.skipped });
}

/** The tutorials of the page, by the names under which it opens them. */
export const tutorialNames: readonly string[] = tutorials.map(({ name }) => name);

/** Which part of a trace goes on, and whether names and contents do. */
export interface Excerpt {
  readonly window?: Window;
  readonly redact?: boolean;
}

/** A part of a trace, or one that says nothing of people, as NDJSON. Throws where it is no trace. */
export function excerptOf(traceNdjson: string, { window, redact }: Excerpt): string {
  const reading = readRecords(traceNdjson);
  if (!reading.ok) throw new Error(reading.message);
  const cut = window === undefined ? reading.records : cutTrace(reading.records, window);
  return writeTrace(redact === true ? redactTrace(cut) : cut);
}

/**
 * The page with a trace in it: packed, gzip, then base64, in a script element that no browser runs.
 * Base64 has no `<`, so nothing in a trace can end that element. Pure: same input, same page.
 *
 * @param pageTemplate what `buildPage` returned; throws where it has no place for a trace
 * @param traceNdjson the text of a trace; any other text goes in as it is, and the page says so
 */
export function embedTrace(pageTemplate: string, traceNdjson: string): string {
  return embed(pageTemplate, packed(traceNdjson));
}

/** The page with the data of a trace that is too long to be one text; see `gatherModel`. */
export function embedModel(pageTemplate: string, data: ModelData): string {
  return embed(pageTemplate, pack(data));
}

function embed(pageTemplate: string, content: string | Uint8Array): string {
  const at = pageTemplate.indexOf(tracePlace);
  if (at < 0) {
    throw new Error("the page has no place for a trace: give the page that buildPage returns");
  }
  const base64 = gzipSync(content, { level: 9, memLevel: 9 }).toString("base64");
  return pageTemplate.slice(0, at) + base64 + pageTemplate.slice(at + tracePlace.length);
}

function packed(trace: string): string | Uint8Array {
  const reading = readRecords(trace);
  return reading.ok ? pack(gatherModel(reading.records, { skipped: reading.skipped })) : trace;
}

const tracePlace = "@TRACE@";

async function bundle(entry: string): Promise<string> {
  const { build } = await import("esbuild");
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    // light-dark() must reach the browser as it is; older targets would have it rewritten.
    target: ["chrome123", "firefox128", "safari18"],
    charset: "utf8",
    // Schemas check what is read from disk; the page has a reader of its own for that.
    alias: {
      typebox: join(import.meta.dirname, "no-schemas.ts"),
      "typebox/schema": join(import.meta.dirname, "no-schemas.ts"),
    },
    legalComments: "none",
  });
  const text = result.outputFiles[0].text.trim();
  if (/<\/(?:script|style)/i.test(text)) throw new Error(`${entry} holds a closing tag`);
  return text;
}

function policyFor(parts: { script: string; style: string; kind: PageKind }): string {
  const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  return [
    "default-src 'none'",
    `script-src ${hash(parts.script)}`,
    `style-src ${hash(parts.style)}`,
    "worker-src blob:",
    ...(parts.kind === "live" ? ["connect-src 'self'"] : []),
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

/** Puts parts in place of their `@NAME@`, with its comment signs and the white space around. */
function fill(template: string, parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts).reduce((page, [name, text]) => {
    const place = new RegExp(`\\s*/\\*@${name}@\\*/\\s*|@${name}@`);
    if (!place.test(page)) throw new Error(`page.html has no place for ${name}`);
    return page.replace(place, () => text);
  }, template);
}
