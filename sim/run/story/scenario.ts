// The builder in which stories are told: servers, users, a room, faults, and what must hold.
// A scenario is code; generate.ts turns it and a seed into a plan, which is data.
import type { Property } from "../../check/index.ts";
import type { Delay, Ratio, Stream } from "../../engine/index.ts";
import type { JsonObject } from "../../protocol/json.ts";
import type { TraceLevel, TraceRecord } from "../../trace/records.ts";
import type { RuleName } from "../faults/catalogue.ts";
import type { Plan, PlanRule } from "../plan/plan.ts";
import type { Deed, User } from "./user.ts";

/** A length of time: `"2s"`, `"250ms"`, or milliseconds. */
export type Duration = string | number;

export interface ScenarioInput {
  readonly name: string;
  /** One or two sentences: what happens, and what it shows. */
  readonly about: string;
  readonly roomVersion?: string;
  /** Names of servers, or how many (`hs1` …). `--servers N` overrides a number. */
  readonly servers: readonly string[] | number;
  /** Preset of server policies (default: `synapse`). */
  readonly policy?: string;
  readonly delay?: Delay;
  readonly loss?: Ratio;
  readonly duplication?: Ratio;
  /** When the story begins; before it rooms are made and joined (default: 10 s). */
  readonly setup?: Duration;
  /** When all faults end by themselves, counted from the story's begin (default: never). */
  readonly healAfter?: Duration;
  /** How long the servers may take to come to rest (default: 24 h of virtual time). */
  readonly settle?: Duration;
  readonly nudges?: number;
  /** How much the trace holds, also by the number of servers (default: `full`). */
  readonly trace?: TraceLevel | ((serverCount: number) => TraceLevel);
  readonly story: (stage: Stage) => void;
  /** Makes the whole plan in place of the story, where more than the story is drawn. */
  readonly plan?: (options: GenerateOptions) => Plan;
  /** Names of checks; `all`, the default, stands for the usual ones, `every` for all there are. */
  readonly checks?: readonly string[];
  /** What the story claims of itself: always, eventually, sometimes, reachable (claims.ts). */
  readonly expect?: readonly Property[];
  /** What the story measures, in words, from a whole trace; shown under the verdicts. */
  readonly report?: (records: readonly TraceRecord[]) => string;
}

/** What a scenario is told with. */
export interface Stage {
  readonly servers: readonly string[];
  readonly roomVersion: string;
  /** A user on a server; what they do is written with the methods of the user. */
  user(name: string, server: string): User;
  room(input: RoomInput): string;
  /** At a time after the story's begin. */
  after(time: Duration): Moment;
  /** A stream of chance of the scenario's own. */
  random(name: string): Stream;
  /** Sets another policy or dialect, region or clock for a server. */
  server(name: string, change: Partial<Omit<Plan["servers"][number], "name">>): void;
}

export interface RoomInput {
  readonly by: User;
  /** Users with power level 100 besides the creator. */
  readonly admins?: readonly User[];
  /** Users with power level 50. */
  readonly moderators?: readonly User[];
  readonly members?: readonly User[];
  readonly joinRule?: string;
  readonly name?: string;
  readonly levels?: JsonObject;
  readonly founding?: "federated" | "instant";
}

/** A point in time at which something is done or broken. */
export interface Moment {
  do(...deeds: readonly Deed[]): Moment;
  /** Cuts the links between groups of servers; servers in no group form one more. */
  partition(...groups: readonly (readonly string[])[]): Moment;
  /** Cuts single links in one direction. */
  cut(...links: readonly (readonly [from: string, to: string])[]): Moment;
  heal(): Moment;
  hold(...groups: readonly (readonly string[])[]): Moment;
  release(): Moment;
  crash(server: string): Moment;
  restart(server: string): Moment;
  /**
   * A named fault, for some time or to the end: `rashomon faults` lists them.
   * @example after("10s").fault("isolate", { count: 1 }, "1m")
   */
  fault<Name extends RuleName>(
    name: Name,
    fields: Omit<Extract<PlanRule, { name: Name }>, "name">,
    length?: Duration,
  ): Moment;
  /** From now on the server answers /state_ids with an old event at a slot. */
  staleState(server: string, slot: { room: string; type: string; key?: string }): Moment;
}

/** A story with a name. */
export interface Scenario extends ScenarioInput {
  readonly kind: "scenario";
}

/** Checks nothing yet: `generate` does. */
export function scenario(input: ScenarioInput): Scenario {
  return { kind: "scenario", ...input };
}

export interface GenerateOptions {
  readonly seed: string;
  readonly servers?: number;
  readonly roomVersion?: string;
  readonly policy?: string;
  readonly trace?: TraceLevel;
  /** Named faults besides those of the story, as they are typed: `loss share=1/5 at=10s`. */
  readonly faults?: readonly string[];
  /** Names of checks in place of the scenario's. */
  readonly checks?: readonly string[];
}
