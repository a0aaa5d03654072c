// Few integers in order and without repetition: sets of extremities and of states to resolve, which
// are made for every delivery and hold one to three members most of the time.

/** Longer lists are sorted by the engine. */
const fewMax = 16;

/**
 * The different integers of a list, ascending, as a new list.
 * @example ascendingSet([7, 3, 7]) // [3, 7]
 */
export function ascendingSet(list: readonly number[]): number[] {
  if (list.length > fewMax) return [...new Set(list)].sort((a, b) => a - b);
  const set: number[] = [];
  for (const member of list) {
    let at = set.length;
    while (at > 0 && set[at - 1] > member) at--;
    if (at > 0 && set[at - 1] === member) continue;
    set.push(member);
    for (let n = set.length - 1; n > at; n--) set[n] = set[n - 1];
    set[at] = member;
  }
  return set;
}
