// Begins and ends the named faults of a plan in a world, and writes both into the trace.
import type { SharedRoom } from "../../server/index.ts";
import type { FaultRecord } from "../../trace/records.ts";
import type { Plan, PlanStep } from "../plan/plan.ts";
import type { World } from "../world/world.ts";
import { ruleNamed } from "./catalogue.ts";
import type { Begun, Family, FaultRule } from "./fault-rule.ts";

export type RuleStep = Extract<PlanStep, { rule: unknown }>;

/** A fault that is on. */
interface Active {
  readonly number: number;
  readonly rule: FaultRule;
  readonly begun: Begun;
}

/** Ends of faults draw by numbers of their own, far from those of steps and nudges. */
const endCause = (1 << 29) + 1;

/** Families whose faults keep servers from agreeing while they last. */
const hampers: readonly Family[] = ["link", "partition", "server"];

/** The named faults of one run. */
export class RuleStage {
  readonly #world: World;
  readonly #plan: Plan;
  readonly #rooms: ReadonlyMap<string, SharedRoom>;
  readonly #nextNumber: () => number;
  readonly #active = new Set<Active>();

  constructor(
    world: World,
    plan: Plan,
    rooms: ReadonlyMap<string, SharedRoom>,
    nextNumber: () => number,
  ) {
    this.#world = world;
    this.#plan = plan;
    this.#rooms = rooms;
    this.#nextNumber = nextNumber;
  }

  /** True while a fault is on that keeps servers from agreeing. */
  get hampering(): boolean {
    return [...this.#active].some(({ rule }) => hampers.includes(rule.family));
  }

  begin({ id: step, rule: input, forMs }: RuleStep): void {
    const rule = ruleNamed(input.name);
    const scene = {
      ...{ world: this.#world, rooms: this.#rooms },
      plan: { ...this.#plan, seed: this.#world.seed },
      ...{ number: this.#nextNumber(), step, forMs },
    };
    const begun = rule.begin(scene, input);
    // It is written down by its own mark, as it always was.
    if (rule.name === "stale-state") return;
    const active: Active = { number: scene.number, rule, begun };
    this.#note(active, begun.as?.verb ?? "begin");
    if (begun.end === undefined) {
      if (rule.momentary === true) this.#note(active, "end");
      return;
    }
    this.#active.add(active);
    if (forMs !== undefined) {
      this.#world.at(this.#world.now() + forMs, endCause + step, () => this.#end(active));
    }
  }

  /** Ends everything that is still on. */
  endAll(): void {
    for (const active of this.#active) this.#end(active);
  }

  #end(active: Active): void {
    if (!this.#active.delete(active)) return;
    active.begun.end?.();
    const verb = active.begun.as?.verb;
    this.#note(active, verb === "partition" ? "heal" : verb === "hold" ? "release" : "end");
  }

  #note({ number, rule, begun }: Active, verb: FaultRecord["verb"]): void {
    const begins = verb === "begin" || verb === "partition" || verb === "hold";
    const { servers = [], as, what, dialect, asksPolicyServer } = begun;
    const places = servers.length > 0 && { servers: [...servers] };
    const ways = {
      ...(dialect !== undefined && { dialect }),
      ...(asksPolicyServer === false && { asksPolicyServer }),
    };
    const more = begins ? { what, family: rule.family, ...places, ...ways, ...as } : {};
    const record = { kind: "fault", atMs: this.#world.now(), id: number, rule: rule.name } as const;
    this.#world.recorder.note({ ...record, ...more, verb }, number, ...servers);
  }
}
