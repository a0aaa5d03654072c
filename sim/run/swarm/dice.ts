// Draws that are asked for one after another, each kind of choice from a stream of its own, so that
// one more draw of one kind leaves the others as they were.
import { below, seedHash, stream, type Stream } from "../../engine/index.ts";

/** A source of draws. */
export class Dice {
  readonly #stream: Stream;
  #next = 0;

  constructor(seed: string, name: string) {
    this.#stream = stream(seedHash(seed), `swarm ${name}`);
  }

  /** 0 … count − 1, all alike. */
  below(count: number): number {
    return below(this.#stream.at(this.#next++), count);
  }

  /** From the least to the most, both included. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  /** True in one of so many cases. */
  oneIn(count: number): boolean {
    return this.below(count) === 0;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)];
  }

  /** One of some with weights; the weights must not all be 0. */
  weighted<Item>(items: readonly (readonly [weight: number, item: Item])[]): Item {
    let at = this.below(items.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, item] of items) {
      if (at < weight) return item;
      at -= weight;
    }
    return items[items.length - 1][1];
  }

  /**
   * From the least to about the most, small ones as likely as large ones: a doubling is drawn first,
   * then a place in it. Integers only, so that every engine draws the same.
   */
  scaled(least: number, most: number): number {
    let doublings = 0;
    while (least * 2 ** (doublings + 1) <= most) doublings++;
    const low = least * 2 ** this.below(doublings + 1);
    return Math.min(most, this.between(low, Math.max(low, 2 * low - 1)));
  }

  /** Some of a list, each with the same chance, in the list's order. */
  some<Item>(items: readonly Item[], numerator: number, denominator: number): Item[] {
    return items.filter(() => this.below(denominator) < numerator);
  }
}
