// Who lives on a stage: users with their personas, and rooms whose sizes follow a power law. Drawn
// from the seed alone; nothing exists on a server yet. The outcome is written into the stage, so
// this runs in one engine only and may use powers.
import { Draws, seedOf } from "../journeys/scene.ts";
import { stream } from "../../sim/engine/stream.ts";
import { personas } from "./personas.ts";
import type { RoomKind } from "./stage.ts";

/** How many people there are. */
export interface Population {
  readonly seed: string;
  /** At least 2. */
  readonly users: number;
  /** Rooms beside the big one. Default: what the power law gives for so many users. */
  readonly rooms?: number;
}

export interface Populated {
  /** Name of each user's persona. */
  readonly personas: readonly string[];
  readonly rooms: readonly { readonly kind: RoomKind; readonly members: readonly number[] }[];
}

/**
 * The exponent of room sizes: Pareto with α = log 5 / log 4 (the 80-20 rule), as matrix-locust and
 * matrix-goose draw them. As many rooms are drawn as there are users, and those of one member are
 * dropped, which leaves 45 in 100.
 */
const alpha = 1.161;

/** The big room is everybody's but for some, so that somebody is left who can join it. */
const bigShare = { numerator: 3, denominator: 5 };

export function populate({ seed, users, rooms }: Population): Populated {
  const from = stream(seedOf(seed), "population");
  const weights = personas.map(({ share }) => share);
  const names = Array.from({ length: users }, (_unused, n) => {
    return personas[new Draws(from, n).weighted(weights)].name;
  });
  const sizes = new Draws(stream(seedOf(seed), "room sizes"), 0);
  const wanted: number[] = [];
  while (rooms === undefined ? wanted.length < users : wanted.length < rooms) {
    const size = powerLaw(sizes, users);
    if (size > 1 || rooms === undefined) wanted.push(size);
  }
  const big = Math.max(2, Math.floor((users * bigShare.numerator) / bigShare.denominator));
  const groups = wanted.filter((size) => size > 1);
  return {
    personas: names,
    rooms: [
      { kind: "big", members: crowd(seed, { room: 0, users, size: big }) },
      ...groups.map((size, n) => {
        return { kind: kindOf(size, n), members: crowd(seed, { room: n + 1, users, size }) };
      }),
    ],
  };
}

function powerLaw(draws: Draws, max: number): number {
  // From ]0, 1], so that the power is finite.
  const share = (draws.next() + 1) / 0x1_0000_0000;
  return Math.min(max, Math.floor(share ** (-1 / alpha)));
}

/** Rooms for two are encrypted, as clients make them, and every third of the others. An estimate. */
function kindOf(size: number, n: number): RoomKind {
  return size === 2 || n % 3 === 0 ? "encrypted" : "group";
}

/** So many different users, in random order. */
function crowd(
  seed: string,
  { room, users, size }: { room: number; users: number; size: number },
): number[] {
  const draws = new Draws(stream(seedOf(seed), "members"), room);
  const all = Array.from({ length: users }, (_unused, n) => n);
  for (let n = 0; n < size; n++) {
    const other = n + draws.below(users - n);
    [all[n], all[other]] = [all[other], all[n]];
  }
  return all.slice(0, size);
}
