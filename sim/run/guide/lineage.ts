// The plans of a guided sweep by seed: fresh ones, and those that go on from others, however many
// times. A plan follows from the origins alone, so it can be made again anywhere.
import type { Plan } from "../plan/plan.ts";
import { continuePlan } from "./continue-plan.ts";
import type { Origin } from "./guide.ts";

/** Plans that are kept ready; others are made anew. */
const readyMax = 2000;

export class Lineage {
  readonly #fresh: (seed: number) => Plan;
  readonly #origins = new Map<number, Origin>();
  readonly #ready = new Map<number, Plan>();

  /** @param fresh the plan of a seed that goes on from no other */
  constructor(fresh: (seed: number) => Plan) {
    this.#fresh = fresh;
  }

  /** Notes where the plans of some seeds come from; those that are not named are fresh. */
  learn(origins: Iterable<readonly [seed: number, Origin]>): void {
    for (const [seed, origin] of origins) this.#origins.set(seed, origin);
  }

  origin(seed: number): Origin | undefined {
    return this.#origins.get(seed);
  }

  /** The origins that are needed to make some plans elsewhere. */
  behind(seeds: Iterable<number>): [number, Origin][] {
    const found = new Map<number, Origin>();
    const next = [...seeds];
    for (let seed = next.pop(); seed !== undefined; seed = next.pop()) {
      const origin = this.#origins.get(seed);
      if (origin === undefined || found.has(seed)) continue;
      found.set(seed, origin);
      next.push(origin.parent, origin.other);
    }
    return [...found];
  }

  /** The plan of a seed. */
  plan(seed: number): Plan {
    const ready = this.#ready.get(seed);
    if (ready !== undefined) return ready;
    const made = this.#make(seed);
    if (this.#ready.size >= readyMax) this.#ready.clear();
    this.#ready.set(seed, made);
    return made;
  }

  #make(seed: number): Plan {
    const origin = this.#origins.get(seed);
    if (origin === undefined) return this.#fresh(seed);
    const [parent, other] = [this.plan(origin.parent), this.plan(origin.other)];
    const plan = continuePlan(parent, { other, seed: String(seed), names: origin.moves });
    const about = `Goes on from seed ${origin.parent}: ${origin.moves.join(", ")}.`;
    return { ...plan, about };
  }
}
