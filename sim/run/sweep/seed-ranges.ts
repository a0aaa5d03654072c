// Which seeds of a sweep are still to run, as ranges that are handed to workers whole.

/** Seeds from the first to the last one, both included. */
export interface SeedRange {
  readonly first: number;
  readonly last: number;
}

/** The largest seed: safe, and far more than anybody runs. */
export const seedMax = 1e12;

/**
 * Reads `1..1000`, or one seed.
 * @returns undefined for anything else
 */
export function parseSeeds(text: string): SeedRange | undefined {
  const match = /^(\d{1,13})(?:\.\.(\d{1,13}))?$/.exec(text);
  if (match === null) return undefined;
  const first = Number(match[1]);
  const last = Number(match[2] ?? match[1]);
  return last < first || last > seedMax ? undefined : { first, last };
}

/** How many seeds a range holds. */
export function countOf({ first, last }: SeedRange): number {
  return last - first + 1;
}

/**
 * The seeds of a range that are not done, in order, in ranges of at most `size`.
 * @param done ascending and without repetition; those outside the range do not matter
 * @param size or how it follows from the number of seeds up to the last one
 * @example [...pendingRanges({ first: 1, last: 9 }, [2, 3], 4)] // 1..1, 4..7, 8..9
 */
export function* pendingRanges(
  { first, last }: SeedRange,
  done: Iterable<number>,
  size: number | ((left: number) => number),
): Generator<SeedRange> {
  const sizeAt = (from: number) => (typeof size === "number" ? size : size(last - from + 1));
  let next = first;
  for (const seed of done) {
    if (seed < next) continue;
    if (seed > last) break;
    yield* split({ first: next, last: seed - 1 }, sizeAt);
    next = seed + 1;
  }
  yield* split({ first: next, last }, sizeAt);
}

function* split(
  { first, last }: SeedRange,
  sizeAt: (from: number) => number,
): Generator<SeedRange> {
  for (let from = first; from <= last;) {
    const to = Math.min(last, from + sizeAt(from) - 1);
    yield { first: from, last: to };
    from = to + 1;
  }
}
