// Puts events from a file into a world: each at its sender's server, as soon as that server knows
// what the event stands on; membership events of servers that are not in the room go through one
// that is, as joins do in life.
import type { EventIndex } from "../../protocol/room-graph.ts";
import {
  enterRoom,
  settle,
  takeOutliers,
  verdict,
  way,
  type Homeserver,
} from "../../server/index.ts";
import type { Replica, SharedRoom } from "../../server/index.ts";
import type { World } from "../world/world.ts";

export class Injector {
  /** Events that cannot be created yet. */
  waiting: EventIndex[] = [];
  /** Events that their own servers could not create; see `handOver`. */
  handedOver = 0;
  readonly #world: World;
  readonly #shared: SharedRoom;
  #seenDeliveries = -1;

  constructor(world: World, shared: SharedRoom) {
    this.#world = world;
    this.#shared = shared;
  }

  /** Creates an event now, or as soon as it can be. */
  add(event: EventIndex): void {
    this.waiting.push(event);
    this.#seenDeliveries = -1;
    this.tryWaiting();
  }

  /** Tries what waits, if anything has arrived anywhere since. */
  tryWaiting(): void {
    const { counters } = this.#world.recorder;
    const arrived = counters.deliveries + counters.accepted;
    if (this.waiting.length === 0 || arrived === this.#seenDeliveries) return;
    this.#seenDeliveries = arrived;
    for (let again = true; again;) {
      const left = this.waiting.filter((event) => !this.#create(event));
      again = left.length < this.waiting.length && left.length > 0;
      this.waiting = left;
    }
  }

  /**
   * Hands the first event that its own server cannot create, because nothing reaches that server
   * any more, to a server that knows what it stands on, as if it had been sent there.
   * @returns false if there is no such event
   */
  handOver(): boolean {
    for (const [n, event] of this.waiting.entries()) {
      const home = this.#world.servers[this.#shared.serverOfSender(event)];
      const resident = this.#world.servers.find((server) => {
        const replica = server.replicas[this.#shared.number];
        return replica !== undefined && replica.joined && knowsParents(replica, event);
      });
      if (resident === undefined) continue;
      this.waiting.splice(n, 1);
      this.handedOver++;
      this.#takeAt(resident, home, event);
      this.#seenDeliveries = -1;
      return true;
    }
    return false;
  }

  #takeAt(resident: Homeserver, home: Homeserver, event: EventIndex): void {
    const replica = resident.replica(this.#shared);
    this.#world.recorder.made(home.number, this.#shared, event);
    settle(resident, replica, { event, via: way.send, reported: -1 });
    resident.publish(replica, event, replica.stateBefore(event), home.number);
  }

  #create(event: EventIndex): boolean {
    const home = this.#world.servers[this.#shared.serverOfSender(event)];
    const replica = home.replica(this.#shared);
    if (replica.waiting !== undefined) return false;
    const { graph } = this.#shared;
    const founds = graph.prevCount(event) === 0 || graph.prev(event, 0) === graph.create;
    const inside = replica.joined || replica.extremities !== 0 || founds;
    if (inside && knowsParents(replica, event)) {
      return this.#createAt(home, replica, event);
    }
    const isMembership = graph.pdu(event).type === "m.room.member";
    return !replica.joined && isMembership && this.#createThrough(home, event);
  }

  #createAt(home: Homeserver, replica: Replica, event: EventIndex): boolean {
    this.#world.recorder.made(home.number, this.#shared, event);
    settle(home, replica, { event, via: way.own, reported: -1 });
    home.publish(replica, event, replica.stateBefore(event));
    return true;
  }

  /** A join or leave through a server that is in the room and can be reached. */
  #createThrough(home: Homeserver, event: EventIndex): boolean {
    const { faults } = this.#world;
    const resident = this.#world.servers.find((server) => {
      const replica = server.replicas[this.#shared.number];
      if (replica === undefined || !replica.joined || server === home) return false;
      const reachable = faults.open(home.number, server.number);
      return reachable && faults.open(server.number, home.number) && knowsParents(replica, event);
    });
    if (resident === undefined) return false;
    this.#takeAt(resident, home, event);
    const replica = resident.replica(this.#shared);
    const value = replica.verdictOf(event);
    const before = replica.stateBefore(event);
    const joins = this.#shared.graph.pdu(event).content.membership === "join";
    if (joins && value === verdict.accepted) {
      takeOutliers(home, home.replica(this.#shared), statesEvents(replica, before), way.join);
      enterRoom(home, this.#shared, { event, state: before });
    }
    return true;
  }
}

function knowsParents(replica: Replica, event: EventIndex): boolean {
  const { graph } = replica.shared;
  return (
    graph.prevs(event).every((prev) => replica.has(prev)) &&
    graph.auths(event).every((auth) => replica.verdictOf(auth) !== verdict.unknown)
  );
}

/** The events of a state with all that they cite. */
function statesEvents(replica: Replica, state: number): EventIndex[] {
  const { graph } = replica.shared;
  const events = new Set<EventIndex>();
  graph.states.forEach(state, (_slot, event) => events.add(event));
  for (const event of events) for (const auth of graph.auths(event)) events.add(auth);
  return [...events];
}
