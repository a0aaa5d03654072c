// The faults of a plan, applied to a world and written into its trace: the six verbs here, the named
// rules by their stage.
import type { FaultRecord } from "../../trace/records.ts";
import { RuleStage, type RuleStep } from "../faults/rule-stage.ts";
import type { Plan, PlanFault } from "../plan/plan.ts";
import type { RoomsByLabel } from "./setup.ts";
import type { World } from "../world/world.ts";

/** Faults by the names that a plan gives them. */
export class FaultStage {
  readonly #world: World;
  /** Plan's name → the engine's id and the number in the trace. */
  readonly #cuts = new Map<string, { id: number; number: number }>();
  readonly #holds = new Map<string, { id: number; number: number }>();
  readonly #rules: RuleStage;
  #count = 0;

  constructor(world: World, plan: Plan, rooms: RoomsByLabel) {
    this.#world = world;
    this.#rules = new RuleStage(world, plan, rooms, () => this.#count++);
  }

  /** True while anything is cut, held or down. */
  get active(): boolean {
    return this.#world.faults.active || this.#rules.hampering;
  }

  beginRule(step: RuleStep): void {
    this.#rules.begin(step);
  }

  apply(fault: PlanFault): void {
    switch (fault.verb) {
      case "partition":
        return this.#partition(fault);
      case "hold":
        return this.#hold(fault);
      case "heal":
        return this.#end("heal", this.#cuts, fault.id);
      case "release":
        return this.#end("release", this.#holds, fault.id);
      case "crash":
      case "restart":
        return this.#power(fault.verb, fault.server);
    }
  }

  /** Ends every fault that is still active. */
  endAll(): void {
    this.#rules.endAll();
    if (this.#cuts.size > 0) this.#end("heal", this.#cuts, undefined);
    if (this.#holds.size > 0) this.#end("release", this.#holds, undefined);
    for (const server of this.#world.servers) if (!server.up) this.#power("restart", server.name);
  }

  #partition(fault: Extract<PlanFault, { verb: "partition" }>): void {
    const { faults } = this.#world;
    const { groups, links } = this.#places(fault);
    const oneWay = fault.oneWay === undefined ? {} : { oneWay: fault.oneWay };
    const id =
      links === undefined ? faults.partition(groups ?? [], oneWay) : faults.cutLinks(links);
    const number = this.#count++;
    this.#cuts.set(fault.id, { id, number });
    this.#note("partition", number, { ...places(groups, links), ...oneWay });
  }

  #hold(fault: Extract<PlanFault, { verb: "hold" }>): void {
    const { groups, links } = this.#places(fault);
    const what = links === undefined ? { groups: groups ?? [] } : { pairs: links };
    const id = this.#world.faults.hold(what);
    const number = this.#count++;
    this.#holds.set(fault.id, { id, number });
    this.#note("hold", number, places(groups, links));
  }

  #end(
    verb: "heal" | "release",
    among: Map<string, { id: number; number: number }>,
    name: string | undefined,
  ): void {
    const { faults } = this.#world;
    for (const [key, { id, number }] of [...among]) {
      if (name !== undefined && name !== key) continue;
      if (verb === "heal") faults.heal(id);
      else faults.release(id);
      among.delete(key);
      this.#note(verb, number, {});
    }
    if (verb === "release") this.#world.wire.releaseHeld();
  }

  #power(verb: "crash" | "restart", name: string): void {
    const number = this.#server(name);
    const server = this.#world.servers[number];
    this.#note(verb, number, { server: number });
    if (verb === "crash") {
      this.#world.faults.crash(number);
      server.crash();
    } else if (this.#world.faults.restart(number)) server.restart();
  }

  #places(fault: {
    groups?: readonly (readonly string[])[] | undefined;
    links?: readonly (readonly [string, string])[] | undefined;
  }): { groups: number[][] | undefined; links: [number, number][] | undefined } {
    const number = (name: string) => this.#server(name);
    return {
      groups: fault.groups?.map((group) => group.map(number)),
      links: fault.links?.map(([from, to]) => [number(from), number(to)]),
    };
  }

  #server(name: string): number {
    return this.#world.serverNumber(name);
  }

  #note(verb: FaultRecord["verb"], id: number, more: Partial<FaultRecord>): void {
    const { recorder } = this.#world;
    recorder.note({ kind: "fault", atMs: this.#world.now(), verb, id, ...more }, id);
  }
}

function places(
  groups: number[][] | undefined,
  links: [number, number][] | undefined,
): Partial<FaultRecord> {
  return links !== undefined ? { links } : { groups: groups ?? [] };
}
