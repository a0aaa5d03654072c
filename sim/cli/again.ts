// The command line that makes a call again: shown at the end of runs, kept in reports. It is made from
// the command's own list of options, so that no option can be forgotten.
import type { Command, Options } from "./command.ts";

/** The command, its arguments and every option that was given; not the common ones, nor `once`. */
export function againText(
  { name, options: known }: Pick<Command, "name" | "options">,
  args: readonly string[],
  options: Options,
): string {
  const words = known
    .filter(({ once }) => once !== true)
    .flatMap(({ flags }) => {
      const [flag] = /--[a-z0-9-]+/.exec(flags) ?? [""];
      const isNegative = flag.startsWith("--no-");
      const key = flag
        .slice(isNegative ? 5 : 2)
        .replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
      if (isNegative) return options.isOff(key) ? [flag] : [];
      const text = options.text(key);
      const values = text === undefined ? options.list(key) : [text];
      return options.flag(key) ? [flag] : values.map((value) => `${flag} ${quoted(value)}`);
    });
  return ["rashomon", name, ...args.map(quoted), ...words].join(" ");
}

/** A word as a shell takes it back. */
export function quoted(word: string): string {
  return /^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
