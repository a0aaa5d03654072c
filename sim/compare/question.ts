// A room with the states that are to be resolved, as another program is asked for it: one line of the
// resolver wire format. The same line is a room file that `rashomon resolve` reads.
import type { EventId } from "../protocol/event.ts";
import type { BuiltRoom } from "./build-room.ts";

/** A request of the resolver wire format. */
export interface Question {
  readonly room_version: string;
  readonly events: readonly object[];
  readonly state_sets: readonly (readonly EventId[])[];
}

/** What a program answers; exactly one of `state` and `error` is null. */
export interface Answer {
  readonly state: readonly EventId[] | null;
  /** Nanoseconds for one resolution. */
  readonly ns: number;
  /** What the program adds where a library leaves auth chains to its caller; 0 if it says nothing. */
  readonly chains_ns: number;
  /** Reading the request; 0 if it says nothing. */
  readonly load_ns: number;
  readonly error: string | null;
}

/** The request for a room's states. */
export function questionOf({ version, events, graph, states }: BuiltRoom): Question {
  return {
    room_version: version,
    events: events.map(({ id, pdu }) => ({ event_id: id, ...pdu })),
    state_sets: states.map((state) => graph.stateIds(state)),
  };
}

/** Reads an answer; a text says what is wrong with it. */
export function readAnswer(line: string): Answer | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return `not JSON: ${line.slice(0, 100)}`;
  }
  if (typeof value !== "object" || value === null) return "an answer is a JSON object";
  const { state = null, error = null, ...times } = value as Partial<Answer>;
  const time = (name: "ns" | "chains_ns" | "load_ns"): number => {
    const found = times[name];
    return typeof found === "number" ? found : 0;
  };
  const read = { ns: time("ns"), chains_ns: time("chains_ns"), load_ns: time("load_ns") };
  if (typeof error === "string") return { state: null, ...read, error };
  const isState = Array.isArray(state) && state.every((id) => typeof id === "string");
  if (!isState) return "an answer has a state, a list of event IDs, or an error";
  return { state: [...state].sort(), ...read, error: null };
}
