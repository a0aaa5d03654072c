// A room of the model as the protocol sees it: a room graph with the trace's events and states, so
// that the page can run the very code that the servers ran. Built once a room, when first asked for.
import { findRoomVersion, RoomGraph, type EventIndex } from "../../sim/protocol/index.ts";
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

  constructor(model: Model, room: number, graph: RoomGraph) {
    this.model = model;
    this.graph = graph;
    for (const { index, id, pdu, room: own } of model.events) {
      if (own !== room || !isPdu(pdu)) continue;
      const event = graph.add(id, pdu);
      this.graphIndex.set(index, event);
      this.modelIndex[event] = index;
    }
  }

  /** The graph's index of an event of the model, -1 where its PDU is no event at all. */
  toGraph(event: number): EventIndex {
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
  return version && new ProtocolRoom(model, room, new RoomGraph(version));
}
