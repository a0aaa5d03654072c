// The arrivals at one server as columns of numbers. Every check walks over all arrivals, and nearly
// all that it asks is answered without touching a record. Filled by trace-view.ts.
import type { ArriveRecord } from "../../trace/records.ts";
import { grasp, graspOf } from "./grasp.ts";

const graspMask = 0xff;

/** What an arrival is, in bits above its grasp. */
export const trait = {
  /** It came from another server as an event of its own: by `send` or `missing`. */
  sent: 0x100,
  /** It came with a state, a join or to fill a gap, so what lies before it may be unknown. */
  told: 0x200,
  /** It came with a state or with others that were asked for. */
  brought: 0x400,
  /** It names the state that check 6 asked. */
  names: 0x800,
} as const;

/** Columns of the same length as `TraceView.arrivals` of the server. */
export class ArrivalColumns {
  /** The trace's index of the event. */
  readonly events: number[] = [];
  /** What the server makes of the event, one of `grasp`, and bits of `trait`. */
  readonly traits: number[] = [];
  /** States before and after the event as the trace numbers them, -1 where it says none. */
  readonly before: number[] = [];
  readonly after: number[] = [];
  /** The server's current state just before, -1 where it had none. */
  readonly standings: number[] = [];

  add(record: ArriveRecord, standing: number): void {
    const { event, before = -1, after = -1 } = record;
    this.events.push(event);
    this.traits.push(traitsOf(record));
    this.before.push(before);
    this.after.push(after);
    this.standings.push(standing);
  }
}

function traitsOf(record: ArriveRecord): number {
  const { via, against } = record;
  let traits: number = graspOf(record);
  if (via === "send" || via === "missing") traits |= trait.sent;
  if (via !== "send" && via !== "own") traits |= trait.told;
  if (via === "state" || via === "join" || via === "missing") traits |= trait.brought;
  if (against !== undefined) traits |= trait.names;
  return traits;
}

/** The grasp among an arrival's traits. */
export function graspIn(traits: number): number {
  return traits & graspMask;
}

/** True if receipt check 6 decides the verdict: the event came from outside and broke no rule. */
export function isChecked(traits: number): boolean {
  const value = graspIn(traits);
  return (traits & trait.sent) !== 0 && (value === grasp.accepted || value === grasp.softFailed);
}
