// Where a command reads and writes: what stands for the terminal.

/** The world outside, so that tests can stand in for it. */
export interface Io {
  /** Writes to standard output. */
  out(text: string): void;
  /** Writes to standard error. */
  err(text: string): void;
  /** Standard input. */
  readonly input: AsyncIterable<string | Uint8Array>;
  /** True where a person watches standard error. */
  readonly terminal: boolean;
  /** How many characters a line of standard error takes; undefined where that is not known. */
  readonly columns?: number | undefined;
}
