// Counts what a peer made of many rooms of one version: the same as the text, something that some
// switches explain, something that nothing explains, or no answer at all. Counts of parts add up to
// the counts of the whole, so rooms can be compared in portions.
import type { DialectSwitch } from "../protocol/state-res/index.ts";
import { rateOf, type Rate } from "./rate.ts";

/** What became of one room at one peer. */
export type Outcome =
  | { readonly kind: "explained"; readonly cause: readonly DialectSwitch[] }
  | { readonly kind: "unexplained" }
  | { readonly kind: "refused" | "crash" | "hang" | "nonsense"; readonly detail: string };

/** The counts as a report gives them. Plain data. */
export interface TallyReport {
  readonly peer: string;
  readonly version: string;
  readonly rooms: number;
  readonly answered: number;
  /** Rooms whose answer is the preset's that bears the peer's name; null where there is none. */
  readonly asPreset: number | null;
  /** Rooms whose answer is not the text's. */
  readonly differs: Rate;
  /** By cause, most frequent first; a cause is the switches that are needed together. */
  readonly causes: readonly ({ readonly cause: string } & Rate)[];
  /** By switch, most frequent first: rooms of which it is a cause, alone or with others. */
  readonly switches: readonly ({ readonly name: DialectSwitch } & Rate)[];
  readonly unexplained: number;
  readonly crashes: number;
  readonly hangs: number;
  readonly nonsense: number;
  /** Errors that the peer answered with, and how often. */
  readonly refusals: Readonly<Record<string, number>>;
}

/** The bare counts. Plain data, for passing on and for adding up. */
export interface TallyCounts {
  readonly peer: string;
  readonly version: string;
  readonly asPreset: number | null;
  readonly unexplained: number;
  readonly crash: number;
  readonly hang: number;
  readonly nonsense: number;
  /** By the switches of each cause, joined by `+`; none for the text's own answer. */
  readonly causes: Readonly<Record<string, number>>;
  readonly refusals: Readonly<Record<string, number>>;
}

const refusalTextsMax = 50;

export class Tally {
  readonly peer: string;
  readonly version: string;
  #asPreset: number | null;
  readonly #causes = new Map<string, number>();
  readonly #counts = { unexplained: 0, crash: 0, hang: 0, nonsense: 0 };
  readonly #refusals = new Map<string, number>();

  constructor(peer: string, version: string, hasPreset: boolean) {
    this.peer = peer;
    this.version = version;
    this.#asPreset = hasPreset ? 0 : null;
  }

  add(outcome: Outcome, isAsPreset: boolean): void {
    if (isAsPreset && this.#asPreset !== null) this.#asPreset++;
    if (outcome.kind === "explained") increase(this.#causes, outcome.cause.join("+"), 1);
    else if (outcome.kind === "refused") this.#refuse(outcome.detail, 1);
    else this.#counts[outcome.kind]++;
  }

  /** Adds what was counted elsewhere. */
  addCounts(counts: TallyCounts): void {
    if (this.#asPreset !== null) this.#asPreset += counts.asPreset ?? 0;
    for (const name of ["unexplained", "crash", "hang", "nonsense"] as const) {
      this.#counts[name] += counts[name];
    }
    for (const [cause, count] of Object.entries(counts.causes)) {
      increase(this.#causes, cause, count);
    }
    for (const [text, count] of Object.entries(counts.refusals)) this.#refuse(text, count);
  }

  counts(): TallyCounts {
    const { peer, version } = this;
    const causes = Object.fromEntries(this.#causes);
    const refusals = Object.fromEntries(this.#refusals);
    return { peer, version, asPreset: this.#asPreset, ...this.#counts, causes, refusals };
  }

  report(): TallyReport {
    const { unexplained, crash, hang, nonsense } = this.#counts;
    const explained = sum(this.#causes.values());
    const answered = explained + unexplained;
    const refused = sum(this.#refusals.values());
    const asText = this.#causes.get("") ?? 0;
    const switches = new Map<DialectSwitch, number>();
    for (const [cause, count] of this.#causes) {
      if (cause === "") continue;
      for (const name of cause.split("+")) increase(switches, name as DialectSwitch, count);
    }
    return {
      peer: this.peer,
      version: this.version,
      rooms: answered + refused + crash + hang + nonsense,
      answered,
      asPreset: this.#asPreset,
      differs: rateOf(answered - asText, answered),
      causes: sorted(this.#causes)
        .filter(([cause]) => cause !== "")
        .map(([cause, count]) => ({ cause, ...rateOf(count, answered) })),
      switches: sorted(switches).map(([name, count]) => ({ name, ...rateOf(count, answered) })),
      unexplained,
      crashes: crash,
      hangs: hang,
      nonsense,
      refusals: Object.fromEntries(sorted(this.#refusals)),
    };
  }

  #refuse(detail: string, count: number): void {
    const full = this.#refusals.size >= refusalTextsMax && !this.#refusals.has(detail);
    increase(this.#refusals, full ? "others" : detail, count);
  }
}

function increase<Key>(counts: Map<Key, number>, key: Key, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}

/** The most frequent first, then by name, so that the order of counting does not show. */
function sorted<Key extends string>(counts: ReadonlyMap<Key, number>): [Key, number][] {
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}
