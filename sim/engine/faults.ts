// What is broken by intent: links that are cut or held and nodes that are down, by the six verbs
// partition, heal, hold, release, crash and restart. It answers questions only; what becomes of a
// message on a cut or held link is the host's business.
import { LinkSet, type Groups, type Pairs } from "./link-set.ts";

export { groupsMax, type Groups, type Pairs } from "./link-set.ts";

/**
 * The faults of n nodes 0 … n − 1. Cuts may overlap: a link is open as long as no active cut blocks
 * it, and healing one cut leaves the others.
 *
 * @example
 * const faults = new Faults(4);
 * const cut = faults.partition([[0, 1]]); // 0 and 1 against 2 and 3
 * faults.open(0, 2); // false
 * faults.heal(cut);
 */
export class Faults {
  readonly nodes: number;
  /** Grows with each verb, so that a host can tell whether anything may have changed. */
  version = 0;
  /** Whether any cut, hold or crash is active; hosts look at it with every message. */
  active = false;
  readonly #cuts: LinkSet;
  readonly #holds: LinkSet;
  readonly #down: Uint8Array;

  constructor(nodes: number) {
    this.nodes = nodes;
    this.#cuts = new LinkSet(nodes);
    this.#holds = new LinkSet(nodes);
    this.#down = new Uint8Array(nodes);
  }

  /**
   * Cuts all links between groups; nodes in no group form one further group. With `oneWay`, only
   * links from group 0 to the others are cut (default: false). Returns the cut's id for `heal`.
   *
   * @throws RangeError for a node that does not exist or is in two groups.
   */
  partition(groups: Groups["groups"], options: { oneWay?: boolean } = {}): number {
    const id = this.#cuts.add("partition", { groups, ...options });
    this.#changed();
    return id;
  }

  /**
   * Cuts single links, each in the one direction given. Returns the cut's id for `heal`.
   *
   * @throws RangeError for a node that does not exist or is paired with itself.
   */
  cutLinks(pairs: Pairs["pairs"]): number {
    const id = this.#cuts.add("cutLinks", { pairs });
    this.#changed();
    return id;
  }

  /**
   * Ends one cut, or all when no id is given. Returns whether a cut was active.
   *
   * @throws RangeError for an id that was never given out.
   */
  heal(cutId?: number): boolean {
    const ended = this.#cuts.remove("heal", cutId);
    this.#changed();
    return ended;
  }

  /**
   * Holds messages on links: they are to wait, not to fail. Returns the hold's id for `release`.
   *
   * @throws RangeError as `partition` and `cutLinks` do.
   * @example faults.hold({ pairs: [[0, 1]] }); faults.hold({ groups: [[0], [1, 2]] });
   */
  hold(links: Groups | Pairs): number {
    const id = this.#holds.add("hold", links);
    this.#changed();
    return id;
  }

  /** Ends one hold, or all when no id is given. Otherwise as `heal`. */
  release(holdId?: number): boolean {
    const ended = this.#holds.remove("release", holdId);
    this.#changed();
    return ended;
  }

  /**
   * Takes a node down. Returns false if it was down.
   *
   * @throws RangeError for a node that does not exist.
   */
  crash(node: number): boolean {
    return this.#setDown("crash", node, 1);
  }

  /** Brings a node up again. Returns false if it was up. Otherwise as `crash`. */
  restart(node: number): boolean {
    return this.#setDown("restart", node, 0);
  }

  /** Whether no active cut blocks messages from one node to another. */
  open(from: number, to: number): boolean {
    return !this.#cuts.has(from, to);
  }

  /** Whether messages from one node to another have to wait. */
  held(from: number, to: number): boolean {
    return this.#holds.has(from, to);
  }

  /** Whether a node runs. */
  up(node: number): boolean {
    return this.#down[node] === 0;
  }

  #changed(): void {
    this.version++;
    this.active = this.#cuts.layers > 0 || this.#holds.layers > 0 || this.#down.includes(1);
  }

  #setDown(verb: string, node: number, down: 0 | 1): boolean {
    if (!(Number.isInteger(node) && node >= 0 && node < this.nodes)) {
      throw new RangeError(
        `${verb}: node ${node} does not exist; there are 0 to ${this.nodes - 1}.`,
      );
    }
    const changed = this.#down[node] !== down;
    this.#down[node] = down;
    this.#changed();
    return changed;
  }
}
