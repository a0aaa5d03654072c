// What a check has found against a trace: counted in full, worded only for the first few, with the
// events and servers to look at. Turns itself into a verdict.
import type { CheckResult, VerdictRecord } from "../trace/records.ts";

/** How many findings are put into words, and how many events and servers a verdict lists. */
const wordedMax = 2;
const listedMax = 20;

/** Where to look: event indexes and server indexes of the trace; negative ones are left out. */
export interface Place {
  readonly events?: readonly number[];
  readonly servers?: readonly number[];
}

/** A list of findings. */
export class Findings {
  count = 0;
  readonly #texts: string[] = [];
  readonly #events = new Set<number>();
  readonly #servers = new Set<number>();

  /**
   * Adds a finding.
   * @param text a sentence without its full stop; only called if it is going to be shown.
   */
  add(text: () => string, place: Place): void {
    this.count++;
    if (this.#texts.length < wordedMax) this.#texts.push(sentence(text()));
    addSome(this.#events, place.events);
    addSome(this.#servers, place.servers);
  }

  /** The first finding in words, without a full stop. */
  get first(): string {
    return this.#texts[0] ?? "";
  }

  /** The first findings in words: one or two sentences. */
  get detail(): string {
    const [first = "", second] = this.#texts;
    if (second === undefined) return `${first}.`;
    if (this.count === 2) return `${first}. ${second}.`;
    return `${first}. There are ${this.count - 1} more such findings.`;
  }

  /** A verdict that shows these findings. */
  verdict(check: string, result: CheckResult, detail: string = this.detail): VerdictRecord {
    const events = [...this.#events].sort((a, b) => a - b);
    const servers = [...this.#servers].sort((a, b) => a - b);
    return { kind: "verdict", check, result, detail, events, servers };
  }
}

/** Names of servers keep their first letter; the word for an event begins a sentence. */
function sentence(text: string): string {
  return text.startsWith("event ") ? `E${text.slice(1)}` : text;
}

function addSome(set: Set<number>, members: readonly number[] = []): void {
  for (const member of members) if (member >= 0 && set.size < listedMax) set.add(member);
}

/** A verdict without anything to look at. */
export function plainVerdict(check: string, result: CheckResult, detail: string): VerdictRecord {
  return { kind: "verdict", check, result, detail, events: [], servers: [] };
}
