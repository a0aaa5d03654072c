// Parents before children, over plain indexes, without recursion.

/** An order, or an index that is its own ancestor. */
export type TopologicalOrder =
  | { readonly ok: true; readonly order: readonly number[] }
  | { readonly ok: false; readonly inCycle: number };

/**
 * Orders 0 … count−1 so that parents come first; what is already in order stays as it is.
 * @param parentsOf the parents of an index; they must lie in the range.
 */
export function topologicalOrder(
  count: number,
  parentsOf: (index: number) => readonly number[],
): TopologicalOrder {
  const order: number[] = [];
  const state = new Uint8Array(count);
  const path: number[] = [];
  const nextParent: number[] = [];
  for (let root = 0; root < count; root++) {
    if (state[root] === done) continue;
    path.push(root);
    nextParent.push(0);
    state[root] = open;
    while (path.length > 0) {
      const index = path[path.length - 1];
      const parents = parentsOf(index);
      const at = nextParent[nextParent.length - 1]++;
      if (at === parents.length) {
        state[index] = done;
        order.push(index);
        path.pop();
        nextParent.pop();
      } else if (state[parents[at]] === open) {
        return { ok: false, inCycle: parents[at] };
      } else if (state[parents[at]] === unseen) {
        path.push(parents[at]);
        nextParent.push(0);
        state[parents[at]] = open;
      }
    }
  }
  return { ok: true, order };
}

const unseen = 0;
/** On the path from a root to where the walk is. */
const open = 1;
const done = 2;
