// An event on its way from a file: with the name that the file gives it, then with its true ID.
import type { EventId, Pdu } from "../protocol/event.ts";

/** An event of the file that has the shape of one. */
export interface NamedEvent {
  readonly pdu: Pdu;
  /** The `event_id` in the file. */
  readonly name: string | undefined;
  readonly missing: readonly string[];
  readonly line: number | undefined;
  /** Place in the file's list, counted from 1. */
  readonly entry: number;
}

/** An event with its ID and place. */
export interface ReadEvent {
  readonly id: EventId;
  readonly pdu: Pdu;
  readonly line: number | undefined;
}

/** The events of a file in file order, and what became of the IDs in it. */
export interface ReadEvents {
  readonly events: readonly ReadEvent[];
  /** The ID of an event that the file calls so; `undefined` where it holds no such event. */
  readonly idOf: (name: string) => EventId | undefined;
}
