// What a profile is: the shape of a load at one base rate, how many people it needs, and what must
// hold. The six files beside this one say when to use which.
import type { Mix } from "../mix.ts";
import type { Shape } from "./shape.ts";

export interface Profile {
  readonly name: ProfileName;
  /** One line: the question that it answers. */
  readonly about: string;
  /** Journeys per second that count as once the load, where the user gives no --rate. */
  readonly rate: number;
  /** Length of all phases in ms, where the user gives no --duration. */
  readonly durationMs: number;
  readonly users: number;
  /** The shape at a base rate; its phases add up to the duration. */
  shape(rate: number, durationMs: number): Shape;
  /** How long journeys may take to end. */
  readonly drainMs: number;
  /** In the form of slo.ts. */
  readonly thresholds: string;
  /** True where a broken threshold ends the run. */
  readonly endsWhenBroken?: boolean;
  /** True where no journey may be missed: those of a mix that is even happen in turn. */
  readonly inTurn?: boolean;
  /** Default: the usual mix. */
  readonly mix?: Mix;
}

export const profileNames = ["smoke", "average", "stress", "spike", "soak", "breakpoint"] as const;
export type ProfileName = (typeof profileNames)[number];

/** A phase as a part of the whole duration and a multiple of the base rate. */
export interface Part {
  readonly name: string;
  /** Parts of the whole; what counts is their ratio. */
  readonly length: number;
  /** Multiples of the base rate at start and end. */
  readonly from: number;
  readonly to?: number;
  readonly measured?: boolean;
}

/** A shape from its parts. Lengths are whole ms, and their sum is the duration. */
export function shapeOf(parts: readonly Part[], rate: number, durationMs: number): Shape {
  const whole = parts.reduce((sum, { length }) => sum + length, 0);
  let [done, lengths] = [0, 0];
  return parts.map(({ name, length, from, to = from, measured = true }) => {
    lengths += length;
    const end = Math.round((durationMs * lengths) / whole);
    const phase = { name, durationMs: end - done, fromRate: rate * from, toRate: rate * to };
    done = end;
    return { ...phase, measured };
  });
}
