// What a user did wrong, or what their machine refuses, in words that help: where, what, and what
// to do next. Everything else that is thrown is a bug of this program (see program.ts).

/** The parts of a problem. */
export interface ProblemParts {
  /** One sentence, without the file's name. */
  readonly message: string;
  /** What to do next, one sentence. */
  readonly remedy: string;
  readonly file?: string | undefined;
  /** Line in the file, counted from 1. */
  readonly line?: number | undefined;
  /** The option that is wrong by itself, by its name in camel case. */
  readonly option?: string | undefined;
  /** True where `--json` has shown it already, as part of another object. */
  readonly told?: boolean;
  /** What else is wrong. */
  readonly more?: readonly ProblemParts[];
}

/** Ends a command with exit code 2 and a message. */
export class Problem extends Error {
  readonly parts: ProblemParts;

  constructor(parts: ProblemParts) {
    super(parts.message);
    this.name = "Problem";
    this.parts = parts;
  }
}

/** The parts of a problem of this folder, or of one below that comes with a remedy; else nothing. */
export function problemOf(thrown: unknown): ProblemParts | undefined {
  if (thrown instanceof Problem) return thrown.parts;
  if (!(thrown instanceof Error) || !("remedy" in thrown)) return undefined;
  const { message, remedy } = thrown;
  return typeof remedy === "string" ? { message, remedy } : undefined;
}

/** Two lines for a terminal: `file:line: message` and the remedy; and two for all else that is wrong. */
export function problemText({ message, remedy, file, line, more = [] }: ProblemParts): string {
  const place = file === undefined ? "" : line === undefined ? `${file}: ` : `${file}:${line}: `;
  return `rashomon: ${place}${message}\n  → ${remedy}\n${more.map(problemText).join("")}`;
}

/** The code of a system error such as `ENOENT`, or undefined. */
export function systemCode(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !("code" in thrown)) return undefined;
  return typeof thrown.code === "string" ? thrown.code : undefined;
}
