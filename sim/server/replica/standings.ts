// Where each server of a process stands in a room: its forward extremities, its current state and
// whether it is in, under which policy and lens. Such a standing is an integer, and equal ones are the
// same integer, so that ten thousand servers that stand alike take four bytes each, side by side, and
// what one of them made of an event need not be worked out for the next (receipts.ts). A replica
// reads and writes its own.
import { PairMap } from "../../protocol/pair-map.ts";
import { emptyState, type StateId } from "../../protocol/state.ts";
import { growBytes, growInts } from "../../protocol/typed-arrays.ts";
import type { ExtremitySet } from "./extremity-sets.ts";

/** A way to stand in a room. 0 is that of a server which knows nothing of it. */
export type Standing = number;

export interface Stand {
  readonly extremities: ExtremitySet;
  readonly current: StateId;
  /** A local user is joined by the current state. */
  readonly joined: boolean;
}

/** What may be odd about a server, added up. */
export const odd = {
  /** It may come to other results than servers that stand where it does. */
  itself: 1,
  /** What comes now has to wait. */
  busy: 2,
} as const;

/** By what a server goes: policy and lens, which are told apart by identity only. */
interface Manner {
  readonly policy: object;
  readonly lens: object;
}

export class Standings {
  /** By server. */
  readonly of: Int32Array;
  /** By server: what may be odd about it; 0 where it is known that nothing is. */
  readonly odd: Uint8Array;
  readonly #manners: Manner[] = [];
  /** The number of the manner that was asked for last: most servers go by the same. */
  #lastManner = -1;
  #count = 1;
  #extremities = new Int32Array(64);
  #current = new Int32Array(64);
  #joined = new Uint8Array(64);
  #manner = new Int32Array(64);
  /** The first standing with some extremities and current state, and from each to the next one. */
  readonly #first = new PairMap();
  #next = new Int32Array(64);

  /** @param servers how many servers the run has */
  constructor(servers: number) {
    this.of = new Int32Array(servers);
    this.odd = new Uint8Array(servers).fill(odd.itself);
    this.#current[0] = emptyState;
    this.#manner[0] = -1;
    this.#first.set(0, emptyState, 0);
  }

  extremities(server: number): ExtremitySet {
    return this.#extremities[this.of[server]];
  }

  current(server: number): StateId {
    return this.#current[this.of[server]];
  }

  joined(server: number): boolean {
    return this.#joined[this.of[server]] === 1;
  }

  currentOf(standing: Standing): StateId {
    return this.#current[standing];
  }

  /** The server knows nothing of the room (again). */
  forget(server: number): void {
    this.of[server] = 0;
    this.odd[server] = odd.itself;
  }

  move(server: number, stand: Stand): void {
    this.of[server] = this.#number(stand, this.#manner[this.of[server]]);
  }

  /** From now on the server is like all that stand where it does and go by the same, but may be busy. */
  settleDown(server: number, by: Manner & { isBusy: boolean }): void {
    const { policy, lens, isBusy } = by;
    this.odd[server] = isBusy ? odd.busy : 0;
    const manner = this.#mannerOf(policy, lens);
    const was = this.of[server];
    if (this.#manner[was] === manner) return;
    const extremities = this.#extremities[was];
    const current = this.#current[was];
    this.of[server] = this.#number(
      { extremities, current, joined: this.#joined[was] === 1 },
      manner,
    );
  }

  #mannerOf(policy: object, lens: object): number {
    const last = this.#manners[this.#lastManner];
    if (last?.policy === policy && last.lens === lens) return this.#lastManner;
    let number = this.#manners.findIndex((one) => one.policy === policy && one.lens === lens);
    if (number < 0) number = this.#manners.push({ policy, lens }) - 1;
    return (this.#lastManner = number);
  }

  #number({ extremities, current, joined }: Stand, manner: number): Standing {
    const member = joined ? 1 : 0;
    const first = this.#first.get(extremities, current);
    for (let one = first; one >= 0; one = this.#next[one] - 1) {
      if (this.#manner[one] === manner && this.#joined[one] === member) return one;
    }
    const made = this.#count++;
    this.#grow(made + 1);
    this.#extremities[made] = extremities;
    this.#current[made] = current;
    this.#joined[made] = member;
    this.#manner[made] = manner;
    this.#next[made] = first + 1;
    this.#first.set(extremities, current, made);
    return made;
  }

  #grow(length: number): void {
    this.#extremities = growInts(this.#extremities, length);
    this.#current = growInts(this.#current, length);
    this.#joined = growBytes(this.#joined, length);
    this.#manner = growInts(this.#manner, length);
    this.#next = growInts(this.#next, length);
  }
}
