// A set of directed links, as the union of any number of layers that come and go: what is cut, or
// what is held. A layer comes from groups of nodes or from single links. It does not know what being
// in the set means.

/** Groups of nodes; nodes in no group form one further group. */
export interface Groups {
  groups: readonly (readonly number[])[];
  /** Only links from group 0 to other groups are meant (default: all between groups). */
  oneWay?: boolean;
}

/** Single directed links, each as [from, to]. */
export interface Pairs {
  pairs: readonly (readonly [from: number, to: number])[];
}

/** The most groups that one layer tells apart. */
export const groupsMax = 0xffff;

interface GroupLayer {
  readonly id: number;
  /** The group of each node. */
  readonly groupOf: Uint16Array;
  readonly oneWay: boolean;
}

interface PairLayer {
  readonly id: number;
  readonly pairs: Pairs["pairs"];
}

const none = new Int32Array(0);

/** The union of layers of links between n nodes; `has` runs for every message. */
export class LinkSet {
  readonly #nodes: number;
  readonly #groupLayers: GroupLayer[] = [];
  #pairLayers: PairLayer[] = [];
  /** For each node the targets of its single links, in rising order; empty without such layers. */
  #targets: Int32Array[] = [];
  #layersMade = 0;

  constructor(nodes: number) {
    this.#nodes = nodes;
  }

  /**
   * Adds a layer and returns its id: 1, 2, 3 …
   *
   * @param verb how the caller names this in an error
   * @throws RangeError for a node that does not exist, is in two groups, or is paired with itself.
   */
  add(verb: string, links: Groups | Pairs): number {
    const id = this.#layersMade + 1;
    if ("pairs" in links) {
      this.#checkPairs(verb, links.pairs);
      this.#pairLayers.push({ id, pairs: links.pairs.map(([from, to]) => [from, to] as const) });
      this.#indexPairs();
    } else {
      const groupOf = this.#groupOf(verb, links.groups);
      this.#groupLayers.push({ id, groupOf, oneWay: links.oneWay ?? false });
    }
    return (this.#layersMade = id);
  }

  /**
   * Takes a layer out, or all layers when no id is given. Returns whether there was one.
   *
   * @throws RangeError for an id that was never given out.
   */
  remove(verb: string, id?: number): boolean {
    if (id !== undefined && !(Number.isInteger(id) && id > 0 && id <= this.#layersMade)) {
      throw new RangeError(`${verb}: there never was a number ${id}.`);
    }
    const before = this.layers;
    const groupsKept = this.#groupLayers.filter((layer) => id !== undefined && layer.id !== id);
    this.#groupLayers.splice(0, Infinity, ...groupsKept);
    this.#pairLayers = this.#pairLayers.filter((layer) => id !== undefined && layer.id !== id);
    this.#indexPairs();
    return this.layers < before;
  }

  /** How many layers there are. */
  get layers(): number {
    return this.#groupLayers.length + this.#pairLayers.length;
  }

  /** Whether any layer has the link. */
  has(from: number, to: number): boolean {
    const layers = this.#groupLayers;
    for (let i = 0; i < layers.length; i++) {
      const { groupOf, oneWay } = layers[i];
      const group = groupOf[from];
      if (group !== groupOf[to] && (!oneWay || group === 0)) return true;
    }
    return this.#targets.length > 0 && contains(this.#targets[from], to);
  }

  #groupOf(verb: string, groups: Groups["groups"]): Uint16Array {
    if (groups.length === 0) throw new RangeError(`${verb}: there must be a group.`);
    if (groups.length > groupsMax) throw new RangeError(`${verb}: more than ${groupsMax} groups.`);
    const further = groups.length;
    const groupOf = new Uint16Array(this.#nodes).fill(further);
    groups.forEach((members, group) => {
      for (const node of members) {
        this.#checkNode(verb, node);
        if (groupOf[node] !== further) {
          throw new RangeError(
            groupOf[node] === group
              ? `${verb}: node ${node} is in group ${group} twice.`
              : `${verb}: node ${node} is in group ${groupOf[node]} and in group ${group}.`,
          );
        }
        groupOf[node] = group;
      }
    });
    return groupOf;
  }

  #checkPairs(verb: string, pairs: Pairs["pairs"]): void {
    for (const [from, to] of pairs) {
      this.#checkNode(verb, from);
      this.#checkNode(verb, to);
      if (from === to) throw new RangeError(`${verb}: node ${from} has no link to itself.`);
    }
  }

  #checkNode(verb: string, node: number): void {
    if (Number.isInteger(node) && node >= 0 && node < this.#nodes) return;
    throw new RangeError(
      `${verb}: node ${node} does not exist; there are 0 to ${this.#nodes - 1}.`,
    );
  }

  /** Builds the targets anew; layers change seldom, so this may take its time. */
  #indexPairs(): void {
    if (this.#pairLayers.length === 0) {
      this.#targets = [];
      return;
    }
    const lists = new Map<number, Set<number>>();
    for (const { pairs } of this.#pairLayers) {
      for (const [from, to] of pairs) {
        const known = lists.get(from);
        if (known === undefined) lists.set(from, new Set([to]));
        else known.add(to);
      }
    }
    const targets = new Array<Int32Array>(this.#nodes).fill(none);
    for (const [from, list] of lists) targets[from] = Int32Array.from(list).sort();
    this.#targets = targets;
  }
}

/** Whether a rising list has a value; by halving, for a cut may take half of all links. */
function contains(rising: Int32Array, value: number): boolean {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rising[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low < rising.length && rising[low] === value;
}
