// Where every server stands: its current state in every room, followed record by record along a
// trace, so that an arrival can be judged by the state that its server held just then. A server that has
// only part of a room's state stands nowhere: it does not judge by that.
import type { CurrentRecord, PartialRecord } from "../../trace/records.ts";

/** Current states by server and room, as numbers of the trace. */
export class Standing {
  readonly #rooms: number;
  readonly #states: number[] = [];
  readonly #partial = new Set<number>();

  constructor(rooms: number) {
    this.#rooms = rooms;
  }

  of(server: number, room: number | undefined): number {
    if (room === undefined) return -1;
    const place = server * this.#rooms + room;
    return this.#partial.size > 0 && this.#partial.has(place) ? -1 : (this.#states[place] ?? -1);
  }

  /** True while the server has part of the room's state only. */
  isPartial(server: number, room: number): boolean {
    return this.#partial.size > 0 && this.#partial.has(server * this.#rooms + room);
  }

  setPartial({ server, room, step }: PartialRecord): void {
    const place = server * this.#rooms + room;
    if (step === "end") this.#partial.delete(place);
    else this.#partial.add(place);
  }

  move({ server, room, state }: CurrentRecord): void {
    if (room < this.#rooms) this.#states[server * this.#rooms + room] = state;
  }
}
