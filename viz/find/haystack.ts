// All PDUs as one text in small letters, in which a word is found by the engine's own search, many
// times faster than by looking into each event.
import type { Model } from "../model/index.ts";

const separator = "\n";
/** A regular expression that somebody typed may be slow; it gets this long, then what it found. */
const regexBudgetMs = 1_000;

const built = new WeakMap<Model, Haystack>();

export class Haystack {
  private readonly text: string;
  /** Where each event's text begins; one more for the end. */
  private readonly starts: Int32Array;
  private readonly raw: readonly string[];

  /** The haystack of a model; built when first asked for. */
  static of(model: Model): Haystack {
    const known = built.get(model) ?? new Haystack(model);
    built.set(model, known);
    return known;
  }

  private constructor(model: Model) {
    const { columns } = model.data;
    const bytes = columns["pdus"] as Uint8Array;
    const ends = columns["pdus.at"];
    const decoder = new TextDecoder();
    const parts: string[] = [];
    const smalls: string[] = [];
    this.starts = new Int32Array(model.events.length + 1);
    let length = 0;
    for (let event = 0; event < model.events.length; event++) {
      // Of most of a million messages nothing is kept: they cost nothing here.
      const empty = ends[event] === ends[event + 1];
      const part = empty ? "" : decoder.decode(bytes.subarray(ends[event], ends[event + 1]));
      parts.push(part);
      if (!empty) {
        const small = part.toLowerCase() + separator;
        length += small.length;
        smalls.push(small);
      }
      this.starts[event + 1] = length;
    }
    this.raw = parts;
    this.text = smalls.join("");
  }

  /** 1 for each event whose text contains a word in small letters. */
  containing(word: string): Uint8Array {
    const set = new Uint8Array(this.raw.length);
    if (word === "") return set.fill(1);
    // Inside of JSON text quotes and backslashes are escaped.
    const needle = JSON.stringify(word).slice(1, -1);
    let event = 0;
    for (let at = this.text.indexOf(needle); at >= 0;) {
      while (this.starts[event + 1] <= at) event += 1;
      set[event] = 1;
      at = this.text.indexOf(needle, this.starts[event + 1]);
    }
    return set;
  }

  /** 1 for each event whose text a regular expression matches, as far as the time allows. */
  matching(regex: RegExp): Uint8Array {
    const set = new Uint8Array(this.raw.length);
    const until = performance.now() + regexBudgetMs;
    for (const [event, part] of this.raw.entries()) {
      if (regex.test(part)) set[event] = 1;
      if (event % 64 === 0 && performance.now() > until) break;
    }
    return set;
  }
}
