// Lines of k6's stream of samples: as CSV (`--out csv`), which the driver asks for because it costs k6
// and us a fraction, or as JSON (`--out json`), which files of others hold. Most samples are of no
// interest, and nothing of those is read but the metric's name, which stands first.

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
  K6_CSV_SAVE_INTERVAL: "200ms",
} as const;

/** Columns before the tags of k6's own. */
const firstTag = 3;

export class K6Lines {
  readonly #wanted: (metric: string) => boolean;
  /** The names of CSV's columns, from its first line. */
  #columns: readonly string[] = [];

  /** @param wanted says of a metric's name whether its samples are of interest */
  constructor(wanted: (metric: string) => boolean) {
    this.#wanted = wanted;
  }

  /** The sample of a line; undefined where it is of no interest, or no sample. */
  read(line: string): Point | undefined {
    return line.startsWith("{") ? this.#readJson(line) : this.#readCsv(line);
  }

  #readJson(line: string): Point | undefined {
    const metric = /^\{"metric":"([^"]+)"/.exec(line)?.[1];
    if (metric === undefined || !this.#wanted(metric)) return undefined;
    const { type, data } = JSON.parse(line) as {
      readonly type: string;
      readonly data: { time: string; value: number; tags?: Record<string, string> | null };
    };
    if (type !== "Point") return undefined;
    return { metric, timeMs: Date.parse(data.time), value: data.value, tags: data.tags ?? {} };
  }

  /** Neither our names nor the tags that we ask for hold a comma, so nothing is in quotes. */
  #readCsv(line: string): Point | undefined {
    const metric = line.slice(0, Math.max(0, line.indexOf(",")));
    if (metric === "metric_name") this.#columns = line.split(",");
    if (!this.#wanted(metric)) return undefined;
    const cells = line.split(",");
    if (cells.length !== this.#columns.length) return undefined;
    return { metric, timeMs: Number(cells[1]), value: Number(cells[2]), tags: this.#tags(cells) };
  }

  #tags(cells: readonly string[]): Point["tags"] {
    const tags: Record<string, string> = {};
    for (let n = firstTag; n < cells.length; n++) {
      const [cell, column] = [cells[n], this.#columns[n]];
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
}
