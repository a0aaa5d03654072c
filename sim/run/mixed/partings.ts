// When servers part: read from a trace, without asking anybody who is right. Two servers have parted
// while they have the same forward extremities and yet another state; what they still have to hear
// of each other is none of it.
import type { TraceRecord } from "../../trace/records.ts";

/** What became of a run. */
export interface Partings {
  /** Virtual milliseconds at which servers first parted; null if they never did. */
  readonly firstAtMs: number | null;
  /** How long they were apart, all times together. */
  readonly apartMs: number;
  /** Apart when the run ended: nothing that anybody did brought them together again. */
  readonly toTheEnd: boolean;
  /** Types of the state that differed when they first parted. */
  readonly types: readonly string[];
}

/** Reads the partings of a run of one room from its records. */
export function partingsOf(records: readonly TraceRecord[]): Partings {
  const view = new View();
  let [firstAtMs, since]: [number | null, number | null] = [null, null];
  let [apartMs, now] = [0, 0];
  let types: readonly string[] = [];
  const look = (): void => {
    const pair = view.parted();
    if (pair !== undefined && since === null) {
      since = now;
      if (firstAtMs === null) [firstAtMs, types] = [now, view.typesBetween(...pair)];
    } else if (pair === undefined && since !== null) {
      apartMs += now - since;
      since = null;
    }
  };
  for (const record of records) {
    // What happens at one time is looked at when it is over.
    if ("atMs" in record && record.atMs !== now && record.kind !== "event") {
      look();
      now = record.atMs;
    }
    view.see(record);
  }
  look();
  const toTheEnd = since !== null;
  if (since !== null) apartMs += now - since;
  return { firstAtMs, apartMs, toTheEnd, types };
}

class View {
  readonly #extremities = new Map<number, string>();
  readonly #current = new Map<number, number>();
  /** By state: what it is written over, and what is written. */
  readonly #states = new Map<number, Extract<TraceRecord, { kind: "state" }>>();
  #changed = true;
  #pair: [number, number] | undefined;

  see(record: TraceRecord): void {
    if (record.kind === "state") this.#states.set(record.id, record);
    else if (record.kind === "extremities") {
      this.#extremities.set(record.server, [...record.events].sort((a, b) => a - b).join());
    } else if (record.kind === "current") this.#current.set(record.server, record.state);
    else return;
    this.#changed = true;
  }

  /** The states of two servers that have parted, if any have. */
  parted(): [number, number] | undefined {
    if (!this.#changed) return this.#pair;
    this.#changed = false;
    this.#pair = undefined;
    const stateOf = new Map<string, number>();
    for (const [server, events] of this.#extremities) {
      const state = this.#current.get(server);
      if (state === undefined) continue;
      const other = stateOf.get(events);
      if (other === undefined) stateOf.set(events, state);
      else if (other !== state) this.#pair = [other, state];
    }
    return this.#pair;
  }

  /** The event types at which two states differ, in the order of the alphabet. */
  typesBetween(a: number, b: number): string[] {
    const [one, other] = [this.#read(a), this.#read(b)];
    const types = new Set<string>();
    for (const slot of new Set([...one.keys(), ...other.keys()])) {
      if (one.get(slot) !== other.get(slot)) types.add(slot.split("\u0000")[0]);
    }
    return [...types].sort();
  }

  #read(state: number): Map<string, number> {
    const chain = [];
    for (let at: number | null = state; at !== null; at = this.#states.get(at)?.parent ?? null) {
      const record = this.#states.get(at);
      if (record !== undefined) chain.push(record);
    }
    const held = new Map<string, number>();
    for (const { changes } of chain.reverse()) {
      for (const [type, key, event] of changes) {
        if (event === null) held.delete(`${type}\u0000${key}`);
        else held.set(`${type}\u0000${key}`, event);
      }
    }
    return held;
  }
}
