// Where every server stands: its current state in every room, followed record by record along a
// trace, so that an arrival can be judged by the state that its server held just then.
import type { CurrentRecord } from "../trace/records.ts";

/** Current states by server and room, as numbers of the trace. */
export class Standing {
  readonly #rooms: number;
  readonly #states: number[] = [];

  constructor(rooms: number) {
    this.#rooms = rooms;
  }

  of(server: number, room: number | undefined): number {
    return room === undefined ? -1 : (this.#states[server * this.#rooms + room] ?? -1);
  }

  move({ server, room, state }: CurrentRecord): void {
    if (room < this.#rooms) this.#states[server * this.#rooms + room] = state;
  }
}
