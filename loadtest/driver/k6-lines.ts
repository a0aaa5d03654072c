// Lines of k6's stream of samples: as CSV (`--out csv`), which the driver asks for because it costs k6
// and us a fraction, or as JSON (`--out json`), which files of others hold. Most samples are of no
// interest, and nothing of those is looked at but the metric's name, which stands first; and the tags
// of one request are mostly those of another before it.

/** A sample. */
export interface Point {
  readonly metric: string;
  /** In ms since 1970. */
  readonly timeMs: number;
  readonly value: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** What k6 must be told for lines of CSV as they are read here, as environment variables. */
export const csvSettings = {
  K6_CSV_TIME_FORMAT: "unix_milli",
  K6_CSV_SAVE_INTERVAL: "500ms",
} as const;

/** Columns before the tags of k6's own: name, time and value of the sample. */
const firstTag = 3;

/** So many different texts of tags are kept with what they say. */
const tagsMost = 1_000;

const headName = "metric_name";

export class K6Lines {
  readonly #tell: (point: Point) => void;
  /** Names of what is of interest, by their length. */
  readonly #wanted: string[][] = [];
  /** The names of CSV's columns, from its first line. */
  #columns: readonly string[] = [];
  readonly #tagsOf = new Map<string, Point["tags"] | undefined>();
  #rest = "";

  /** @param wanted the metrics whose samples are of interest */
  constructor(wanted: Iterable<string>, tell: (point: Point) => void) {
    this.#tell = tell;
    for (const name of [headName, ...wanted]) (this.#wanted[name.length] ??= []).push(name);
  }

  /** Takes in a piece of the stream, which may end inside a line. */
  take(text: string): void {
    const whole = this.#rest + text;
    let from = 0;
    for (let end = whole.indexOf("\n"); end >= 0; end = whole.indexOf("\n", from)) {
      const point =
        whole[from] === "{" ? this.#json(whole, from, end) : this.#csv(whole, from, end);
      if (point !== undefined) this.#tell(point);
      from = end + 1;
    }
    this.#rest = whole.slice(from);
  }

  /** The name at a place of a text, where it is of interest. */
  #nameAt(text: string, from: number, length: number): string | undefined {
    return this.#wanted[length]?.find((name) => text.startsWith(name, from));
  }

  #json(text: string, from: number, end: number): Point | undefined {
    const nameFrom = from + '{"metric":"'.length;
    const metric = this.#nameAt(text, nameFrom, text.indexOf('"', nameFrom) - nameFrom);
    if (metric === undefined) return undefined;
    const { type, data } = JSON.parse(text.slice(from, end)) as {
      readonly type: string;
      readonly data: { time: string; value: number; tags?: Record<string, string> | null };
    };
    if (type !== "Point") return undefined;
    return { metric, timeMs: Date.parse(data.time), value: data.value, tags: data.tags ?? {} };
  }

  #csv(text: string, from: number, end: number): Point | undefined {
    const nameEnd = text.indexOf(",", from);
    const metric = this.#nameAt(text, from, nameEnd - from);
    if (metric === undefined) return undefined;
    if (metric === headName) {
      this.#columns = text.slice(from, end).split(",");
      return undefined;
    }
    const timeEnd = text.indexOf(",", nameEnd + 1);
    const valueEnd = text.indexOf(",", timeEnd + 1);
    if (timeEnd < 0 || valueEnd < 0 || valueEnd > end) return undefined;
    const tags = this.#tags(text.slice(valueEnd + 1, end));
    if (tags === undefined) return undefined;
    const timeMs = Number(text.slice(nameEnd + 1, timeEnd));
    return { metric, timeMs, value: Number(text.slice(timeEnd + 1, valueEnd)), tags };
  }

  #tags(text: string): Point["tags"] | undefined {
    const known = this.#tagsOf.get(text);
    if (known !== undefined) return known;
    const tags = tagsIn(text.split(","), this.#columns.slice(firstTag));
    if (this.#tagsOf.size === tagsMost) this.#tagsOf.clear();
    this.#tagsOf.set(text, tags);
    return tags;
  }
}

/** Neither our names nor the tags that we ask for hold a comma, so nothing is in quotes. */
function tagsIn(cells: readonly string[], columns: readonly string[]): Point["tags"] | undefined {
  if (cells.length !== columns.length) return undefined;
  const tags: Record<string, string> = {};
  for (const [n, column] of columns.entries()) {
    const cell = cells[n];
    if (cell === "" || column === "metadata") continue;
    if (column !== "extra_tags") tags[column] = cell;
    else {
      for (const tag of cell.split("&")) {
        const at = tag.indexOf("=");
        tags[tag.slice(0, at)] = tag.slice(at + 1);
      }
    }
  }
  return tags;
}
