// Tables of records as columns: typed arrays that can be packed into a file and handed to another
// thread, with rows as light views. A million rows cost their numbers and one small object each,
// and nothing is parsed when a table is opened.
import { Growing } from "./growing.ts";

/**
 * What a column holds: `int` a whole number; `time` milliseconds, which may exceed 2^31; `text` a
 * string, interned; `ints` a list of whole numbers. Numbers and texts may be absent (`undefined`).
 */
export type ColumnKind = "int" | "time" | "text" | "ints";
export type Schema = Readonly<Record<string, ColumnKind>>;

export type Numbers = Int32Array | Float64Array | Uint8Array;
/** Columns by name; `ints` have a second one, `NAME.at`, that says where each row's list begins. */
export type Columns = Record<string, Numbers>;

const absent = -1;

/** Strings that many rows share, each kept once. */
export class Texts {
  readonly list: string[];
  private readonly known = new Map<string, number>();

  constructor(list: string[] = []) {
    this.list = list;
    list.forEach((text, at) => this.known.set(text, at));
  }

  intern(text: string): number {
    const known = this.known.get(text);
    if (known !== undefined) return known;
    this.known.set(text, this.list.length);
    this.list.push(text);
    return this.list.length - 1;
  }
}

/** Collects rows. */
export class TableBuilder {
  private readonly schema: Schema;
  private readonly texts: Texts;
  private readonly values: Record<string, Growing<Int32Array | Float64Array>> = {};
  private readonly ends: Record<string, Growing<Int32Array>> = {};
  private rows = 0;

  constructor(schema: Schema, texts: Texts) {
    this.schema = schema;
    this.texts = texts;
    for (const [name, kind] of Object.entries(schema)) {
      this.values[name] = kind === "time" ? Growing.floats() : Growing.ints();
      if (kind !== "ints") continue;
      this.ends[name] = Growing.ints();
      this.ends[name].push(0);
    }
  }

  get length(): number {
    return this.rows;
  }

  add(row: Readonly<Record<string, unknown>>): void {
    this.rows += 1;
    for (const name in this.schema) {
      const value: unknown = row[name];
      const column = this.values[name];
      if (this.schema[name] === "ints") {
        for (const each of value as readonly number[]) column.push(each);
        this.ends[name].push(column.length);
      } else if (typeof value === "string") column.push(this.texts.intern(value));
      else column.push(typeof value === "number" ? value : absent);
    }
  }

  /** The columns, each under `PREFIX.NAME`. */
  finish(prefix: string, into: Columns): void {
    for (const [name, kind] of Object.entries(this.schema)) {
      into[`${prefix}.${name}`] = this.values[name].view().slice();
      if (kind === "ints") into[`${prefix}.${name}.at`] = this.ends[name].view().slice();
    }
  }
}

/** How many rows a table has. */
export function rowCount(schema: Schema, prefix: string, columns: Columns): number {
  const [name, kind] = Object.entries(schema)[0];
  if (kind === "ints") return columns[`${prefix}.${name}.at`].length - 1;
  return columns[`${prefix}.${name}`].length;
}

/** A row's view: its place in the table, and the fields of the row. */
export type ViewOf<Row> = new (at: number) => Row & { readonly at: number };

/**
 * The class of a table's rows: views whose fields are read when asked for. `Row` is what the caller
 * knows them to be: which fields are never absent, and which words a text can be.
 */
export function viewOf<Row>(
  schema: Schema,
  prefix: string,
  { columns, texts }: { columns: Columns; texts: readonly string[] },
): ViewOf<Row> {
  class View {
    readonly at: number;
    constructor(at: number) {
      this.at = at;
    }
  }
  for (const [name, kind] of Object.entries(schema)) {
    const values = columns[`${prefix}.${name}`];
    const starts = columns[`${prefix}.${name}.at`];
    const get = {
      int: (at: number) => (values[at] < 0 ? undefined : values[at]),
      time: (at: number) => (values[at] < 0 ? undefined : values[at]),
      text: (at: number) => texts[values[at]],
      ints: (at: number) => Array.from(values.subarray(starts[at], starts[at + 1])),
    }[kind];
    Object.defineProperty(View.prototype, name, {
      get(this: View) {
        return get(this.at);
      },
      enumerable: true,
    });
  }
  return View as unknown as ViewOf<Row>;
}

/** All rows of a table. */
export function openTable<Row>(
  schema: Schema,
  prefix: string,
  data: { columns: Columns; texts: readonly string[] },
): Row[] {
  const View = viewOf<Row>(schema, prefix, data);
  return Array.from({ length: rowCount(schema, prefix, data.columns) }, (_, at) => new View(at));
}
