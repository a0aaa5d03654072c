// Watches a run's trace while it is written, and has it indexed for the checks in portions: what was
// written just now lies near in memory, what was written long ago lies far. The checks get the view
// that the whole trace gives (`viewTrace`) and are told nothing that it does not say. Called by
// run.ts.
import { TraceView, type Check } from "../../check/index.ts";
import type { MetaRecord } from "../../trace/records.ts";
import { metaRecord } from "../world/meta-record.ts";
import type { Plan } from "../plan/plan.ts";
import type { World } from "../world/world.ts";

/** So many records are taken in at once: a call for each would cost more than it saves. */
const portion = 128;

export class Witness {
  readonly #world: World;
  readonly #plan: Plan;
  readonly #checks: readonly Check[];
  #view: TraceView | undefined;
  #taken = 0;

  /** @param checks those that will judge, and may prepare that */
  constructor(world: World, plan: Plan, checks: readonly Check[]) {
    this.#world = world;
    this.#plan = plan;
    this.#checks = checks;
  }

  /** Takes in what was written since, if it is worth it. */
  look(): void {
    const { records } = this.#world.recorder;
    if (records.length - this.#taken < portion) return;
    // Rooms have no ID before their create event, and a view wants to know them.
    if (this.#world.rooms.some(({ graph }) => graph.create < 0)) return;
    this.#view ??= new TraceView(metaRecord(this.#world, this.#plan));
    this.#take(this.#view);
  }

  /** The view of the whole trace, of which only the first record is not written yet. */
  close(meta: MetaRecord): TraceView {
    const view = this.#view ?? new TraceView(meta);
    this.#take(view);
    view.close(meta);
    return view;
  }

  #take(view: TraceView): void {
    const { records } = this.#world.recorder;
    view.take(records, this.#taken);
    this.#taken = records.length;
    for (const check of this.#checks) check.prepare?.(view);
  }
}
