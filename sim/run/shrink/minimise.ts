// Delta debugging over a list of parts (Zeller and Hildebrandt, "Simplifying and isolating
// failure-inducing input"): which of them can be left out? It asks by yielding candidates and is
// told the first of them that still fails, so that whoever drives it may try many at a time and the
// answer is the same.

/** Yields candidates in order of preference; is told the index of the first that fails, or -1. */
export type Asking<Candidate, Answer> = Generator<readonly Candidate[], Answer, number>;

/**
 * Leaves parts out as long as the rest fails.
 * @param parts of something that fails with all of them
 * @param build what the given parts make
 * @returns parts of which none can be left out alone
 */
export function* minimise<Part, Candidate>(
  parts: readonly Part[],
  build: (kept: readonly Part[]) => Candidate,
): Asking<Candidate, readonly Part[]> {
  let kept = parts;
  if (kept.length > 0 && (yield [build([])]) === 0) return [];
  for (let pieces = 2; kept.length > 0;) {
    const rests = restsOf(kept, pieces);
    const hit = yield rests.map(build);
    if (hit >= 0) {
      kept = rests[hit];
      pieces = Math.max(2, pieces - 1);
    } else if (pieces >= kept.length) break;
    else pieces = Math.min(kept.length, pieces * 2);
  }
  return kept;
}

/** The list without each of some equal pieces in turn, the last piece first: ends go easily. */
function restsOf<Part>(list: readonly Part[], pieces: number): (readonly Part[])[] {
  const rests: (readonly Part[])[] = [];
  const count = Math.min(pieces, list.length);
  for (let n = count - 1; n >= 0; n--) {
    const [from, to] = [
      Math.floor((n * list.length) / count),
      Math.floor(((n + 1) * list.length) / count),
    ];
    rests.push([...list.slice(0, from), ...list.slice(to)]);
  }
  return rests;
}

/** Finds the fewest first parts that still fail, by halving; `count` parts are known to. */
export function* shortest<Candidate>(
  count: number,
  build: (first: number) => Candidate,
): Asking<Candidate, number> {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((yield [build(middle)]) === 0) high = middle;
    else low = middle + 1;
  }
  return high;
}

/** The candidate if it fails and is another one, else what there was. */
export function* tryOne<Candidate>(
  from: Candidate,
  other: Candidate,
): Asking<Candidate, Candidate> {
  if (JSON.stringify(other) === JSON.stringify(from)) return from;
  return (yield [other]) === 0 ? other : from;
}

/** The first of some candidates that fails, else what there was. */
export function* tryEach<Candidate>(
  from: Candidate,
  others: readonly Candidate[],
): Asking<Candidate, Candidate> {
  const hit = others.length === 0 ? -1 : yield others;
  return hit < 0 ? from : others[hit];
}
