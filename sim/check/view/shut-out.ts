// Which servers a room shuts out by its ACL, as another server has it. What a server that is shut out says others
// refuse, and what it asks for they do not answer, so nobody owes anybody an event across a closed door.
// For delivery and converges; whether servers keep to an ACL is not judged here.
import type { EventIndex } from "../../protocol/room-graph.ts";
import { aclAllows, aclType } from "../../protocol/server-acl.ts";
import type { StateId } from "../../protocol/state.ts";
import type { RoomTrace } from "./room-trace.ts";

/** The doors of one room. */
export class ShutOut {
  readonly #room: RoomTrace;
  readonly #names: readonly string[];
  readonly #slot: number;
  /** True if the room ever had an ACL. */
  readonly exist: boolean;
  readonly #allowed = new Map<string, boolean>();

  constructor(room: RoomTrace, serverNames: readonly string[]) {
    this.#room = room;
    this.#names = serverNames;
    this.#slot = room.graph.slotOf(aclType, "");
    const { graph } = room;
    let exist = false;
    for (let event = 0; event < graph.count && !exist; event++) {
      exist = graph.slot(event) === this.#slot;
    }
    this.exist = exist;
  }

  /** True if a server has the room shut another one out, by its last state. */
  inTheEnd(by: number, server: number): boolean {
    return this.#isShut(this.#room.finalState(by), by, server);
  }

  /** True if it did at some time since, its state at that time included. */
  since(by: number, server: number, sinceMs: number): boolean {
    if (!this.exist) return false;
    const currents = this.#room.currents[by] ?? [];
    for (let n = currents.length - 1; n >= 0; n--) {
      if (this.#isShut(this.#room.state(currents[n].state), by, server)) return true;
      if (currents[n].atMs <= sinceMs) return false;
    }
    return false;
  }

  #isShut(state: StateId, by: number, server: number): boolean {
    const acl = state < 0 ? -1 : this.#room.graph.states.get(state, this.#slot);
    return acl >= 0 && this.#room.graph.has(acl) && !this.#allows(acl, by, server);
  }

  #allows(acl: EventIndex, by: number, server: number): boolean {
    // Of an ACL in redacted form nothing is left, and that lets nobody in.
    const { key: reading, graph } = this.#room.readings.of(by);
    const key = `${acl} ${server} ${reading}`;
    let allowed = this.#allowed.get(key);
    if (allowed === undefined) {
      allowed = aclAllows(graph.pdu(acl).content, this.#names[server]);
      this.#allowed.set(key, allowed);
    }
    return allowed;
  }
}
