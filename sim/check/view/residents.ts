// Which servers have a joined member in a room state. Moves from state to state by what differs
// between them, so asking along a server's history costs little even in rooms with many members.
import type { ServerName } from "../../protocol/event.ts";
import { serverOf } from "../../protocol/event.ts";
import type { RoomGraph } from "../../protocol/room-graph.ts";
import { emptyState, type StateId } from "../../protocol/state.ts";

/** Finds a server's index by name; -1 for a server that the trace does not follow. */
export type ServerIndex = (name: ServerName) => number;

/** Counts joined members per server in one state at a time. */
export class Residents {
  readonly #graph: RoomGraph;
  readonly #serverIndex: ServerIndex;
  readonly #joined: Int32Array;
  /** Memberships whose event is not in the trace, so that nobody can say what they are. */
  readonly #uncertain: Int32Array;
  readonly #serverOfSlot: number[] = [];
  #state: StateId = emptyState;

  constructor(graph: RoomGraph, serverIndex: ServerIndex, serverCount: number) {
    this.#graph = graph;
    this.#serverIndex = serverIndex;
    this.#joined = new Int32Array(serverCount);
    this.#uncertain = new Int32Array(serverCount);
  }

  /** Looks at another state. */
  moveTo(state: StateId): this {
    if (state === this.#state) return this;
    this.#graph.states.forEachChange(this.#state, state, (slot, before, after) => {
      const server = this.serverOf(slot);
      if (server < 0) return;
      this.#count(server, before, -1);
      this.#count(server, after, 1);
    });
    this.#state = state;
    return this;
  }

  /** True if the server has a joined member in the state looked at. */
  has(server: number): boolean {
    return this.#joined[server] > 0;
  }

  /** As `has`, of a server by its name. */
  hasNamed(name: ServerName): boolean {
    return this.#joined[this.#serverIndex(name)] > 0;
  }

  /** True if the trace does not hold enough to tell. */
  uncertain(server: number): boolean {
    return this.#joined[server] === 0 && this.#uncertain[server] > 0;
  }

  #count(server: number, event: number, by: number): void {
    if (event < 0) return;
    if (!this.#graph.has(event)) this.#uncertain[server] += by;
    else if (this.#graph.pdu(event).content.membership === "join") this.#joined[server] += by;
  }

  /** The server whose member the slot is about, -1 for other slots. */
  serverOf(slot: number): number {
    for (let next = this.#serverOfSlot.length; next <= slot; next++) {
      const { type, stateKey } = this.#graph.slotNames(next);
      const isMember = type === "m.room.member" && stateKey.includes(":");
      this.#serverOfSlot.push(isMember ? this.#serverIndex(serverOf(stateKey)) : -1);
    }
    return this.#serverOfSlot[slot];
  }
}
