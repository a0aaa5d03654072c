// What origins that do not behave well really did in a run: how often they were asked, and what became of
// it. They behave until all have joined, for who was never there joins no room. Made by the rig.
import type { Manner, Treatment } from "../../sim/bridge/manner.ts";

/** One origin that does not behave well, and what it did. */
export interface OddOrigin {
  /** Counted from 0. */
  readonly origin: number;
  readonly manner: Manner;
  /** Requests that it got from the target since all had joined. */
  readonly asked: number;
  /** Of these: answered late, refused, cut off, never answered. */
  readonly late: number;
  readonly refused: number;
  readonly reset: number;
  readonly unanswered: number;
  /** Transactions that it sent a second time. */
  readonly repeated: number;
}

type Counts = { -readonly [Key in Exclude<keyof OddOrigin, "origin" | "manner">]: number };

export class Misbehaviour {
  readonly #manners: ReadonlyMap<number, Manner>;
  readonly #mannerNow: (origin: number) => Manner;
  readonly #counts = new Map<number, Counts>();
  #begun = false;

  /** @param mannerNow how an origin behaves at the moment (default: as planned) */
  constructor(
    manners: ReadonlyMap<number, Manner>,
    mannerNow: (origin: number) => Manner = (origin) => manners.get(origin) ?? "good",
  ) {
    this.#manners = manners;
    this.#mannerNow = mannerNow;
    for (const origin of manners.keys()) {
      const none = { late: 0, refused: 0, reset: 0, unanswered: 0, repeated: 0 };
      this.#counts.set(origin, { asked: 0, ...none });
    }
  }

  /** From now on manners act, and are counted. */
  begin(): void {
    this.#begun = true;
  }

  mannerOf(origin: number): Manner {
    return this.#begun ? this.#mannerNow(origin) : "good";
  }

  treated(origin: number, treatment: Treatment): void {
    const counts = this.#counts.get(origin);
    if (counts === undefined || !this.#begun) return;
    counts.asked++;
    if (treatment.kind === "refuse") counts.refused++;
    if (treatment.kind === "reset") counts.reset++;
    if (treatment.kind === "never") counts.unanswered++;
    if (treatment.kind === "answer" && treatment.afterMs > 0) counts.late++;
  }

  repeated(origin: number): void {
    const counts = this.#counts.get(origin);
    if (counts !== undefined) counts.repeated++;
  }

  /** By origin. */
  figures(): OddOrigin[] {
    return [...this.#counts]
      .map(([origin, counts]) => ({
        ...{ origin, manner: this.#manners.get(origin) ?? "good", ...counts },
      }))
      .sort((a, b) => a.origin - b.origin);
  }
}
