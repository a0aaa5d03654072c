// "Did you mean …?": the most similar of some words.

/** The candidate that differs in the fewest letters; undefined where none is near. */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** How many letters must be put in, taken out or changed. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_unused, n) => n);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let k = 1; k <= to.length; k++) {
      const change = row[k - 1] + (from[i - 1] === to[k - 1] ? 0 : 1);
      next.push(Math.min(change, row[k] + 1, next[k - 1] + 1));
    }
    row = next;
  }
  return row[to.length];
}
