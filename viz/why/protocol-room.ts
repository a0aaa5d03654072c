// A room of the model as the protocol sees it: a room graph with the trace's events and states, so
// that the page can run the very code that the servers ran. Built once a room, when first asked for.
import { findRoomVersion, RoomGraph, type EventIndex } from "../../sim/protocol/index.ts";
import { redactedReading, rewordedGraph } from "../../sim/protocol/reworded-graph.ts";
import { isPdu } from "../../sim/protocol/pdu-shape.ts";
import type { StateId } from "../../sim/protocol/state.ts";
import type { Model } from "../model/index.ts";

/** Translates between the model's numbers of events and states and those of the graph. */
export class ProtocolRoom {
  readonly graph: RoomGraph;
  private readonly model: Model;
  private readonly graphIndex = new Map<number, EventIndex>();
  private readonly modelIndex: number[] = [];
  private readonly states = new Map<number, StateId>();

  constructor(model: Model, graph: RoomGraph) {
    this.model = model;
    this.graph = graph;
  }

  /**
   * The graph's index of an event of the model, -1 where its PDU is no event at all. The event is
   * added with all that it cites when first asked for: a resolution needs few of a room's events.
   */
  toGraph(event: number): EventIndex {
    const open = [event];
    while (open.length > 0) {
      const at = open[open.length - 1];
      const { auth, id, pdu } = this.model.events[at];
      const next = this.graphIndex.has(at)
        ? undefined
        : auth.find((cited) => !this.graphIndex.has(cited) && !open.includes(cited));
      if (next !== undefined) {
        open.push(next);
        continue;
      }
      open.pop();
      if (this.graphIndex.has(at)) continue;
      const index = isPdu(pdu) ? this.graph.add(id, pdu) : -1;
      this.graphIndex.set(at, index);
      if (index >= 0) this.modelIndex[index] = at;
    }
    return this.graphIndex.get(event) ?? -1;
  }

  /** The model's index of an event of the graph, -1 where the trace only refers to it. */
  toModel(event: EventIndex): number {
    return event < 0 ? -1 : (this.modelIndex[event] ?? -1);
  }

  /** A state of the trace as a state of the graph; undefined where the trace lacks part of it. */
  state(id: number): StateId | undefined {
    const known = this.states.get(id);
    if (known !== undefined) return known;
    if (!this.model.states.has(id)) return undefined;
    const { graph } = this;
    const slots: number[] = [];
    const events: EventIndex[] = [];
    for (const { type, stateKey, event } of this.model.states.slots(id).values()) {
      const index = this.toGraph(event);
      if (index < 0) return undefined;
      slots.push(graph.slotOf(type, stateKey));
      events.push(index);
    }
    const state = graph.states.of(slots, events);
    this.states.set(id, state);
    return state;
  }

  /** The graph as a server read it at a time: events that it had in redacted form only say less there. */
  readBy(server: number, atMs: number): RoomGraph {
    const { arrivals } = this.model;
    if (!arrivals.hasRedacted) return this.graph;
    const get = (event: EventIndex) => {
      const index = this.toModel(event);
      if (index < 0 || !arrivals.isRedactedAt(server, index, atMs)) return undefined;
      return redactedReading(this.graph, event);
    };
    return rewordedGraph(this.graph, { get });
  }

  /** Which events a server had rejected by a time; for use as a callback. */
  rejectedAt(server: number, atMs: number): (event: EventIndex) => boolean {
    return (event) => {
      const index = this.toModel(event);
      if (index < 0) return false;
      return this.model.arrivals.verdictAt(server, index, atMs) === "rejected";
    };
  }
}

const built = new WeakMap<Model, Map<number, ProtocolRoom | undefined>>();

/** The room, or undefined where its version is not known here. */
export function protocolRoom(model: Model, room: number): ProtocolRoom | undefined {
  const rooms = built.get(model) ?? new Map<number, ProtocolRoom | undefined>();
  built.set(model, rooms);
  if (!rooms.has(room)) rooms.set(room, build(model, room));
  return rooms.get(room);
}

function build(model: Model, room: number): ProtocolRoom | undefined {
  const version = findRoomVersion(model.meta.rooms[room]?.version ?? "");
  return version && new ProtocolRoom(model, new RoomGraph(version));
}
