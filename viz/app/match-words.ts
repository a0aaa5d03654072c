// Finding things by a few letters of their names: every word that was typed must begin a word of the
// name, or else stand somewhere in it; names with more beginnings come first.

/** Items that fit what was typed, best first; all of them, in their order, where nothing was. */
export function matchWords<T>(
  items: readonly T[],
  typed: string,
  nameOf: (item: T) => string,
): T[] {
  const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const scored = items.flatMap((item) => {
    const score = scoreOf(nameOf(item).toLowerCase(), wanted);
    return score < 0 ? [] : [{ item, score }];
  });
  return scored.sort((a, b) => b.score - a.score).map(({ item }) => item);
}

/** How many of the words begin a word of the name, or -1 where one is not in it at all. */
function scoreOf(name: string, wanted: readonly string[]): number {
  const words = name.split(/[^\p{L}\p{N}]+/u);
  let score = 0;
  for (const part of wanted) {
    if (!name.includes(part)) return -1;
    if (words.some((word) => word.startsWith(part))) score += 1;
  }
  return score;
}
