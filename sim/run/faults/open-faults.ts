// What lies over servers because of faults that are open: policies, lies, hidden keys and the like, in layers
// that come and go in any order. What holds is worked out from those that are there, so that a fault which ends
// neither ends another one nor brings back what was before it. The world and the faults add to it.
import type { Lies, Policy, ServerBackup } from "../../server/index.ts";

/** Ends a fault. */
export type End = () => void;

/** Layers by number (of a server, or of a room). */
export class Layers<Value> {
  readonly #layers = new Map<number, { readonly value: Value }[]>();

  /** True if nothing lies anywhere. */
  get none(): boolean {
    return this.#layers.size === 0;
  }

  /** Puts a layer on top of the others; the function that comes back takes this one away. */
  add(number: number, value: Value): End {
    const layer = { value };
    this.#layers.set(number, [...(this.#layers.get(number) ?? []), layer]);
    return () => {
      const rest = (this.#layers.get(number) ?? []).filter((other) => other !== layer);
      if (rest.length > 0) this.#layers.set(number, rest);
      else this.#layers.delete(number);
    };
  }

  /** All that lies there, the oldest first. */
  of(number: number): readonly Value[] {
    return this.#layers.get(number)?.map(({ value }) => value) ?? [];
  }

  /** What came last of what lies there. */
  top(number: number): Value | undefined {
    return this.#layers.get(number)?.at(-1)?.value;
  }
}

/** What a server can go back to. */
export interface Kept {
  /** When it was stored, in ms. */
  savedMs: number;
  /** Undefined: nothing at all. */
  backup: ServerBackup | undefined;
}

/** The layers of one world. */
export class OpenFaults {
  /** By server: the policies by which it behaves. */
  readonly policies = new Layers<Policy>();
  readonly lies = new Layers<Lies>();
  /** By server: faults that let it stand still. */
  readonly pauses = new Layers<true>();
  /** By server: since when, by its own clock, it signs with a key that nobody gets at. */
  readonly hiddenKeys = new Layers<number>();
  /** By server: the time that its clock always shows, in ms since 1970. */
  readonly stoppedClocks = new Layers<number>();
  /** By server: faults that keep it down, and what is to be done once it is up. */
  readonly down = new Layers<(() => void)[]>();
  /** By server: what it goes back to at the end of faults that lose what is stored meanwhile. */
  readonly tails = new Layers<Kept>();
  /** By room: servers that are shut out. */
  readonly denied = new Layers<readonly string[]>();
}
