// Tells a scenario for a test and answers questions about its trace: what a user's action came to,
// what a server made of an event, what each server holds in the end. No judge: checks do that.
import { expect } from "vitest";
import { scenarios } from "../../scenarios/index.ts";
import { generate, run, type Plan, type RunResult, type Scenario } from "../../sim/index.ts";
import type { Pdu } from "../../sim/protocol/event.ts";
import type { ArriveRecord, EventRecord, NetRecord, OpRecord } from "../../sim/trace/records.ts";
import { referee } from "../reference/index.ts";

export const roomVersions = ["10", "11", "12"] as const;

/** The scenario of a name that is registered. */
export function story(name: string): Scenario {
  const found = scenarios.get(name);
  if (found === undefined) throw new Error(`no scenario is called ${name}`);
  return found;
}

/** A scenario's plan in a room version, at seed 1. */
export function planOf(name: string, roomVersion = "11"): Plan {
  return generate(story(name), { seed: "1", roomVersion });
}

/** Runs a scenario, or a plan that a test has changed. */
export function tell(plan: Plan): Told {
  return new Told(run(plan, { referee }));
}

/** The plan with all servers, or one, behaving by another policy. */
export function withPolicy(plan: Plan, policy: string, only?: string): Plan {
  const servers = plan.servers.map((server) =>
    only === undefined || server.name === only ? { ...server, policy } : server,
  );
  return { ...plan, servers };
}

/** The plan without some of its steps. */
export function without(plan: Plan, unwanted: (step: Plan["steps"][number]) => boolean): Plan {
  const steps = plan.steps.filter((step) => !unwanted(step));
  expect(steps.length).toBeLessThan(plan.steps.length);
  return { ...plan, steps };
}

/** A run, with its trace looked through. */
export class Told {
  readonly result: RunResult;
  readonly ops: OpRecord[] = [];
  readonly arrivals: ArriveRecord[] = [];
  readonly requests: NetRecord[] = [];
  readonly #events: EventRecord[] = [];
  readonly #names: string[] = [];
  readonly #states = new Map<number, ReadonlyMap<string, number>>();
  readonly #currents = new Map<string, number>();

  constructor(result: RunResult) {
    this.result = result;
    for (const record of result.records) {
      if (record.kind === "meta") this.#names.push(...record.servers.map(({ name }) => name));
      else if (record.kind === "op") this.ops.push(record);
      else if (record.kind === "arrive") this.arrivals.push(record);
      else if (record.kind === "net") this.requests.push(record);
      else if (record.kind === "event") this.#events[record.index] = record;
      else if (record.kind === "current") {
        this.#currents.set(this.#names[record.server], record.state);
      } else if (record.kind === "state") {
        const slots = new Map(record.parent === null ? [] : this.#states.get(record.parent));
        for (const [type, key, event] of record.changes) {
          if (event === null) slots.delete(`${type} ${key}`);
          else slots.set(`${type} ${key}`, event);
        }
        this.#states.set(record.id, slots);
      }
    }
  }

  /** The one action of a user that reads like this, `says "hello"`. */
  op(user: string, words: string): OpRecord {
    const found = this.ops.filter((op) => op.user.startsWith(`@${user}:`) && op.action === words);
    expect(found, `${user} ${words}`).toHaveLength(1);
    return found[0];
  }

  /** The event that an action made. */
  event(user: string, words: string): number {
    const { event } = this.op(user, words);
    expect(event, `${user} ${words}`).toBeDefined();
    return event as number;
  }

  /** The last arrival of an event at a server. */
  arrival(event: number, server: string): ArriveRecord | undefined {
    const number = this.number(server);
    return this.arrivals.findLast((a) => a.event === event && a.server === number);
  }

  /** `accepted`, `soft-failed` …, or `unknown` where the event never came. */
  verdict(event: number, server: string): string {
    return this.arrival(event, server)?.verdict ?? "unknown";
  }

  number(server: string): number {
    return this.#names.indexOf(server);
  }

  /** The event that stands at a slot in a server's last state. */
  holder(server: string, type: string, key = ""): EventRecord | undefined {
    const state = this.#states.get(this.#currents.get(server) ?? -1);
    const event = state?.get(`${type} ${key}`);
    return event === undefined ? undefined : this.#events[event];
  }

  /** The content at a slot in a server's last state. */
  content(server: string, type: string, key = ""): Pdu["content"] | undefined {
    return (this.holder(server, type, key)?.pdu as Pdu | undefined)?.content;
  }

  /** The content at a slot in the last state of all servers, which must be the same one. */
  everywhere(type: string, key = ""): Pdu["content"] | undefined {
    const contents = [...this.#currents.keys()].map((name) => this.content(name, type, key));
    for (const content of contents) expect(content).toEqual(contents[0]);
    return contents[0];
  }

  /** The checks that do not hold. */
  get broken(): string[] {
    const { verdicts } = this.result;
    return verdicts.filter(({ result }) => result !== "held").map(({ check }) => check);
  }
}
