// What the events of a room hash to, against what they claim. That is much work for each event, and less
// while an event lies near in memory, so it may be done as soon as events are there. Part of room-trace.ts;
// well-formed judges by it.
import { CanonicalJsonError } from "../../protocol/canonical-json.ts";
import { claimsContentHash, hashAnew } from "../../protocol/event-hash.ts";
import type { EventId } from "../../protocol/event.ts";
import type { EventIndex, RoomGraph } from "../../protocol/room-graph.ts";

/** What is wrong with the hashes of an event. */
export interface WrongHashes {
  /** The ID that it should have; undefined where nothing makes one: it has no canonical form, or names none. */
  readonly id: EventId | undefined;
  /** It carries a content hash that is not its own, or none. */
  readonly isContentWrong: boolean;
}

/** The hashes of the events of one room. */
export class EventHashes {
  readonly #graph: RoomGraph;
  /** Events that came since hashes were last worked out. */
  readonly #fresh: EventIndex[] = [];
  readonly #wrong = new Map<EventIndex, WrongHashes>();

  constructor(graph: RoomGraph) {
    this.#graph = graph;
  }

  /** An event came into the graph. */
  add(event: EventIndex): void {
    this.#fresh.push(event);
  }

  /** Works the hashes of all events out that came. */
  workOut(): void {
    for (const event of this.#fresh) {
      const wrong = wrongHashes(this.#graph, event);
      if (wrong !== undefined) this.#wrong.set(event, wrong);
    }
    this.#fresh.length = 0;
  }

  /** What is wrong with the hashes of an event that came. */
  wrongOf(event: EventIndex): WrongHashes | undefined {
    if (this.#fresh.length > 0) this.workOut();
    return this.#wrong.get(event);
  }
}

const withoutHashes: WrongHashes = { id: undefined, isContentWrong: false };

function wrongHashes(graph: RoomGraph, event: EventIndex): WrongHashes | undefined {
  const pdu = graph.pdu(event);
  const lacksName = graph.version.eventIds === "on-wire" && pdu.event_id === undefined;
  if (lacksName) return withoutHashes;
  try {
    const { id, content } = hashAnew(pdu, graph.version);
    const isContentWrong = !claimsContentHash(pdu, content);
    return isContentWrong || id !== graph.id(event) ? { id, isContentWrong } : undefined;
  } catch (thrown) {
    if (!(thrown instanceof CanonicalJsonError)) throw thrown;
    return withoutHashes;
  }
}
