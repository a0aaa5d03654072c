// An answer to a "why" question: a chain of records that led to it, each a sentence that says where
// in the run it can be seen. As data, so that a page can make each link clickable, and as text.
import { clockText } from "../model/index.ts";

/** One record of the chain. */
export interface ChainLink {
  readonly text: string;
  /** When it happened; links are in order of telling, which is not always that of time. */
  readonly atMs?: number | undefined;
  /** The event that it is about. */
  readonly event?: number | undefined;
  /** The server at which it happened. */
  readonly server?: number | undefined;
  /** Index of a resolution of the model. */
  readonly resolution?: number | undefined;
  /** A place in the specification. */
  readonly spec?: string | undefined;
}

export interface Chain {
  readonly question: string;
  /** The short answer. */
  readonly answer: string;
  readonly links: readonly ChainLink[];
}

/** What can be asked of a server and an event at a time. */
export interface Question {
  readonly server: number;
  readonly event: number;
  readonly atMs: number;
}

/**
 * A chain as plain text, a link a line.
 *
 * @example
 * chainText(whyNotThere(model, { server: 1, event: 12, atMs: 9000 }));
 */
export function chainText({ question, answer, links }: Chain): string {
  const lines = links.map(({ text, atMs, spec }, at) => {
    const when = atMs === undefined ? "" : `${clockText(atMs)} `;
    return `  ${at + 1}. ${when}${text}${spec === undefined ? "" : ` (${spec})`}`;
  });
  return `${question}\n${answer}\n${lines.join("\n")}${lines.length === 0 ? "" : "\n"}`;
}
