// A generator's part of a load: `2/4` on the command line, an execution segment in k6. Arrivals and
// listeners are numbered through the whole load, so parts need to know nothing of each other: the
// Node driver takes those with n mod 4 = 1, k6 spreads them over its segments in the same manner.
import type { Segment } from "../driver/plan.ts";

/** More generators than this are a slip of the hand. */
export const generatorsMax = 1_000;

/**
 * Reads `2/4`: the second of four parts.
 * @throws RangeError that says what is wrong
 */
export function parseSegment(text: string): Segment {
  const [, part, of] = /^(\d{1,4})\/(\d{1,4})$/.exec(text.trim()) ?? [];
  const [index, count] = [Number(part) - 1, Number(of)];
  if (part !== undefined && count >= 1 && count <= generatorsMax && index >= 0 && index < count) {
    return { index, of: count };
  }
  throw new RangeError(
    `${JSON.stringify(text)} is no part of a load; give part/parts, such as 2/4, up to ${generatorsMax} parts.`,
  );
}

/** `2/4`. */
export function segmentText({ index, of }: Segment): string {
  return `${index + 1}/${of}`;
}

/** The parts that are missing among some, and those that are there more than once. */
export function gapsOf(segments: readonly Segment[]): {
  readonly missing: readonly Segment[];
  readonly twice: readonly Segment[];
} {
  const of = segments[0]?.of ?? 1;
  const counts = Array.from({ length: of }, (_unused, index) => {
    return { segment: { index, of }, count: segments.filter((one) => one.index === index).length };
  });
  return {
    missing: counts.filter(({ count }) => count === 0).map(({ segment }) => segment),
    twice: counts.filter(({ count }) => count > 1).map(({ segment }) => segment),
  };
}
