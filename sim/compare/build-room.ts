// Turns drafts into real events: states before them by the specification's resolution, auth events by
// the specification's selection, content hashes, and IDs that are true reference hashes (in versions
// 1 and 2 chosen IDs, with the hashes in the references). Drafts that the rules refuse are left out, and what stood on them stands on what they stood on.
import { selectAuthEvents } from "../protocol/auth/index.ts";
import { contentHash, eventId, referenceTo } from "../protocol/event-hash.ts";
import {
  prevIds,
  serverOf,
  type EventId,
  type EventReference,
  type IdentifiedPdu,
  type Pdu,
} from "../protocol/event.ts";
import type { JsonObject } from "../protocol/json.ts";
import { RoomGraph, type EventIndex } from "../protocol/room-graph.ts";
import { RoomStates } from "../protocol/room-states.ts";
import { emptyState, type StateId } from "../protocol/state.ts";
import type { Draft, RoomDraft } from "./draft.ts";

/** A room whose events all satisfy the rules, and the states that are to be resolved. */
export interface BuiltRoom {
  readonly version: string;
  readonly graph: RoomGraph;
  /** Earlier events first. */
  readonly events: readonly IdentifiedPdu[];
  /** The state after each end of the history, or after the chosen events; they may be equal. */
  readonly states: readonly StateId[];
  /** The events after which the states are. */
  readonly heads: readonly EventIndex[];
  /** For each draft its event, or -1 where the rules refuse it. */
  readonly eventOf: readonly EventIndex[];
}

/** Builds a whole room. */
export function buildRoom({ version, drafts, statesAfter }: RoomDraft): BuiltRoom {
  const builder = new RoomBuilder(version);
  for (const draft of drafts) builder.add(draft);
  return builder.finish(statesAfter);
}

const signature: JsonObject = { "ed25519:1": "A".repeat(86) };

/** Builds a room event by event; its maker looks at the states in between. */
export class RoomBuilder {
  readonly graph: RoomGraph;
  readonly #version: string;
  readonly #states: RoomStates;
  readonly #events: IdentifiedPdu[] = [];
  readonly #eventOf: EventIndex[] = [];
  /** For a refused draft, the events on which it would have stood. */
  readonly #insteadOf = new Map<number, readonly EventIndex[]>();
  #roomId: string | undefined;

  constructor(version: string) {
    this.#version = version;
    this.graph = new RoomGraph(version);
    this.#states = new RoomStates(this.graph);
    if (!this.graph.version.roomIdIsCreateHash) this.#roomId = "!random:a.test";
  }

  /** Adds a draft, or keeps the place of one that the rules refuse. */
  add(draft: Draft): void {
    if (this.tries(draft)) return;
    this.#insteadOf.set(this.#eventOf.length, this.#eventsOf(draft.prev));
    this.#eventOf.push(-1);
  }

  /** Adds a draft if the rules allow it; false, and nothing is added, if they do not. */
  tries(draft: Draft): boolean {
    const prev = this.#eventsOf(draft.prev);
    const before = this.#stateAfter(prev);
    const citedFrom =
      draft.authAfter === undefined ? before : this.#stateAfter(this.#eventsOf([draft.authAfter]));
    const pdu = this.#write(draft, prev, citedFrom);
    const id = eventId(pdu, this.graph.version);
    const known = this.graph.indexOf(id) >= 0;
    const event = this.graph.add(id, pdu);
    if (known || this.#states.rejection(event) !== undefined) return false;
    this.#roomId ??= `!${id.slice(1)}`;
    this.#events.push({ id, pdu });
    this.#eventOf.push(event);
    return true;
  }

  /** The state after some drafts. */
  stateAfter(drafts: readonly number[]): StateId {
    return this.#stateAfter(this.#eventsOf(drafts));
  }

  finish(statesAfter?: readonly number[]): BuiltRoom {
    const heads = statesAfter === undefined ? this.#ends() : this.#eventsOf(statesAfter);
    const states = heads.map((head) => this.#states.after(head));
    const { graph } = this;
    return {
      version: this.#version,
      graph,
      events: this.#events,
      states,
      heads,
      eventOf: this.#eventOf,
    };
  }

  #ends(): EventIndex[] {
    const followed = new Set<EventId>();
    for (const { pdu } of this.#events) for (const prev of prevIds(pdu)) followed.add(prev);
    const ends = this.#events.filter(({ id }) => !followed.has(id));
    return ends.map(({ id }) => this.graph.indexOf(id));
  }

  #eventsOf(drafts: readonly number[]): EventIndex[] {
    const events = new Set<EventIndex>();
    for (const draft of drafts) {
      const event = this.#eventOf[draft];
      if (event >= 0) events.add(event);
      else for (const instead of this.#insteadOf.get(draft) ?? []) events.add(instead);
    }
    return [...events];
  }

  #stateAfter(events: readonly EventIndex[]): StateId {
    if (events.length === 0) return emptyState;
    return this.#states.resolutionAfter(events)?.output ?? emptyState;
  }

  #write(draft: Draft, prev: readonly EventIndex[], citedFrom: StateId): Pdu {
    const { graph } = this;
    const { content, sender, stateKey, type, ts } = draft;
    const voucher = content.join_authorised_via_users_server;
    const signers = [serverOf(sender), ...(typeof voucher === "string" ? [serverOf(voucher)] : [])];
    const depth = prev.reduce((most, event) => Math.max(most, graph.depth(event)), 0) + 1;
    // Keys in order, so that the canonical form is cheap.
    const bare = {
      auth_events: [] as EventReference[],
      content,
      depth,
      origin_server_ts: ts,
      prev_events: this.#references(prev),
      ...(this.#roomId === undefined ? {} : { room_id: this.#roomId }),
      sender,
      ...(stateKey === undefined ? {} : { state_key: stateKey }),
      type,
    };
    const auth = selectAuthEvents(graph, bare, citedFrom);
    const cited = this.#named({ ...bare, auth_events: this.#references(auth) }, signers[0]);
    const signatures = Object.fromEntries(signers.map((server) => [server, signature]));
    return { ...cited, hashes: { sha256: contentHash(cited, graph.version) }, signatures };
  }

  #references(events: readonly EventIndex[]): EventReference[] {
    const { graph } = this;
    return events.map((event) => {
      return referenceTo({ id: graph.id(event), pdu: graph.pdu(event) }, graph.version);
    });
  }

  /** In versions 1 and 2 a server chooses its events' IDs; here by what is in them. */
  #named<Bare extends Pdu>(pdu: Bare, server: string): Bare {
    if (this.graph.version.eventIds !== "on-wire") return pdu;
    const opaque = contentHash(pdu, this.graph.version).replaceAll(/[^\w]/g, "").slice(0, 18);
    return { ...pdu, event_id: `$${opaque}:${server}` };
  }
}
