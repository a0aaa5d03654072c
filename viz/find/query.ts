// The query language: words separated by spaces, of which all must hold; a minus before a word turns
// it round. This file reads a query into terms; match.ts finds what fits. The table of fields is
// also what the page shows as help.
//
//   type:member sender:@bob -verdict:accepted after:12s "quiet at last" /topic \d+/

/** A field that can be asked for, with what stands after the colon. */
export interface FieldHelp {
  readonly name: string;
  readonly example: string;
  readonly about: string;
}

export const fields: readonly FieldHelp[] = [
  {
    name: "type",
    example: "type:member|=m.room.topic",
    about: "part of the event type; | is or, and = before a word means all of it",
  },
  { name: "sender", example: "sender:@bob", about: "part of the sender" },
  { name: "key", example: "key:@bob", about: "part of the state key" },
  { name: "id", example: "id:$Ujnq3c", about: "beginning of the event ID" },
  { name: "server", example: "server:alpha", about: "made by this server" },
  {
    name: "verdict",
    example: "verdict:soft-failed@alpha",
    about: "what some server, or the one after @, made of it at any time",
  },
  {
    name: "worst",
    example: "worst:rejected",
    about:
      "the gravest that any server made of it: accepted, outlier, soft-failed, rejected, dropped",
  },
  { name: "anc", example: "anc:$Ujnq3c", about: "ancestors of an event over prev events" },
  { name: "desc", example: "desc:$Ujnq3c", about: "events that stand on an event" },
  { name: "after", example: "after:1m30s", about: "made at this time or later" },
  { name: "before", example: "before:500ms", about: "made at this time or earlier" },
  { name: "prev", example: "prev:>1", about: "number of prev events: a number, or > or < one" },
  {
    name: "is",
    example: "is:state",
    about: "state, message, merge, refused, anomaly, late, or gap",
  },
];

export const flags = ["state", "message", "merge", "refused", "anomaly", "late", "gap"] as const;
export type Flag = (typeof flags)[number];

/** What a term asks. Texts are in small letters. */
export type Ask =
  | { readonly ask: "type" | "sender" | "key" | "id" | "server" | "text"; readonly text: string }
  | { readonly ask: "anc" | "desc"; readonly text: string }
  | { readonly ask: "verdict"; readonly verdict: string; readonly at: string }
  | { readonly ask: "worst"; readonly verdict: string }
  | { readonly ask: "after" | "before"; readonly atMs: number }
  | { readonly ask: "prev"; readonly sign: "<" | ">" | "="; readonly count: number }
  | { readonly ask: "is"; readonly flag: Flag }
  | { readonly ask: "regex"; readonly regex: RegExp };

export interface Term {
  /** As it was written, to be shown as a chip. */
  readonly source: string;
  readonly negated: boolean;
  readonly ask: Ask;
}

export interface Query {
  readonly terms: readonly Term[];
  /** Words that could not be understood, each with what to write instead. */
  readonly problems: readonly string[];
}

/** A query longer than this is cut off: nobody types it. */
export const lengthMax = 2_000;

/**
 * Reads a query. Never throws: what is not understood is named in `problems` and left out.
 *
 * @example
 * parseQuery("type:topic -sender:@bob").terms.length; // 2
 */
export function parseQuery(text: string): Query {
  const terms: Term[] = [];
  const problems: string[] = [];
  for (const source of wordsOf(text.slice(0, lengthMax))) {
    const negated = source.length > 1 && source.startsWith("-");
    const ask = askOf(negated ? source.slice(1) : source);
    if (typeof ask === "string") problems.push(ask);
    else terms.push({ source, negated, ask });
  }
  return { terms, problems };
}

/** Words, where quotes and slashes hold spaces together. */
function wordsOf(text: string): string[] {
  const word = /-?(?:\w+:)?(?:"[^"]*"|\/(?:\\.|[^\\/])+\/i?(?=\s|$)|\S+)/g;
  return text.match(word) ?? [];
}

function askOf(word: string): Ask | string {
  const regex = /^\/((?:\\.|[^\\/])+)\/(i?)$/.exec(word);
  if (regex !== null) return regexOf(regex[1], regex[2]);
  const [, name, rest] = /^(\w+):(.*)$/s.exec(word) ?? [];
  if (name === undefined) return { ask: "text", text: plain(word) };
  const value = plain(rest);
  switch (name) {
    case "type":
    case "sender":
    case "key":
    case "id":
    case "server":
    case "anc":
    case "desc":
      return value === "" ? `${name}: needs something after the colon` : { ask: name, text: value };
    case "verdict":
      return verdictOf(value);
    case "worst": {
      if (verdicts.includes(value)) return { ask: name, verdict: value };
      return `worst: takes one of ${verdicts.join(", ")}`;
    }
    case "after":
    case "before": {
      const atMs = timeOf(value);
      if (atMs === undefined) return `${name}: takes a time such as 12s, 1m30s or 500ms`;
      return { ask: name, atMs };
    }
    case "prev": {
      const [, sign, count] = /^([<>]?)(\d{1,4})$/.exec(value) ?? [];
      if (count === undefined) return "prev: takes a number, or > or < and a number";
      return { ask: "prev", sign: sign === "<" || sign === ">" ? sign : "=", count: Number(count) };
    }
    case "is": {
      const flag = flags.find((each) => each === value);
      return flag === undefined ? `is: takes one of ${flags.join(", ")}` : { ask: "is", flag };
    }
    default:
      return { ask: "text", text: plain(word) };
  }
}

function plain(text: string): string {
  return text.replace(/^"|"$/g, "").toLowerCase();
}

function regexOf(source: string, mode: string): Ask | string {
  try {
    return { ask: "regex", regex: new RegExp(source, `u${mode}`) };
  } catch {
    return `/${source}/ is not a regular expression`;
  }
}

const verdicts = ["dropped", "outlier", "accepted", "soft-failed", "rejected"];

function verdictOf(value: string): Ask | string {
  const [word, at = ""] = value.split("@");
  if (verdicts.includes(word)) return { ask: "verdict", verdict: word, at };
  return `verdict: takes one of ${verdicts.join(", ")}, and @server if you like`;
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `1m30s`, `500ms`, or a bare number of milliseconds. */
function timeOf(text: string): number | undefined {
  if (/^\d{1,12}$/.test(text)) return Number(text);
  if (!/^(?:\d{1,9}(?:\.\d{1,3})?(?:ms|s|m|h))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, count, unit] of text.matchAll(/([\d.]+)(ms|s|m|h)/g)) {
    total += Number(count) * unitMs[unit];
  }
  return Math.round(total);
}
