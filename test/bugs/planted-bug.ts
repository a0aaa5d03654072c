// What a planted bug is: a small change of the source text that makes the simulator do what some
// homeserver or library once did, or what an implementer may well do. The change is made while a
// worker thread loads the file (plant.ts), so the code itself has no switch that could be left on,
// and what is published cannot make any of these mistakes.

/** Where in a homeserver the mistake is made. */
export const areas = ["resolver", "auth", "receive", "send", "join", "backfill"] as const;
export type Area = (typeof areas)[number];

/** One mistake. */
export interface PlantedBug {
  /** Small letters and hyphens; unique. */
  readonly name: string;
  readonly area: Area;
  /** What is done wrong, one sentence. */
  readonly about: string;
  /** Where it was made for real; absent: nobody has reported it. */
  readonly thread?: string;
  readonly changes: readonly Change[];
  /** Checks of which one has to see it (default: any of the usual ones). */
  readonly checks?: readonly string[];
  /** Named faults without which the mistake cannot show, such as a server that lies. */
  readonly faults?: readonly string[];
  /** What a room needs from the start for the mistake to show. */
  readonly opening?: Opening;
}

/** How a room is opened: with a policy server, which signs whatever it is shown, or with power that invitations need. */
export type Opening = "policy-server" | "guarded-invitations";

/** A change of one file: `from` stands there exactly once. */
export interface Change {
  /** From the root. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/**
 * The text with a change made.
 * @throws Error where `from` does not stand there exactly once: the code has moved on, and the bug
 * has to follow it
 */
export function changed(text: string, { file, from, to }: Change): string {
  const pieces = text.split(from);
  if (pieces.length === 2) return pieces.join(to);
  const found = pieces.length === 1 ? "is not there" : `stands there ${pieces.length - 1} times`;
  throw new Error(`${file}: what a planted bug changes ${found}: ${from.trim()}`);
}
