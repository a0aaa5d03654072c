// Draws in a row from one stream of chance, for making rooms up: the n-th room of a seed has dice of
// its own, so any room can be made again without those before it.
import { below, chance, pick, stream, type Seed, type Stream } from "../engine/stream.ts";

/** A source of draws that remembers how many were made. */
export class Dice {
  readonly #stream: Stream;
  #drawn = 0;

  /** @param room the number of the room that is made up */
  constructor(seed: Seed, room: number) {
    this.#stream = stream(seed, "random-room", room);
  }

  /** An integer from 0 up to but not including `bound`. */
  below(bound: number): number {
    return below(this.#stream.at(this.#drawn++), bound);
  }

  /** True in `parts` of `whole` cases. */
  chance(parts: number, whole: number): boolean {
    return chance(this.#stream.at(this.#drawn++), parts, whole);
  }

  /** One of the items; the list must not be empty. */
  pick<Item>(items: readonly Item[]): Item {
    return pick(this.#stream.at(this.#drawn++), items);
  }
}
