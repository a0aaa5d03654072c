// Which events of a room are the same to the authorisation rules. Of most events the rules look at type,
// state key, sender, room and auth events alone, so what a talkative user says again and again is one
// question. The types of which they look at more are listed here. Used by opinions.ts.
// Spec v1.19, rooms/v1 to v12, "Authorization rules".
import type { EventIndex, RoomGraph } from "../../../protocol/room-graph.ts";

/** The rules about these look into the event itself. */
const judgedWhole: ReadonlySet<string> = new Set([
  "m.room.create",
  "m.room.member",
  "m.room.power_levels",
  "m.room.redaction",
]);

/** Events that are alike, of one room whose graph has grown to its end. */
export class Alike {
  readonly #graph: RoomGraph;
  /** By event: the first that was asked for of those that are like it; -1 before it is asked for. */
  readonly #first: Int32Array;
  /** By sender: such first ones. */
  readonly #ofSender: EventIndex[][] = [];

  constructor(graph: RoomGraph) {
    this.#graph = graph;
    this.#first = new Int32Array(graph.count).fill(-1);
  }

  /** An event that stands for all that are like this one; the same one for each of them. */
  firstLike(event: EventIndex): EventIndex {
    const known = this.#first[event];
    return known < 0 ? (this.#first[event] = this.#find(event)) : known;
  }

  #find(event: EventIndex): EventIndex {
    if (judgedWhole.has(this.#graph.pdu(event).type)) return event;
    const firsts = (this.#ofSender[this.#graph.sender(event)] ??= []);
    // What changes between the events of a user stays changed, so the last is tried first.
    const found = firsts.findLast((first) => this.#areAlike(first, event));
    if (found === undefined) firsts.push(event);
    return found ?? event;
  }

  /** Of two events of one sender. */
  #areAlike(first: EventIndex, event: EventIndex): boolean {
    const graph = this.#graph;
    const [one, other] = [graph.pdu(first), graph.pdu(event)];
    if (one.type !== other.type || one.room_id !== other.room_id) return false;
    if (one.state_key !== other.state_key) return false;
    const length = graph.authCount(event);
    if (graph.authCount(first) !== length) return false;
    for (let n = 0; n < length; n++) {
      if (graph.auth(first, n) !== graph.auth(event, n)) return false;
    }
    return true;
  }
}
