// Counts what a peer made of many rooms of one version: the same as the text, something that some
// switches explain, something that nothing explains, or no answer at all.
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

const refusalTextsMax = 50;

export class Tally {
  readonly peer: string;
  readonly version: string;
  #rooms = 0;
  #asPreset: number | null;
  readonly #causes = new Map<string, number>();
  readonly #switches = new Map<DialectSwitch, number>();
  readonly #counts = { unexplained: 0, crash: 0, hang: 0, nonsense: 0, refused: 0 };
  readonly #refusals = new Map<string, number>();

  constructor(peer: string, version: string, hasPreset: boolean) {
    this.peer = peer;
    this.version = version;
    this.#asPreset = hasPreset ? 0 : null;
  }

  add(outcome: Outcome, isAsPreset: boolean): void {
    this.#rooms++;
    if (isAsPreset && this.#asPreset !== null) this.#asPreset++;
    if (outcome.kind === "explained") {
      const cause = outcome.cause.join("+");
      this.#causes.set(cause, (this.#causes.get(cause) ?? 0) + 1);
      for (const name of outcome.cause) {
        this.#switches.set(name, (this.#switches.get(name) ?? 0) + 1);
      }
      return;
    }
    this.#counts[outcome.kind]++;
    if (outcome.kind !== "refused") return;
    const full = this.#refusals.size >= refusalTextsMax && !this.#refusals.has(outcome.detail);
    const text = full ? "others" : outcome.detail;
    this.#refusals.set(text, (this.#refusals.get(text) ?? 0) + 1);
  }

  report(): TallyReport {
    const { unexplained, crash, hang, nonsense, refused } = this.#counts;
    const answered = this.#rooms - crash - hang - nonsense - refused;
    const asText = this.#causes.get("") ?? 0;
    const causes = [...this.#causes].filter(([cause]) => cause !== "").sort((a, b) => b[1] - a[1]);
    return {
      peer: this.peer,
      version: this.version,
      rooms: this.#rooms,
      answered,
      asPreset: this.#asPreset,
      differs: rateOf(answered - asText, answered),
      causes: causes.map(([cause, count]) => ({ cause, ...rateOf(count, answered) })),
      switches: [...this.#switches]
        .sort((a, b) => b[1] - a[1])
        .map(([name, count]) => ({ name, ...rateOf(count, answered) })),
      unexplained,
      crashes: crash,
      hangs: hang,
      nonsense,
      refusals: Object.fromEntries(this.#refusals),
    };
  }
}
