// What servers read of a room's events: all the same, but for a server that has some of them in redacted form
// only, as its arrivals say. Part of room-trace.ts; whoever judges a server by rules asks for its reading.
import type { Pdu } from "../../protocol/event.ts";
import { redactedReading, rewordedGraph } from "../../protocol/reworded-graph.ts";
import type { EventIndex, RoomGraph } from "../../protocol/room-graph.ts";
import type { GetPdu } from "../referee.ts";

/** A room's events as a server has them: whole, or some in redacted form. */
export interface Reading {
  /** The same for servers that have the same forms; empty where all is whole. */
  readonly key: string;
  readonly graph: RoomGraph;
  /** The events that say less to the server than to others. */
  readonly redacted: readonly EventIndex[];
  /** Finds a PDU by event ID. */
  readonly get: GetPdu;
}

/** The readings of all servers of a room. */
export class Readings {
  readonly #whole: Reading;
  /** By server: the redacted forms in which it has events, where rules can tell them from the whole ones. */
  readonly #texts = new Map<number, Map<EventIndex, Pdu>>();
  readonly #known = new Map<number, Reading>();
  /** By event: the servers that have it in redacted form, whether rules can tell or not. */
  readonly #holders = new Map<EventIndex, Set<number>>();

  /** @param get finds an event's whole text */
  constructor(graph: RoomGraph, get: GetPdu) {
    this.#whole = { key: "", graph, redacted: [], get };
  }

  /** An event came to a server in its redacted form. */
  redact(server: number, event: EventIndex): void {
    const holders = this.#holders.get(event);
    if (holders === undefined) this.#holders.set(event, new Set([server]));
    else holders.add(server);
    const text = redactedReading(this.#whole.graph, event);
    if (text === undefined) return;
    const texts = this.#texts.get(server);
    if (texts === undefined) this.#texts.set(server, new Map([[event, text]]));
    else texts.set(event, text);
  }

  /** True if the server has the event in redacted form only. */
  isRedacted(server: number, event: EventIndex): boolean {
    return this.#holders.get(event)?.has(server) ?? false;
  }

  /** The room's events as a server has them; asked for when all arrivals are known. */
  of(server: number): Reading {
    const texts = this.#texts.size === 0 ? undefined : this.#texts.get(server);
    if (texts === undefined) return this.#whole;
    let reading = this.#known.get(server);
    if (reading === undefined) {
      const graph = rewordedGraph(this.#whole.graph, texts);
      const redacted = [...texts.keys()].sort((a, b) => a - b);
      const key = `with ${redacted.join()} redacted`;
      this.#known.set(server, (reading = { key, graph, redacted, get: this.#get(texts) }));
    }
    return reading;
  }

  /**
   * What is worked out from a reading, once for all servers that read alike.
   * @example const judgeOf = readings.each(({ graph }) => stepJudge(room, graph)); judgeOf(server)
   */
  each<Value>(make: (reading: Reading) => Value): (server: number) => Value {
    const made = new Map<string, Value>();
    return (server) => {
      const reading = this.of(server);
      let value = made.get(reading.key);
      if (value === undefined) {
        value = make(reading);
        made.set(reading.key, value);
      }
      return value;
    };
  }

  #get(texts: ReadonlyMap<EventIndex, Pdu>): GetPdu {
    const { graph, get } = this.#whole;
    return (id) => texts.get(graph.indexOf(id)) ?? get(id);
  }
}
