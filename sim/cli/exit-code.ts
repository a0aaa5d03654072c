// How a command ends, as a number that scripts can ask for. One table; the help is made from it.

/** Exit codes by meaning. */
export const exitCode = {
  /** All checks held, or there was nothing to check. */
  ok: 0,
  /** A check is broken. */
  broken: 1,
  /** Wrong usage or input. */
  usage: 2,
  /** The servers did not converge in the bound. */
  notConverged: 3,
  /** A bug of this program. */
  bug: 4,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** The lines of the help that explain the exit codes. */
export const exitCodeHelp =
  "Exit codes: 0 all is well, 1 a check is broken, 2 wrong usage or input,\n" +
  "            3 did not converge in the bound, 4 a bug of this program.";
