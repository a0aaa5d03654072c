// What a command is: data from which help, parsing and tests are made, and a function. A command's
// file exports one such object; main.ts lists them.
import type { ExitCode } from "./exit-code.ts";
import type { Io } from "./io.ts";
import type { Output } from "./output.ts";
import { Problem, problemOf } from "./problem.ts";

/** One command of the program. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** In commander's form: `<ROOMFILE>` is needed, `[TRACE]` is not, `...` at the end repeats. */
  readonly args: readonly Argument[];
  readonly options: readonly Option[];
  /** Whole command lines that work. */
  readonly examples: readonly string[];
  run(call: Call): Promise<ExitCode> | ExitCode;
}

/** Commands that the help lists under one title. */
export interface Chapter {
  readonly title: string;
  readonly commands: readonly Command[];
}

export interface Argument {
  readonly name: string;
  readonly about: string;
}

export interface Option {
  /** In commander's form: `--at <ID...>`, `-o, --out <FILE>`, `--wire`. */
  readonly flags: string;
  readonly about: string;
  /** May be given several times, each value one entry of a list. */
  readonly repeats?: boolean;
  /** Left out of the command line that makes a call again. */
  readonly once?: boolean;
}

/** One call of a command. */
export interface Call {
  readonly args: readonly string[];
  readonly options: Options;
  readonly output: Output;
  readonly io: Io;
  /** The command line that makes this call again, without the common options. */
  readonly again: string;
}

/** The options every command has, beside its own; see program.ts. */
export const commonOptions: readonly Option[] = [
  { flags: "--json", about: "one JSON object on standard output instead of text" },
  { flags: "--quiet", about: "no text on standard output, only errors and the exit code" },
  { flags: "--debug", about: "show the stack where this program itself fails" },
];

/** The option values of a call, by their long names in camel case. */
export class Options {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #names: ReadonlySet<string> | undefined;

  /** @param names what options are called; to ask for another one is a bug of ours, and throws */
  constructor(values: Readonly<Record<string, unknown>>, names?: Iterable<string>) {
    this.#values = values;
    this.#names = names === undefined ? undefined : new Set(names);
  }

  #value(name: string): unknown {
    if (this.#names?.has(name) === false) throw new Error(`no option is called ${flagOf(name)}`);
    return this.#values[name];
  }

  /** True where the option was given. */
  has(name: string): boolean {
    return this.#value(name) !== undefined;
  }

  /** The same, as if one had not been given. */
  without(name: string): Options {
    return new Options({ ...this.#values, [name]: undefined }, this.#names);
  }

  flag(name: string): boolean {
    return this.#value(name) === true;
  }

  /** True where `--no-NAME` was given. */
  isOff(name: string): boolean {
    return this.#value(name) === false;
  }

  text(name: string): string | undefined {
    const value = this.#value(name);
    return typeof value === "string" ? value : undefined;
  }

  /** The values of an option that can have several; empty if it was not given. */
  list(name: string): readonly string[] {
    const value = this.#value(name);
    return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
  }

  /** One of some words. */
  choice<Word extends string>(name: string, words: readonly Word[]): Word | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const found = words.find((word) => word === text);
    if (found !== undefined) return found;
    throw new Problem({
      option: name,
      message: `${flagOf(name)} cannot be ${JSON.stringify(text)}`,
      remedy: `Give one of: ${words.join(", ")}.`,
    });
  }

  /** What a reader of another part makes of the text; what it finds wrong is this option's fault. */
  read<Value>(name: string, reader: (text: string) => Value): Value | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    try {
      return reader(text);
    } catch (thrown) {
      const problem = problemOf(thrown);
      throw problem === undefined ? thrown : new Problem({ ...problem, option: name });
    }
  }

  /** A whole number within bounds. */
  integer(name: string, { min, max }: { min: number; max: number }): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const number = /^-?\d{1,15}$/.test(text) ? Number(text) : NaN;
    if (number >= min && number <= max) return number;
    throw new Problem({
      option: name,
      message: `${flagOf(name)} cannot be ${JSON.stringify(text)}`,
      remedy: `Give a whole number from ${min} to ${max}.`,
    });
  }

  /** A decimal number within bounds. */
  number(name: string, { min, max }: { min: number; max: number }): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const number = /^\d{1,9}(?:\.\d{1,6})?$/.test(text) ? Number(text) : NaN;
    if (number >= min && number <= max) return number;
    throw new Problem({
      option: name,
      message: `${flagOf(name)} cannot be ${JSON.stringify(text)}`,
      remedy: `Give a number from ${min} to ${max}.`,
    });
  }

  /** A length of time such as `500ms`, `30s`, `5m` or `2h`, in ms, within bounds. */
  duration(name: string, { minMs, maxMs }: { minMs: number; maxMs: number }): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const [, number = "", unit = ""] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h)$/.exec(text) ?? [];
    const ms = Math.round(Number(number) * (unitMs[unit] ?? NaN));
    if (ms >= minMs && ms <= maxMs) return ms;
    const examples = [500, 30_000, 300_000, 7_200_000].filter((ms) => ms >= minMs && ms <= maxMs);
    const range = `a time from ${durationText(minMs)} to ${durationText(maxMs)}`;
    throw new Problem({
      option: name,
      message: `${flagOf(name)} cannot be ${JSON.stringify(text)}`,
      remedy: `Give ${range}, such as ${examples.map(durationText).join(" or ")}.`,
    });
  }
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** As a user would give it, in the largest unit that leaves it whole: `500ms`, `30s`, `2h`. */
function durationText(ms: number): string {
  const units = Object.entries(unitMs).filter(([, size]) => ms >= size && ms % size === 0);
  const [unit, size] = units[units.length - 1] ?? ["s", 1_000];
  return `${ms / size}${unit}`;
}

/** `roomVersion` → `--room-version`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
